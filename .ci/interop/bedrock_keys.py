"""The keys of `bedrock_server.py`. They open nothing."""

import typing


class Key(typing.NamedTuple):
    secret: str
    token: str | None = None


API_KEY = "bedrock-api-key"
KEYS = {
    "AKIADIALECT": Key("secret/of+access="),
    "ASIADIALECT": Key("temporary/secret+", "token/with+characters=="),
}
