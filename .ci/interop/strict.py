"""The SDK builds its types leniently: a field that is missing or of a wrong kind passes. Here it does not."""

import typing

from openai.types.responses import Response, ResponseStreamEvent
from openai.types.responses.responses_server_event import ResponsesServerEvent


def _by_type(union):
    """The members of a union of events by their `type`."""
    members = typing.get_args(typing.get_args(union)[0])
    return {typing.get_args(member.model_fields["type"].annotation)[0]: member for member in members}


SSE_EVENTS = _by_type(ResponseStreamEvent)
WEBSOCKET_EVENTS = _by_type(ResponsesServerEvent)


def event(received, known):
    """The event, if its type is known and each of its fields is as that type says."""
    assert received.type in known, f"the SDK knows no event {received.type}"
    known[received.type].model_validate(received.to_dict())
    return received


def response(received):
    Response.model_validate(received.to_dict())
    return received
