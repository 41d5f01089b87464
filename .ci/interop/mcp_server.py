"""A server of the official MCP SDK, for the tests of our client: `mcp_server.py stdio|http|stateless|modern`.

`http` keeps sessions and lets streams be resumed, `stateless` keeps none and answers with JSON, and `modern` knows only
the protocol's revisions without a handshake. Over HTTP the first line of the output is the server's address. The list
of tools comes in pages.
"""

import asyncio
import os
import socket
import sys

import uvicorn
from mcp.server.mcpserver import Context, Image, MCPServer, UserMessage
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http import EventMessage, EventStore
from mcp.shared.exceptions import MCPError
from mcp_types import ToolAnnotations
from pydantic import BaseModel

PAGE = 5
VERSIONS = {"supported": ["2026-07-28"]}


class Memory(EventStore):
    """Events by their numbers, each with its stream."""

    def __init__(self):
        self.events = []

    async def store_event(self, stream_id, message):
        self.events.append((stream_id, message))
        return str(len(self.events))

    async def replay_events_after(self, last_event_id, send_callback):
        last = int(last_event_id)
        stream = self.events[last - 1][0]
        for number, (stream_id, message) in enumerate(self.events[last:], start=last + 1):
            if stream_id == stream and message is not None:
                await send_callback(EventMessage(message, str(number)))
        return stream


async def pages(context, call_next):
    """The tools, a few at a time."""
    result = await call_next(context)
    if context.method != "tools/list" or result is None:
        return result
    begin = int((context.params or {}).get("cursor") or 0)
    tools = result["tools"]
    page = {**result, "tools": tools[begin : begin + PAGE]}
    if begin + PAGE < len(tools):
        page["nextCursor"] = str(begin + PAGE)
    return page


async def without_handshake(context, call_next):
    if context.method == "initialize":
        raise MCPError(code=-32022, message="Unsupported protocol version", data=VERSIONS)
    return await call_next(context)


class Place(BaseModel):
    """Where somebody lives."""

    city: str
    zip: int


class Answer(BaseModel):
    name: str


def make(mode):
    middleware = [pages] + ([without_handshake] if mode == "modern" else [])
    server = MCPServer(
        "interop", version="7", instructions="Add with add.", middleware=middleware, log_level="WARNING"
    )
    waits = []

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def add(a: int, b: int) -> int:
        """Adds two numbers."""
        return a + b

    @server.tool()
    def fail(reason: str) -> str:
        """Fails."""
        raise ToolError(reason)

    @server.tool()
    def place(city: str) -> Place:
        """A place."""
        return Place(city=city, zip=8000)

    @server.tool()
    def picture() -> list:
        """A picture with its title."""
        return ["The title", Image(data=b"\x89PNG", format="png")]

    @server.tool()
    async def steps(count: int, context: Context) -> str:
        """Reports its steps."""
        for step in range(count):
            await context.report_progress(step + 1, count, f"step {step + 1}")
        return "all done"

    @server.tool()
    async def wait(name: str) -> str:
        """Waits until it is cancelled."""
        waits.append(f"begun {name}")
        try:
            await asyncio.sleep(600)
        except BaseException:
            waits.append(f"cancelled {name}")
            raise
        return "nobody came"

    @server.tool()
    def waited() -> str:
        """What became of those who wait."""
        return ",".join(waits)

    @server.tool()
    async def ask(context: Context) -> str:
        """Asks the user."""
        try:
            return str(await context.elicit("Who are you?", Answer))
        except MCPError as error:
            return f"refused: {error.message}"

    @server.tool()
    async def reconnect(context: Context) -> str:
        """Loses its connection."""
        await context.close_sse_stream()
        await asyncio.sleep(0.2)
        return "found again"

    @server.tool()
    async def grow(context: Context) -> str:
        """Makes another tool."""
        server.add_tool(lambda: "new", name="grown", description="Grown.")
        if mode == "modern":
            await context.notify_tools_changed()
        else:
            await context.session.send_tool_list_changed()
        return "grown"

    @server.tool()
    def environment() -> str:
        """The names of its environment's variables."""
        return ",".join(sorted(os.environ))

    @server.tool()
    def die() -> str:
        """Ends the process."""
        print("I die.", file=sys.stderr, flush=True)
        os._exit(7)

    @server.resource("text://greeting", mime_type="text/plain")
    def greeting() -> str:
        """A greeting."""
        return "Hello."

    @server.resource("data://bytes", mime_type="application/octet-stream")
    def some_bytes() -> bytes:
        return b"\x00\x01\x02"

    @server.resource("users://{name}")
    def user(name: str) -> str:
        """A user."""
        return f"The user {name}."

    @server.prompt()
    def review(code: str) -> list:
        """Reviews code."""
        return [UserMessage(f"Review: {code}")]

    return server


def main():
    mode = sys.argv[1]
    server = make(mode)
    if mode == "stdio":
        return server.run("stdio")
    application = server.streamable_http_app(
        json_response=mode == "stateless",
        stateless_http=mode == "stateless",
        event_store=Memory() if mode == "http" else None,
        retry_interval=50 if mode == "http" else None,
    )
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/mcp", flush=True)
    uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])


main()
