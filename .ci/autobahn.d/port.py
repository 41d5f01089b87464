"""Ports the installed Autobahn suite, which is Python 2 source, to Python 3, in place.

usage: port.py SITE-PACKAGES

The suite keeps bytes in `str` everywhere. They stay there, one byte a character (latin-1), and become bytes where they
meet the library `autobahn`, a hash or a decoder. Every edit must find what it edits: another version of the suite stops
this script instead of being ported in part.
"""

import pathlib
import re
import shutil
import subprocess
import sys

package = pathlib.Path(sys.argv[1]) / "autobahntestsuite"
unneeded = [
    "broadcast", "choosereactor", "echo", "massconnect", "rinterfaces", "serializer", "testdb", "testee", "testrun",
    "wampfuzzing", "wamptestee", "wamptestserver", "wsperfcontrol", "wsperfmaster", "wstest",
]

BYTES = '''"""Bytes in strings of one character a byte."""

import binascii


def to_b(text):
    if text is None or isinstance(text, bytes):
        return text
    return text.encode("latin-1") if isinstance(text, str) else bytes(text)


def to_s(data):
    return data.decode("latin-1") if isinstance(data, (bytes, bytearray)) else data


def b2a_hex(text):
    return binascii.b2a_hex(to_b(text)).decode("ascii")
'''

# The library's methods, with the suite's strings.
PROTOCOL = '''class StringProtocol:
   debug = False
   def failConnection(self, *a, **k): return self._fail_connection(*a, **k)
   def sendFrame(self, opcode, payload = "", fin = True, rsv = 0, mask = None, payload_len = None, chopsize = None, sync = False):
      return WebSocketProtocol.sendFrame(self, opcode, strbytes.to_b(payload), fin, rsv, strbytes.to_b(mask), payload_len, chopsize, sync)
   def sendMessage(self, payload, isBinary = False, *a, **k): return WebSocketProtocol.sendMessage(self, strbytes.to_b(payload), isBinary, *a, **k)
   def sendPing(self, payload = None): return WebSocketProtocol.sendPing(self, strbytes.to_b(payload))
   def sendPong(self, payload = None): return WebSocketProtocol.sendPong(self, strbytes.to_b(payload))
   def sendCloseFrame(self, code = None, reasonUtf8 = None, isReply = False):
      return WebSocketProtocol.sendCloseFrame(self, code, strbytes.to_b(reasonUtf8), isReply)
   def sendMessageFrameData(self, payload, sync = False): return WebSocketProtocol.sendMessageFrameData(self, strbytes.to_b(payload), sync)
   def sendMessageFrame(self, payload, sync = False): return WebSocketProtocol.sendMessageFrame(self, strbytes.to_b(payload), sync)
   def onMessage(self, payload, isBinary): return FuzzingProtocol.onMessage(self, strbytes.to_s(payload), isBinary)
   def onPong(self, payload): return FuzzingProtocol.onPong(self, strbytes.to_s(payload))

'''


def edit(name, *edits):
    """Applies edits to a file: (old, new) texts, or (pattern, new, "re")."""
    path = package / name
    text = path.read_text(encoding="utf-8")
    for old, new, *kind in edits:
        changed = re.sub(old, new, text, flags=re.MULTILINE) if kind else text.replace(old, new)
        if changed == text:
            sys.exit(f"{name} holds nothing like {old!r}: another version of the suite?")
        text = changed
    path.write_text(text, encoding="utf-8")


def edit_all(pattern, *edits):
    """Applies edits to all files that they fit; each must fit at least one."""
    for old, new, *kind in edits:
        paths = [p for p in package.glob(pattern)]
        hits = 0
        for path in paths:
            text = path.read_text(encoding="utf-8")
            changed = re.sub(old, new, text, flags=re.MULTILINE) if kind else text.replace(old, new)
            hits += changed != text
            path.write_text(changed, encoding="utf-8")
        if hits == 0:
            sys.exit(f"nothing in {pattern} is like {old!r}: another version of the suite?")


# What is not needed for a fuzzing server is not ported.
for name in unneeded:
    (package / f"{name}.py").unlink()
for name in ["wampcase"]:
    shutil.rmtree(package / name)
