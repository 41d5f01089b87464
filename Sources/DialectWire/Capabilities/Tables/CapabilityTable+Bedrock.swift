// Written by .ci/capabilities; do not edit.

extension CapabilityTable {
    static let bedrock = CapabilityTable(
        """
        amazon.nova-2-lite-v1:0 window=1000000 out=64000 caching=breakpoints tools schema image pdf video reasoning
        amazon.nova-2-pro-preview-20251202-v1:0 window=1000000 out=64000 caching=breakpoints tools schema image pdf video reasoning
        amazon.nova-lite-v1:0 window=300000 out=10000 caching=breakpoints tools schema image pdf
        amazon.nova-micro-v1:0 window=128000 out=10000 caching=breakpoints tools schema
        amazon.nova-premier-v1:0 window=1000000 out=10000 caching=breakpoints tools schema image pdf
        amazon.nova-pro-v1:0 window=300000 out=10000 caching=breakpoints tools schema image pdf
        anthropic.claude-3-7-sonnet-20250219-v1:0 window=200000 out=8192 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-fable-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-fable-5-1 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-haiku-4-5-20251001-v1:0 window=200000 out=64000 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-haiku-4-5@20251001 window=200000 out=64000 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-haiku-5-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-mythos-5-1 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-4-1-20250805-v1:0 window=200000 out=32000 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-4-20250514-v1:0 window=200000 out=32000 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-4-5-20251101-v1:0 window=200000 out=64000 efforts=low,medium,high caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-4-6-v1 window=1000000 out=128000 efforts=low,medium,high,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-4-7 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-4-8 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-opus-5-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-sonnet-4-20250514-v1:0 window=200000 out=64000 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-sonnet-4-5-20250929-v1:0 window=200000 out=64000 caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-sonnet-4-6 window=1000000 out=64000 efforts=low,medium,high,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-sonnet-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        anthropic.claude-sonnet-5-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        deepseek.r1-v1:0 window=128000 out=8192 reasoning
        deepseek.v3-v1:0 window=128000 out=8000 tools reasoning
        deepseek.v3.2 window=164000 out=8000 tools schema reasoning
        google.gemma-3-12b-it window=128000 out=8000 tools schema image
        google.gemma-3-27b-it window=128000 out=8000 tools schema image
        google.gemma-3-4b-it window=128000 out=8000 tools image
        meta.llama3-3-70b-instruct-v1:0 window=128000 out=4096 tools
        meta.llama4-maverick-17b-instruct-v1:0 window=1000000 out=8192 tools
        meta.llama4-scout-17b-instruct-v1:0 window=10000000 out=8192 tools
        minimax.minimax-m2 window=1000000 out=8000 tools schema
        minimax.minimax-m2.1 window=196000 out=8000 tools schema
        minimax.minimax-m2.5 window=196000 out=8000 tools schema
        mistral.devstral-2-123b window=256000 out=32000 tools schema
        mistral.magistral-small-2509 window=128000 out=40000 tools schema image reasoning
        mistral.ministral-3-14b-instruct window=128000 out=8000 tools schema image
        mistral.ministral-3-3b-instruct window=128000 out=8000 tools schema image
        mistral.ministral-3-8b-instruct window=128000 out=8000 tools schema image
        mistral.mistral-large-3-675b-instruct window=256000 out=32000 tools schema image
        mistral.pixtral-large-2502-v1:0 window=128000 out=16384 tools
        mistral.voxtral-mini-3b-2507 window=32768 out=8192 audio
        mistral.voxtral-small-24b-2507 window=32768 out=8192 audio
        moonshot.kimi-k2-thinking window=256000 out=16000 tools schema reasoning
        moonshotai.kimi-k2.5 window=256000 out=16000 tools schema image
        moonshotai.kimi-k3 window=1000000 out=131072 caching=breakpoints tools schema image reasoning
        nvidia.nemotron-nano-12b-v2 window=128000 out=8000 tools schema image
        nvidia.nemotron-nano-3-30b window=256000 out=8000 tools schema
        nvidia.nemotron-nano-9b-v2 window=128000 out=8000 tools schema
        nvidia.nemotron-super-3-120b window=256000 out=32000 tools schema reasoning
        openai.gpt-6-luna window=1050000 out=128000 efforts=none,low,medium,high,xhigh,max caching=breakpoints tools image reasoning
        openai.gpt-6-sol window=1050000 out=128000 efforts=none,low,medium,high,xhigh,max caching=breakpoints tools image reasoning
        openai.gpt-oss-120b-1:0 window=128000 out=16384 tools schema reasoning
        openai.gpt-oss-20b-1:0 window=128000 out=16384 tools schema reasoning
        openai.gpt-oss-safeguard-120b window=128000 out=16000 tools schema
        openai.gpt-oss-safeguard-20b window=128000 out=16000 tools schema
        qwen.qwen3-235b-a22b-2507-v1:0 window=262144 out=8192 tools reasoning
        qwen.qwen3-32b-v1:0 window=32768 out=8192 tools reasoning
        qwen.qwen3-coder-30b-a3b-v1:0 window=262144 out=16384 tools reasoning
        qwen.qwen3-coder-480b-a35b-v1:0 window=262144 out=16384 tools reasoning
        qwen.qwen3-coder-next window=256000 out=16000 tools schema
        qwen.qwen3-next-80b-a3b window=256000 out=8000 tools schema
        qwen.qwen3-vl-235b-a22b window=256000 out=8000 tools image
        writer.palmyra-vision-7b window=4096 out=4096 image
        writer.palmyra-x4-v1:0 window=128000 out=8192 tools pdf
        writer.palmyra-x5-v1:0 window=128000 out=8192 tools pdf
        zai.glm-4.7 window=203000 out=128000 tools schema reasoning
        zai.glm-4.7-flash window=203000 out=128000 tools schema reasoning
        zai.glm-5 window=200000 out=128000 tools schema reasoning
        """)
}
