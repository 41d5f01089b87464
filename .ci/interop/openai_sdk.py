"""Drives a simulator of the Responses API with the official SDK: `openai_sdk.py BASE_URL API_KEY`.

The simulator answers as the explanation in `dialect simulate --help` says.
"""

import asyncio
import json
import sys

import openai
from openai import AsyncOpenAI, OpenAI
from openai.lib.responses_websocket import (
    AsyncResponsesWebSocketSession,
    ResponsesWebSocketAccumulator,
    ResponsesWebSocketError,
    ResponsesWebSocketLimits,
)
from pydantic import BaseModel

import strict
from checks import check, run

MODEL = "simulated"
TOOL = {
    "type": "function",
    "name": "forecast",
    "description": "The weather in a city.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    "strict": True,
}
TERMINALS = {"response.completed", "response.incomplete", "response.failed", "error"}
LIMITS = ResponsesWebSocketLimits(
    max_lanes=64, max_events_per_lane=10_000, max_events=100_000, max_bytes_per_lane=16 << 20, max_bytes=64 << 20
)


def equal(found, expected):
    assert found == expected, f"found {found!r} instead of {expected!r}"


def create(prompt=None, **fields):
    """A `response.create` event."""
    event = {"type": "response.create", "model": MODEL, **fields}
    if prompt is not None:
        event["input"] = prompt
    return event


async def receive(source):
    """The next event of a connection or lane, checked."""
    return strict.event(await source.recv(), strict.WEBSOCKET_EVENTS)


async def read(source):
    """The events up to a terminal one."""
    events = [await receive(source)]
    while events[-1].type not in TERMINALS:
        events.append(await receive(source))
    return events


async def until(source, kind):
    """The next event of a type; others before it are skipped."""
    while True:
        event = await receive(source)
        if event.type == kind:
            return event
        assert event.type not in TERMINALS, f"{event.type} came before {kind}: {event.to_json()}"


async def answer(source, *arguments, **fields):
    """Sends a request and returns its response, which must complete."""
    await source.send(create(*arguments, **fields))
    last = (await read(source))[-1]
    equal(last.type, "response.completed")
    return last.response


async def refusal(source, *arguments, **fields):
    """Sends a request that must be refused, and returns the error."""
    await source.send(create(*arguments, **fields))
    events = await read(source)
    equal([event.type for event in events], ["error"])
    return events[0]


def text_of(events):
    return "".join(event.delta for event in events if event.type == "response.output_text.delta")


def check_order(events):
    """What holds for the events of every response, over every transport."""
    types = [event.type for event in events]
    equal(types[:2], ["response.created", "response.in_progress"])
    assert types[-1] in TERMINALS, f"{types[-1]} ends the response"
    equal([event.sequence_number for event in events], list(range(len(events))))
    opened = [event.output_index for event in events if event.type == "response.output_item.added"]
    closed = [event.output_index for event in events if event.type == "response.output_item.done"]
    equal(opened, list(range(len(opened))))
    equal(sorted(closed), opened)
    done = [event.item.to_dict() for event in events if event.type == "response.output_item.done"]
    equal([item.to_dict() for item in events[-1].response.output], done)


async def refused(call, kind, status, code):
    try:
        await call
    except kind as error:
        equal((error.status_code, error.code), (status, code))
        return error
    raise AssertionError(f"nothing was raised instead of {kind.__name__}")


# HTTP


@check("HTTP: one-shot")
async def one_shot(client):
    response = strict.response(await client.responses.create(model=MODEL, input="Hello, Ghent! 👋🏽"))
    equal((response.output_text, response.status, response.model), ("Hello, Ghent! 👋🏽", "completed", MODEL))
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens > 0


@check("HTTP: request id of a response")
async def request_id(client):
    response = await client.responses.create(model=MODEL, input="Hello")
    assert response._request_id.startswith("req_")


@check("SSE: events in order, each as its type says")
async def sse(client):
    stream = await client.responses.create(model=MODEL, input="think of the sea", stream=True)
    events = [strict.event(event, strict.SSE_EVENTS) async for event in stream]
    check_order(events)
    equal(text_of(events), "think of the sea")
    equal([item.type for item in events[-1].response.output], ["reasoning", "message"])
    equal(events[-1].response.output[0].summary[0].text, "The user said: think of the sea")


