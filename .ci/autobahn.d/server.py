"""Runs the suite's fuzzing server on a free port of 127.0.0.1 and writes the port to a file.

usage: server.py PORT-FILE REPORT-FOLDER SHARD SHARDS [CASE-PATTERN...]

Of the cases, every SHARDS-th one is served, from the SHARD-th on, which counts from 0: neighbours weigh the same.
"""

import os
import sys

from twisted.internet import reactor

from autobahntestsuite.fuzzing import FuzzingServerFactory

port_file, folder, shard, shards, *cases = sys.argv[1:]
spec = {
    # The port is not known before the socket is bound; the suite uses it for nothing but its own pages.
    "url": "ws://127.0.0.1:9001",
    "outdir": folder,
    "cases": cases or ["*"],
    "exclude-cases": [],
    "exclude-agent-cases": {},
    # The server has one thread, which cases of many messages keep busy for longer than the library's 5 and 1 seconds.
    "options": {"openHandshakeTimeout": 60, "closeHandshakeTimeout": 30},
}
factory = FuzzingServerFactory(spec)
factory.specCases = factory.specCases[int(shard)::int(shards)]
port = reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port
with open(port_file + ".new", "w") as file:
    file.write(str(port))
# Whoever waits for the file finds it whole.
os.rename(port_file + ".new", port_file)
reactor.run()
