"""Streams one response with OpenAI's own client and prints what it cost: PORT MODEL."""
import resource
import sys

import openai

client = openai.OpenAI(base_url=f"http://127.0.0.1:{sys.argv[1]}/v1", api_key="none", max_retries=0)
deltas = 0
size = 0
for event in client.responses.create(model=sys.argv[2], input="Tell me a story.", stream=True):
    if event.type == "response.output_text.delta":
        deltas += 1
        size += len(event.delta)
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
print(f"deltas={deltas} bytes={size} cpu_us={cpu} rss_kb={usage.ru_maxrss} version={openai.__version__}")