@check("SSE: the SDK's own accumulation agrees with the response")
async def sse_helper(client):
    async with client.responses.stream(model=MODEL, input="long 500") as stream:
        texts = [event.snapshot async for event in stream if event.type == "response.output_text.delta"]
        response = await stream.get_final_response()
    equal(response.output_text, " ".join(map(str, range(1, 501))))
    equal(texts[-1], response.output_text)


@check("HTTP: structured output is parsed")
async def parse(client):
    class Weather(BaseModel):
        city: str
        celsius: int

    response = await client.responses.parse(model=MODEL, input='{"city":"Ghent","celsius":21}', text_format=Weather)
    equal(response.output_parsed, Weather(city="Ghent", celsius=21))


@check("SSE: a tool call and its result, chained")
async def sse_tool(client):
    async with client.responses.stream(model=MODEL, input='forecast {"city":"Ghent"}', tools=[TOOL]) as stream:
        response = await stream.get_final_response()
    call = strict.response(response).output[0]
    equal((call.type, call.name, json.loads(call.arguments)), ("function_call", "forecast", {"city": "Ghent"}))
    output = {"type": "function_call_output", "call_id": call.call_id, "output": "21 °C"}
    response = await client.responses.create(
        model=MODEL, input=[output], tools=[TOOL], previous_response_id=response.id
    )
    equal(response.output_text, "The tool said: 21 °C")


@check("HTTP: output items go back as input")
async def replay(client):
    first = await client.responses.create(model=MODEL, input="think twice", store=False)
    history = [{"role": "user", "content": "think twice"}, *first.output, {"role": "user", "content": "recall"}]
    second = await client.responses.create(model=MODEL, input=history, store=False)
    equal(second.output_text, "think twice | recall")


@check("HTTP: a chain of three")
async def chain(client):
    previous = None
    for prompt in ["one", "two", "recall"]:
        response = await client.responses.create(model=MODEL, input=prompt, previous_response_id=previous)
        equal(response.previous_response_id, previous)
        previous = response.id
    equal(response.output_text, "one | two | recall")


@check("HTTP: a response that was not stored cannot be continued")
async def not_stored(client):
    first = await client.responses.create(model=MODEL, input="one", store=False)
    call = client.responses.create(model=MODEL, input="two", previous_response_id=first.id)
    error = await refused(call, openai.BadRequestError, 400, "previous_response_not_found")
    equal(error.param, "previous_response_id")


@check("HTTP: an answer cut short is incomplete")
async def incomplete(client):
    response = strict.response(await client.responses.create(model=MODEL, input="cut here"))
    equal((response.status, response.incomplete_details.reason), ("incomplete", "max_output_tokens"))


@check("HTTP: errors are raised as the SDK's own")
async def errors(client):
    def call(prompt, model=MODEL):
        return client.responses.create(model=model, input=prompt)

    await refused(call("Hello", "no-such-model"), openai.BadRequestError, 400, "model_not_found")
    await refused(call("fail rateLimited"), openai.RateLimitError, 429, "rate_limit_exceeded")
    await refused(call("fail quotaExceeded"), openai.RateLimitError, 429, "insufficient_quota")
    await refused(call("fail contextLengthExceeded"), openai.BadRequestError, 400, "context_length_exceeded")
    await refused(call("fail overloaded"), openai.InternalServerError, 503, "server_is_overloaded")
    await refused(call([{"role": "pilot", "content": "Hello"}]), openai.BadRequestError, 400, "invalid_value")
    stranger = client.with_options(api_key="wrong")
    await refused(
        stranger.responses.create(model=MODEL, input="Hello"), openai.AuthenticationError, 401, "invalid_api_key"
    )


@check("SSE: a failure in mid-answer is a failed response")
async def sse_failure(client):
    stream = await client.responses.create(model=MODEL, input="break server", stream=True)
    events = [strict.event(event, strict.SSE_EVENTS) async for event in stream]
    equal((events[-1].type, events[-1].response.status), ("response.failed", "failed"))
    equal(events[-1].response.error.code, "server_error")


