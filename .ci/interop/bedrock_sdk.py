"""AWS's own SDK against `bedrock_server.py`, which proves the server: `bedrock_sdk.py URL`. The last line counts."""

import asyncio
import sys

import botocore.config
import botocore.session
from botocore.exceptions import ClientError

import checks
from bedrock_keys import KEYS

ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"
TEXT = "Grüße, 世界 👋🏽 a+b & c=d%20"


def client(url, key="AKIADIALECT", secret=None):
    return botocore.session.get_session().create_client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key=secret or KEYS[key].secret,
        aws_session_token=KEYS[key].token,
        config=botocore.config.Config(retries={"total_max_attempts": 1}),
    )


def messages(text=TEXT):
    return [{"role": "user", "content": [{"text": text}]}]


@checks.check("AWS's SDK: Converse with an ARN")
async def converse(url):
    answer = await asyncio.to_thread(client(url).converse, modelId=ARN, messages=messages())
    assert answer["output"]["message"]["content"] == [{"text": TEXT}], answer


@checks.check("AWS's SDK: ConverseStream with temporary credentials")
async def converse_stream(url):
    def read():
        answer = client(url, "ASIADIALECT").converse_stream(modelId="amazon.nova-lite-v1:0", messages=messages())
        return list(answer["stream"])

    events = await asyncio.to_thread(read)
    texts = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
    assert "".join(texts) == TEXT, events
    assert [next(iter(event)) for event in events][-2:] == ["messageStop", "metadata"], events


@checks.check("AWS's SDK: a wrong secret is refused")
async def wrong_secret(url):
    try:
        await asyncio.to_thread(client(url, secret="wrong").converse, modelId="a.b-v1:0", messages=messages())
    except ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidSignatureException", error
    else:
        raise AssertionError("a wrong secret was accepted")


asyncio.run(checks.run(sys.argv[1]))
