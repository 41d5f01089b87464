"""A Bedrock of AWS's own code: `bedrock_server.py`. The first line of output is the base URL.

Signatures are made again by botocore's SigV4Auth from what arrived, and requests are checked against the shapes of
botocore's model of the service. There is no language model behind it: answers repeat what was said.
"""

import base64
import binascii
import datetime
import http.server
import json
import re
import signal
import struct
import threading
import urllib.parse
import zlib

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.validate import ParamValidator

from bedrock_keys import API_KEY, KEYS

SERVICE = botocore.session.get_session().get_service_model("bedrock-runtime")
TIMESTAMP = "%Y%m%dT%H%M%SZ"
TOLERANCE = datetime.timedelta(minutes=5)


class Refused(Exception):
    def __init__(self, status, type, message):
        super().__init__(message)
        self.status, self.type, self.message = status, type, message


# MARK: Who asks


def authenticate(request):
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith("Bearer "):
        if authorization != f"Bearer {API_KEY}":
            raise Refused(
                403,
                "AccessDeniedException",
                "Authentication failed: Please make sure your API Key is valid.",
            )
        return
    match = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/, ]+)/(\d{8})/([a-z0-9-]+)/([a-z]+)/aws4_request, "
        r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})",
        authorization,
    )
    if match is None:
        raise Refused(403, "IncompleteSignatureException", f"{authorization!r} is no valid Authorization header.")
    key, day, region, service, signed, signature = match.groups()
    check_date(request, day)
    if service != SERVICE.signing_name:
        words = f"Credential should be scoped to correct service: '{SERVICE.signing_name}'. "
        raise Refused(403, "InvalidSignatureException", words)
    if key not in KEYS or KEYS[key].token != request.headers.get("X-Amz-Security-Token"):
        raise Refused(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
    names = signed.split(";")
    required = {"host"} | {name.lower() for name in request.headers if name.lower().startswith("x-amz-")}
    if not required <= set(names) or names != sorted(names):
        raise Refused(403, "InvalidSignatureException", f"These headers must be signed: {sorted(required)}")
    if signature != expected_signature(request, names, Credentials(key, KEYS[key].secret), region, service):
        raise Refused(
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            "Access Key and signing method. Consult the service documentation for details.",
        )


def check_date(request, day):
    text = request.headers.get("X-Amz-Date", "")
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    date = datetime.datetime.strptime(text, TIMESTAMP)
    past, future = now - TOLERANCE, now + TOLERANCE
    if date < past:
        words = f"Signature expired: {text} is now earlier than {past:{TIMESTAMP}} ({now:{TIMESTAMP}} - 5 min.)"
        raise Refused(403, "InvalidSignatureException", words)
    if date > future:
        limit = f"{future:{TIMESTAMP}} ({now:{TIMESTAMP}} + 5 min.)"
        raise Refused(
            403, "InvalidSignatureException", f"Signature not yet current: {text} is still later than {limit}"
        )
    if day != text[:8]:
        words = "Date in Credential scope does not match YYYYMMDD from X-Amz-Date."
        raise Refused(403, "InvalidSignatureException", words)


def expected_signature(request, names, credentials, region, service):
    # The path and the query as they arrived, byte by byte.
    url = f"http://{request.headers['Host']}{request.path}"
    again = AWSRequest(method=request.command, url=url, data=request.content)
    for name in names:
        # As HTTP says, bytes beyond ASCII are those of a Latin-1 text to Python; what was signed is UTF-8.
        for value in request.headers.get_all(name, []):
            again.headers[name] = value.encode("latin-1").decode("utf-8")
    again.context["timestamp"] = request.headers["X-Amz-Date"]
    signer = SigV4Auth(credentials, service, region)
    return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)


# MARK: What is asked