@check("SSE: a refused request raises before any event")
async def sse_refusal(client):
    call = client.responses.create(model=MODEL, input="fail rateLimited", stream=True)
    await refused(call, openai.RateLimitError, 429, "rate_limit_exceeded")


# WebSocket, one response after another


@check("WebSocket: events in order, each as its type says")
async def websocket(client):
    async with client.responses.connect() as connection:
        await connection.send(create("think of the sea"))
        events = await read(connection)
    check_order(events)
    equal(text_of(events), "think of the sea")
    equal([event.to_dict().get("stream_id") for event in events], [None] * len(events))


@check("WebSocket: the same events as over SSE")
async def same_events(client):
    stream = await client.responses.create(model=MODEL, input='forecast {"city":"Ghent"}', tools=[TOOL], stream=True)
    sse_types = [event.type async for event in stream if not event.type.endswith(".delta")]
    async with client.responses.connect() as connection:
        await connection.send(create('forecast {"city":"Ghent"}', tools=[TOOL]))
        types = [event.type for event in await read(connection) if not event.type.endswith(".delta")]
    equal(types, sse_types)


@check("WebSocket: the SDK's resource sends and the synchronous client receives")
async def synchronous(client):
    def talk():
        with OpenAI(base_url=client.base_url, api_key=client.api_key).responses.connect() as connection:
            connection.response.create(model=MODEL, input="Hello")
            for event in connection:
                if strict.event(event, strict.WEBSOCKET_EVENTS).type == "response.completed":
                    return event.response.output_text

    equal(await asyncio.to_thread(talk), "Hello")


@check("WebSocket: a chain that is stored nowhere")
async def websocket_chain(client):
    async with client.responses.connect() as connection:
        previous = None
        for prompt in ["one", "two", "recall"]:
            response = await answer(connection, prompt, previous_response_id=previous, store=False)
            equal(response.previous_response_id, previous)
            previous = response.id
        equal(response.output_text, "one | two | recall")
        fresh = await answer(connection, "recall", store=False)
        equal(fresh.output_text, "recall")


@check("WebSocket: a chain goes on over HTTP and on another connection if it is stored")
async def hydrated(client):
    async with client.responses.connect() as connection:
        first = await answer(connection, "one", store=True)
    second = await client.responses.create(model=MODEL, input="two", previous_response_id=first.id)
    async with client.responses.connect() as connection:
        third = await answer(connection, "recall", previous_response_id=second.id)
    equal(third.output_text, "one | two | recall")


@check("WebSocket: a tool call and its result")
async def websocket_tool(client):
    async with client.responses.connect() as connection:
        response = await answer(connection, 'forecast {"city":"Ghent"}', tools=[TOOL], store=False)
        call = response.output[0]
        equal((call.type, call.name, json.loads(call.arguments)), ("function_call", "forecast", {"city": "Ghent"}))
        output = {"type": "function_call_output", "call_id": call.call_id, "output": "21 °C"}
        response = await answer(connection, [output], tools=[TOOL], store=False, previous_response_id=response.id)
        equal(response.output_text, "The tool said: 21 °C")


@check("WebSocket: a warm-up generates nothing and can be continued")
async def warm_up(client):
    async with client.responses.connect() as connection:
        warm = await answer(connection, "one", generate=False, store=False)
        equal((warm.status, warm.output), ("completed", []))
        cold = await answer(connection, generate=False, store=False, previous_response_id=warm.id)
        response = await answer(connection, "recall", store=False, previous_response_id=cold.id)
        equal(response.output_text, "one | recall")


@check("WebSocket: the nested form of response.create is understood")
async def nested(client):
    async with client.responses.connect() as connection:
        await connection.send({"type": "response.create", "response": {"model": MODEL, "input": "Hello"}})
        equal(text_of(await read(connection)), "Hello")


@check("WebSocket: an incomplete and a failed response leave the connection usable")
async def unhappy_ends(client):
    async with client.responses.connect() as connection:
        await connection.send(create("cut here"))
        last = (await read(connection))[-1]
        equal((last.type, last.response.incomplete_details.reason), ("response.incomplete", "max_output_tokens"))
        await connection.send(create("break server"))
        last = (await read(connection))[-1]
        equal((last.type, last.response.error.code), ("response.failed", "server_error"))
        equal((await answer(connection, "Hello")).output_text, "Hello")