(package / "__init__.py").write_text("from ._version import __version__\n\nversion = __version__\n")
(package / "strbytes.py").write_text(BYTES)

done = subprocess.run(
    [sys.executable, "-m", "fissix", "-w", "-n", "--no-diffs", str(package)], capture_output=True, text=True)
if done.returncode != 0:
    sys.exit(done.stderr)

# Case classes and interfaces.
edit_all("**/*.py", (r"^from zope\.interface import implements$", "from zope.interface import implementer", "re"))
edit_all("**/*.py", (r"^( *)implements\(.*\)$", r"\1pass", "re"))
edit_all(
    "case/*.py",
    (r"\(object, Case, *\)", "(Case,)", "re"),
    # Text in a case is meant as its bytes in UTF-8.
    (".encode(\"utf-8\")", ".encode(\"utf-8\").decode(\"latin-1\")"),
    (".encode('utf-8')", ".encode('utf-8').decode('latin-1')"),
    ("binascii.b2a_hex", "strbytes.b2a_hex"),
)
edit_all(
    "case/case6_2_*.py",
    (r'^( *PAYLOAD[12]? = "[^"]*")$', r'\1.encode("utf-8").decode("latin-1")', "re"),
)
edit(
    "case/case6_x_x.py",
    ('.encode("utf-8").decode("latin-1")', '.encode("utf-8", "surrogatepass").decode("latin-1")'),
    (r"validator\.validate\(([^)]*\]?)\)", r"validator.validate(strbytes.to_b(\1))", "re"),
    ('strbytes.to_b("µ@ßöäüàá")', '"µ@ßöäüàá".encode("utf-8")'),
    (r"\bv\.validate\(vss\[:i\]\)", "v.validate(strbytes.to_b(vss[:i]))", "re"),
)
edit("case/case10_1_1.py", ("len(self.payload) / self.p", "len(self.payload) // self.p"))
edit(
    "case/case12_x_x.py",
    ("m.update(msg)", "m.update(strbytes.to_b(msg))"),
    ("msg = msg.decode('utf-8')", "msg = strbytes.to_b(msg).decode('utf-8')"),
    ("acceptNoContextTakeover", "accept_no_context_takeover"),
    ("acceptMaxWindowBits", "accept_max_window_bits"),
    ("requestNoContextTakeover", "request_no_context_takeover"),
    ("requestMaxWindowBits", "request_max_window_bits"),
)

# The server.
edit(
    "fuzzing.py",
    ("binascii.b2a_hex", "strbytes.b2a_hex"),
    ("WebSocketServerFactory.__init__(self, debug = debug, debugCodePaths = debug)",
     "self.debug = debug; WebSocketServerFactory.__init__(self)"),
    ("return dd.decode('utf8', errors = 'replace' if replace else 'strict')",
     "return strbytes.to_b(dd).decode('utf8', errors = 'replace' if replace else 'strict')"),
    ("p = ''.join(payload)", "p = payload if isinstance(payload, (str, bytes)) else b''.join(payload)"),
    ("      if len(data) > maxlen - len(ellipses):\n         dd = data[:maxlen] + ellipses",
     "      data = strbytes.to_s(data)\n      if len(data) > maxlen - len(ellipses):\n         dd = data[:maxlen] + ellipses"),
    ("class FuzzingServerProtocol(FuzzingProtocol, WebSocketServerProtocol):",
     PROTOCOL + "class FuzzingServerProtocol(StringProtocol, FuzzingProtocol, WebSocketServerProtocol):"),
    (r"^.*json\.dumps\(case,.*$",
     "      f.write(json.dumps(case, sort_keys = True, indent = 3, default = strbytes.to_s))", "re"),
    # The report as JSON is enough.
    ("def createReports(self, produceHtml = True", "def createReports(self, produceHtml = False"),
)

# Who uses the helpers must import them.
for path in package.glob("**/*.py"):
    text = path.read_text(encoding="utf-8")
    if "strbytes." in text:
        dots = ".." if path.parent.name == "case" else "."
        text = re.sub(r"^(from|import) ", rf"from {dots} import strbytes\n\1 ", text, count=1, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