def operation_of(request):
    """The operation's name and the model's id."""
    path = request.path.partition("?")[0]
    for name in ("Converse", "ConverseStream", "InvokeModel"):
        before, after = SERVICE.operation_model(name).http["requestUri"].split("{modelId}")
        if request.command == "POST" and path.startswith(before) and path.endswith(after):
            label = path[len(before) : -len(after)]
            # A slash of the id that is not encoded would make another path.
            if "/" not in label:
                return name, urllib.parse.unquote(label)
    raise Refused(404, "UnknownOperationException", f"There is no operation {request.command} {path}")


def parameters_of(request, operation, model):
    shape = SERVICE.operation_model(operation).input_shape
    if operation == "InvokeModel":
        parameters = {"body": request.content}
    else:
        try:
            parameters = native(json.loads(request.content), shape, "")
        except ValueError as error:
            raise Refused(400, "SerializationException", f"The body is no JSON: {error}") from error
    parameters["modelId"] = model
    report = ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise invalid(report.generate_report())
    if problem := first_problem(parameters, shape, ""):
        raise invalid(problem)
    return parameters


def invalid(message):
    return Refused(400, "ValidationException", message)


def native(value, shape, path):
    """A value of JSON as botocore holds it: blobs are bytes."""
    if getattr(shape, "is_document_type", False):
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        members = shape.members
        return {
            name: native(item, members[name], f"{path}/{name}") if name in members else item
            for name, item in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [native(item, shape.member, f"{path}/{index}") for index, item in enumerate(value)]
    if shape.type_name == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise invalid(f"{path} is not base64: {error}") from error
    return value


def first_problem(value, shape, path):
    """What botocore leaves to the service: enumerations, patterns, unions, the longest text."""
    if getattr(shape, "is_document_type", False):
        return None
    if shape.type_name == "structure":
        if getattr(shape, "is_tagged_union", False) and len(value) != 1:
            return f"{path} must have one member, has {sorted(value)}"
        for name, item in value.items():
            if problem := first_problem(item, shape.members[name], f"{path}/{name}"):
                return problem
    elif shape.type_name == "list":
        for index, item in enumerate(value):
            if problem := first_problem(item, shape.member, f"{path}/{index}"):
                return problem
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            return f"{path}: {value!r} is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and re.fullmatch(pattern, value) is None:
            return f"{path}: {value!r} does not match {pattern}"
        if len(value) > shape.metadata.get("max", len(value)):
            return f"{path} is longer than {shape.metadata['max']}"
    return None


def check_conversation(parameters):
    """What models behind Bedrock want beyond the shapes."""
    roles = [message["role"] for message in parameters.get("messages", [])]
    if not roles or roles[0] != "user" or any(a == b for a, b in zip(roles, roles[1:])):
        raise invalid("A conversation must start with a user message, and alternate between user and assistant roles.")
    calls, results = ids(parameters, "toolUse"), ids(parameters, "toolResult")
    if set(results) - set(calls) or len(set(calls)) < len(calls):
        raise invalid("The tool results do not belong to the tool uses of the conversation.")
    if calls and "toolConfig" not in parameters:
        raise invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.")


def ids(parameters, kind):
    blocks = [block for message in parameters["messages"] for block in message["content"]]
    return [block[kind]["toolUseId"] for block in blocks if kind in block]


# MARK: Answers


def blocks_of(parameters):
    """The content of the answer, and why it ends: a tool is called once, then all that the user said is repeated."""
    last = parameters["messages"][-1]["content"]
    tools = parameters.get("toolConfig", {}).get("tools", [])
    specifications = [tool["toolSpec"] for tool in tools if "toolSpec" in tool]
    results = [block["toolResult"] for block in last if "toolResult" in block]
    if results:
        texts = [part.get("text") or json.dumps(part.get("json"), ensure_ascii=False) for part in results[0]["content"]]
        return [{"text": "".join(texts)}], "end_turn"
    text = "".join(block.get("text", "") for block in last)
    if specifications:
        call = {"toolUseId": "tooluse_1", "name": specifications[0]["name"], "input": {"text": text}}
        return [{"toolUse": call}], "tool_use"
    return [{"text": text}], "end_turn"


USAGE = {"inputTokens": 3, "outputTokens": 5, "totalTokens": 8}


def document(parameters):
    blocks, reason = blocks_of(parameters)
    message = {"role": "assistant", "content": blocks}
    return {"output": {"message": message}, "stopReason": reason, "usage": USAGE, "metrics": {"latencyMs": 1}}


def events(parameters):
    blocks, reason = blocks_of(parameters)
    yield "messageStart", {"role": "assistant"}
    for index, block in enumerate(blocks):
        if call := block.get("toolUse"):
            start = {"toolUse": {"toolUseId": call["toolUseId"], "name": call["name"]}}
            yield "contentBlockStart", {"start": start, "contentBlockIndex": index}
            whole, wrap = json.dumps(call["input"], ensure_ascii=False), lambda piece: {"toolUse": {"input": piece}}
        else:
            whole, wrap = block["text"], lambda piece: {"text": piece}
        for start in range(0, len(whole), 7):
            yield "contentBlockDelta", {"delta": wrap(whole[start : start + 7]), "contentBlockIndex": index}
        yield "contentBlockStop", {"contentBlockIndex": index}
    yield "messageStop", {"stopReason": reason}
    yield "metadata", {"usage": USAGE, "metrics": {"latencyMs": 1}}


def frame(payload, **headers):
    """A message of an event stream, whose headers all are strings."""
    encoded = b""
    for name, value in headers.items():
        name = (":" + name.replace("_", "-")).encode()
        encoded += struct.pack("!B", len(name)) + name + struct.pack("!BH", 7, len(value.encode())) + value.encode()
    body = json.dumps(payload, ensure_ascii=False).encode()
    prelude = struct.pack("!II", 16 + len(encoded) + len(body), len(encoded))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + encoded + body
    return message + struct.pack("!I", zlib.crc32(message))


def event_frame(name, payload):
    return frame(payload, message_type="event", event_type=name, content_type="application/json")


def exception_frame(name, payload):
    return frame(payload, message_type="exception", exception_type=name, content_type="application/json")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            authenticate(self)
            operation, model = operation_of(self)
            parameters = parameters_of(self, operation, model)
            if "unknown" in model:
                raise invalid("The provided model identifier is invalid.")
            if "retired" in model:
                raise Refused(404, "ResourceNotFoundException", "This model version has reached the end of its life.")
            if operation == "InvokeModel":
                text = json.loads(parameters["body"])["inputText"]
                return self.answer_json(200, {"embedding": [len(text) / 2, -1], "inputTextTokenCount": len(text)})
            check_conversation(parameters)
            if operation == "Converse":
                return self.answer_json(200, document(parameters))
            self.answer_stream(parameters, breaks="breaking" in model)
        except Refused as refused:
            self.answer_json(refused.status, {"message": refused.message}, {"x-amzn-ErrorType": refused.type})

    def answer_json(self, status, json_body, headers={}):
        body = json.dumps(json_body, ensure_ascii=False).encode()
        self.answer(status, {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers})
        self.wfile.write(body)

    def answer(self, status, headers):
        self.send_response(status)
        for name, value in {"x-amzn-RequestId": "00000000-0000-0000-0000-000000000001", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def answer_stream(self, parameters, breaks):
        self.answer(200, {"Content-Type": "application/vnd.amazon.eventstream", "Transfer-Encoding": "chunked"})
        frames = [event_frame(name, payload) for name, payload in events(parameters)]
        if breaks:
            frames = frames[:2] + [exception_frame("throttlingException", {"message": "Too many tokens, please wait."})]
        body = b"".join(frames)
        # Chunks end where events do not.
        for start in range(0, len(body), 50):
            piece = body[start : start + 50]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format, *arguments):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