@check("WebSocket: errors of requests leave the connection usable")
async def websocket_errors(client):
    async with client.responses.connect() as connection:
        error = await refusal(connection, "two", previous_response_id="resp_nobody_knows", store=False)
        equal((error.status, error.error.code), (400, "previous_response_not_found"))
        equal((error.error.type, error.error.param), ("invalid_request_error", "previous_response_id"))
        error = await refusal(connection, "Hello", model="no-such-model")
        equal((error.status, error.error.code, error.error.param), (400, "model_not_found", "model"))
        error = await refusal(connection, "fail rateLimited")
        equal((error.status, error.error.code), (429, "rate_limit_exceeded"))
        for message in ["{", "[]", '{"type":"response.cancel"}', '{"type":"response.create","input":"no model"}']:
            await connection.send_raw(message)
            error = await receive(connection)
            equal((error.type, error.status, error.error.type), ("error", 400, "invalid_request_error"))
            assert error.error.message
        equal((await answer(connection, "Hello")).output_text, "Hello")


@check("WebSocket: a failed continuation evicts the response it continued")
async def eviction(client):
    async with client.responses.connect() as connection:
        first = await answer(connection, "one", store=False)
        await refusal(connection, "fail server", store=False, previous_response_id=first.id)
        error = await refusal(connection, "two", store=False, previous_response_id=first.id)
        equal(error.error.code, "previous_response_not_found")


@check("WebSocket: only the latest response of a connection is kept")
async def latest_only(client):
    async with client.responses.connect() as connection:
        first = await answer(connection, "one", store=False)
        await answer(connection, "two", store=False, previous_response_id=first.id)
        error = await refusal(connection, "three", store=False, previous_response_id=first.id)
        equal(error.error.code, "previous_response_not_found")


@check("WebSocket: a wrong key is refused by the handshake")
async def websocket_key(client):
    from websockets.exceptions import InvalidStatus

    try:
        async with client.with_options(api_key="wrong").responses.connect():
            raise AssertionError("the handshake succeeded")
    except InvalidStatus as error:
        equal(error.response.status_code, 401)
        equal(json.loads(error.response.body)["error"]["code"], "invalid_api_key")


@check("WebSocket: a message of 5 MiB")
async def large(client):
    history = [{"role": "user", "content": "wide " * (1 << 20)}, {"role": "user", "content": "Hello"}]
    async with client.responses.connect() as connection:
        equal((await answer(connection, history)).output_text, "Hello")


# Lanes


def session(connection):
    return AsyncResponsesWebSocketSession(connection, limits=LIMITS)


@check("Lanes: four at once and the unnamed one, none waits for another")
async def lanes(client):
    names = ["quick", "A.b_c-1", "x" * 256, None]
    async with client.responses.connect() as connection:
        await connection.send(create("slow long 100", stream_id="slow"))
        for name in names:
            await connection.send(create("Hello", **({"stream_id": name} if name else {})))
        events, ended = {}, []
        while len(ended) < 5:
            event = await receive(connection)
            lane = event.to_dict().get("stream_id")
            events.setdefault(lane, []).append(event)
            if event.type in TERMINALS:
                ended.append(lane)
    for lane in ["slow", *names]:
        check_order(events[lane])
    equal(ended[-1], "slow")
    equal([text_of(events[name]) for name in names], ["Hello"] * 4)
    equal(text_of(events["slow"]).split(), [str(number) for number in range(1, 101)])


