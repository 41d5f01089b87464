// Written by .ci/capabilities; do not edit.

extension CapabilityTable {
    static let perplexity = CapabilityTable(
        """
        anthropic/claude-fable-5 tools
        anthropic/claude-haiku-4-5 tools
        anthropic/claude-haiku-5-5 tools
        anthropic/claude-opus-4-5 tools
        anthropic/claude-opus-4-6 tools
        anthropic/claude-opus-4-7 tools
        anthropic/claude-opus-4-8 tools
        anthropic/claude-opus-5 tools
        anthropic/claude-sonnet-4-5 tools
        anthropic/claude-sonnet-4-6 tools
        anthropic/claude-sonnet-5 tools
        anthropic/claude-sonnet-5-5 tools
        codellama-34b-instruct window=16384 out=16384
        codellama-70b-instruct window=16384 out=16384
        google/gemini-2.5-flash tools
        google/gemini-2.5-pro tools
        google/gemini-3-flash-preview tools
        google/gemini-3-pro-preview tools
        google/gemini-3.1-flash-lite tools
        google/gemini-3.1-pro-preview tools
        google/gemini-3.5-flash tools
        google/gemini-3.5-flash-lite tools
        google/gemini-3.6-flash tools
        google/gemini-3.7-flash tools
        llama-2-70b-chat window=4096 out=4096
        llama-3.1-70b-instruct window=131072 out=131072
        llama-3.1-8b-instruct window=131072 out=131072
        mistral-7b-instruct window=4096 out=4096
        mixtral-8x7b-instruct window=4096 out=4096
        openai/gpt-5 tools
        openai/gpt-5-mini tools
        openai/gpt-5.1 tools
        openai/gpt-5.2 tools reasoning
        openai/gpt-5.4 tools
        openai/gpt-5.4-mini tools
        openai/gpt-5.4-nano tools
        openai/gpt-5.5 tools
        openai/gpt-5.6-luna tools
        openai/gpt-5.6-sol tools
        openai/gpt-5.6-terra tools
        perplexity/deepseek-v4-flash-0731 tools reasoning
        perplexity/glm-5.2 tools reasoning
        perplexity/glm-5.3 tools
        perplexity/glm-5.3-flash tools
        perplexity/kimi-k2.7-code tools
        perplexity/kimi-k3 efforts=minimal,low,medium,high,xhigh,max tools reasoning
        perplexity/nemotron-3-ultra-550b-a55b tools reasoning
        perplexity/nemotron-3.5-lightning-30b-a3b tools reasoning
        perplexity/sonar tools
        pplx-70b-chat window=4096 out=4096
        pplx-70b-online window=4096 out=4096
        pplx-7b-chat window=8192 out=8192
        pplx-7b-online window=4096 out=4096
        preset/advanced-deep-research tools
        preset/deep-research tools
        preset/fast-search tools
        preset/pro-search tools
        sonar window=128000
        sonar-deep-research window=128000 reasoning
        sonar-medium-chat window=16384 out=16384
        sonar-medium-online window=12000 out=12000
        sonar-pro window=200000 out=8000
        sonar-reasoning window=128000 reasoning
        sonar-reasoning-pro window=128000 reasoning
        sonar-small-chat window=16384 out=16384
        sonar-small-online window=12000 out=12000
        xai/grok-4-1-fast-non-reasoning tools
        xai/grok-4.20-multi-agent tools
        xai/grok-4.20-non-reasoning tools
        xai/grok-4.20-reasoning tools
        xai/grok-4.3 tools
        xai/grok-4.5 tools
        xai/grok-4.6 tools
        """)
}