@check("Lanes: the SDK's session routes them")
async def lane_session(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        open_lanes = {name: lanes.lane(name) for name in ["a", "b", "c"]}
        for name, lane in open_lanes.items():
            await lane.send(create(f"slow {name} {name}"))
        await lanes.default.send(create("Hello"))
        for name, lane in open_lanes.items():
            equal((await lane.get_final_response()).output_text, f"slow {name} {name}"[5:])
        equal((await lanes.default.get_final_response()).output_text, "Hello")


@check("Lanes: requests in one lane are answered in order, never overlapping")
async def lane_order(client):
    async with client.responses.connect() as connection:
        prompts = ["slow long 10", "two", "three"]
        for prompt in prompts:
            await connection.send(create(prompt, stream_id="main"))
        texts = []
        for _ in prompts:
            events = await read(connection)
            check_order(events)
            texts.append(text_of(events))
        equal(texts, [" ".join(map(str, range(1, 11))), "two", "three"])


@check("Lanes: the 17th response at once waits and is answered")
async def many_at_once(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        open_lanes = [lanes.lane(f"lane{index}") for index in range(24)]
        for index, lane in enumerate(open_lanes):
            await lane.send(create(f"slow long {index + 5}"))
        for index, lane in enumerate(open_lanes):
            equal((await lane.get_final_response()).output_text.split()[-1], str(index + 5))


@check("Lanes: each keeps its own chain")
async def lane_chains(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        open_lanes = {name: lanes.lane(name) for name in ["a", "b", "c"]}
        ids = {name: (await answer(lane, f"I am {name}", store=False)).id for name, lane in open_lanes.items()}
        for name, lane in open_lanes.items():
            response = await answer(lane, "recall", store=False, previous_response_id=ids[name])
            equal(response.output_text, f"I am {name} | recall")


@check("Lanes: a fork shares its parent, and the source goes on")
async def fork(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        main, side = lanes.lane("main"), lanes.lane("side")
        parent = await answer(main, "one", store=False)
        await side.send(create("slow recall", store=False, previous_response_id=parent.id))
        await until(side, "response.in_progress")
        second = await answer(main, "two", store=False, previous_response_id=parent.id)
        equal((await side.get_final_response()).output_text, "one | slow recall")
        third = await answer(main, "recall", store=False, previous_response_id=second.id)
        equal(third.output_text, "one | two | recall")


@check("Lanes: a fork that fails leaves the parent alive")
async def failing_fork(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        main, side = lanes.lane("main"), lanes.lane("side")
        parent = await answer(main, "one", store=False)
        error = await refusal(side, "fail server", store=False, previous_response_id=parent.id)
        equal(error.stream_id, "side")
        response = await answer(main, "recall", store=False, previous_response_id=parent.id)
        equal(response.output_text, "one | recall")


@check("Lanes: an error reaches its lane only, as the SDK's own")
async def lane_error(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        good, bad = lanes.lane("good"), lanes.lane("bad")
        await good.send(create("slow long 20"))
        await bad.send(create("fail rateLimited"))
        try:
            await bad.get_final_response()
            raise AssertionError("no error was raised")
        except ResponsesWebSocketError as error:
            equal((error.event.status, error.event.stream_id), (429, "bad"))
        equal((await good.get_final_response()).output_text.split()[-1], "20")


@check("Lanes: names that are none are refused, without a lane in the error")
async def lane_names(client):
    async with client.responses.connect() as connection:
        for name in ["", "a b", "é", "x" * 257]:
            error = await refusal(connection, "Hello", stream_id=name)
            equal((error.status, error.error.code, error.stream_id), (400, "invalid_stream_id", None))
        equal((await answer(connection, "Hello")).output_text, "Hello")


@check("Lanes: the 33rd name is refused, the others and the unnamed lane go on")
async def lane_limit(client):
    async with client.responses.connect() as connection:
        for index in range(32):
            await answer(connection, "Hello", stream_id=f"lane{index}")
        error = await refusal(connection, "Hello", stream_id="lane32")
        equal((error.status, error.error.code), (400, "websocket_stream_limit_reached"))
        await answer(connection, "Hello", stream_id="lane7")
        await answer(connection, "Hello")


@check("Lanes: the SDK's accumulator sees the whole answer")
async def accumulator(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        lane = lanes.lane("main")
        collected = ResponsesWebSocketAccumulator()
        await lane.send(create('forecast {"city":"Ghent"}', tools=[TOOL]))
        for event in await read(lane):
            collected.add_event(event)
        item = collected.snapshot().output[0]
        equal((item.type, item.arguments), ("function_call", '{"city":"Ghent"}'))
        equal(collected.get_final_response().status, "completed")


# Steering


async def steer(source, response_id, words):
    await source.send({"type": "response.steer", "previous_response_id": response_id, "input": words})


async def steered(client, prompt, delta, words):
    """Steers an answer after its first delta of a kind, and returns how it ended."""
    async with client.responses.connect() as connection, session(connection) as lanes:
        lane = lanes.lane("main")
        await lane.send(create(prompt, store=False))
        parent = (await until(lane, "response.created")).response
        await until(lane, delta)
        await steer(lane, parent.id, words)
        accepted = await until(lane, "response.steer.accepted")
        equal((accepted.stream_id, accepted.steer.previous_response_id), ("main", parent.id))
        ended = (await read(lane))[-1]
        equal(ended.response.id, parent.id)
        successor = (await until(lane, "response.created")).response
        assert successor.id != parent.id
        equal(successor.previous_response_id, parent.id)
        last = (await read(lane))[-1]
        equal((last.type, last.response.id), ("response.completed", successor.id))
        equal(last.response.output_text, "Hello instead")
        response = await answer(lane, "recall", store=False, previous_response_id=successor.id)
        equal(response.output_text, f"{prompt} | Hello instead | recall")
        return ended


@check("Steering: an answer ends after the item under way, and a successor follows by itself")
async def steer_reasoning(client):
    prompt = "slow think of " + "all the fish in the sea " * 5 + "now"
    ended = await steered(client, prompt, "response.reasoning_summary_text.delta", "Hello instead")
    equal((ended.type, ended.response.incomplete_details.reason), ("response.incomplete", "steered"))
    equal([item.type for item in ended.response.output], ["reasoning"])


@check("Steering: a successor follows an answer that completes all the same; the input may be messages")
async def steer_text(client):
    message = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello instead"}]}
    ended = await steered(client, "slow long 50", "response.output_text.delta", [message])
    assert ended.type in {"response.completed", "response.incomplete"}, ended.type
    equal(ended.response.output_text.split()[0], "1")


@check("Steering: it waits for the results of tools")
async def steer_pending(client):
    async with client.responses.connect() as connection, session(connection) as lanes:
        lane = lanes.lane("main")
        await lane.send(create('slow forecast {"city":"Ghent, of all places"}', tools=[TOOL], store=False))
        parent = (await until(lane, "response.created")).response
        await until(lane, "response.function_call_arguments.delta")
        await steer(lane, parent.id, "recall")
        accepted = await until(lane, "response.steer.accepted")
        last = (await read(lane))[-1]
        equal(last.type, "response.completed")
        call = last.response.output[0]
        pending = await receive(lane)
        equal((pending.type, pending.reason), ("response.steer.pending", "waiting_for_required_input"))
        equal((pending.steer.id, pending.steer.previous_response_id), (accepted.steer.id, parent.id))
        stub = pending.required_input[0]
        equal((stub.type, stub.call_id, stub.name), ("function_call_output", call.call_id, "forecast"))
        output = {"type": "function_call_output", "call_id": stub.call_id, "output": "21 °C"}
        response = await answer(lane, [output], tools=[TOOL], store=False, previous_response_id=parent.id)
        # The queued words come before the result, so that the result is what is answered.
        equal(response.output_text, "The tool said: 21 °C")
        response = await answer(lane, "recall", store=False, previous_response_id=response.id)
        assert " | recall | recall" in response.output_text, response.output_text


@check("Steering: what cannot be steered gives the input back")
async def steer_failed(client):
    async with client.responses.connect() as connection:
        await steer(connection, "resp_nobody_knows", "Hello instead")
        failed = await receive(connection)
        equal((failed.type, failed.error.code), ("response.steer.failed", "response_not_found"))
        equal((failed.steer.input, failed.steer.previous_response_id), ("Hello instead", "resp_nobody_knows"))
        done = await answer(connection, "Hello")
        await steer(connection, done.id, "Hello instead")
        failed = await receive(connection)
        equal((failed.type, failed.steer.input), ("response.steer.failed", "Hello instead"))
        assert failed.error.code in {"response_already_completed", "response_not_active"}, failed.error.code
        equal((await answer(connection, "Hello")).output_text, "Hello")


async def main(base_url, api_key):
    async with AsyncOpenAI(
        base_url=base_url, api_key=api_key, max_retries=0, timeout=20
    ) as client:
        await run(client)


asyncio.run(main(*sys.argv[1:]))
