// Written by .ci/capabilities; do not edit.

extension CapabilityTable {
    static let alibaba = CapabilityTable(
        """
        deepseek-v4-flash window=1000000 out=393216 caching=automatic tools schema reasoning
        deepseek-v4-pro window=1000000 out=393216 caching=automatic tools schema reasoning
        glm-5.1 window=202745 out=131072 caching=automatic tools schema reasoning
        glm-5.2 window=1048576 out=131072 caching=automatic tools schema reasoning
        kimi-k2.7-code window=229376 out=16384 caching=automatic tools schema image reasoning
        qwen-coder window=1000000 out=16384 tools reasoning
        qwen-flash window=997952 out=32768 tools reasoning
        qwen-max window=30720 out=8192 tools reasoning
        qwen-plus window=129024 out=16384 tools reasoning
        qwen-plus-2025-01-25 window=129024 out=8192 tools reasoning
        qwen-plus-2025-07-28 window=997952 out=32768 tools reasoning
        qwen-plus-2025-09-11 window=997952 out=32768 tools reasoning
        qwen-plus-latest window=997952 out=32768 tools reasoning
        qwen-turbo window=129024 out=16384 tools reasoning
        qwen-turbo-2024-11-01 window=1000000 out=8192 tools reasoning
        qwen-turbo-2025-04-28 window=1000000 out=16384 tools reasoning
        qwen-turbo-latest window=1000000 out=16384 tools reasoning
        qwen3-30b-a3b window=129024 out=16384 tools reasoning
        qwen3-coder-flash window=997952 out=65536 tools reasoning
        qwen3-coder-plus window=997952 out=65536 tools reasoning
        qwen3-max window=258048 out=65536 tools reasoning
        qwen3-next-80b-a3b-instruct window=262144 out=65536 tools
        qwen3-next-80b-a3b-thinking window=262144 out=65536 tools reasoning
        qwen3-vl-235b-a22b-instruct window=131072 out=32768 tools image
        qwen3-vl-235b-a22b-thinking window=131072 out=32768 tools image reasoning
        qwen3-vl-32b-instruct window=131072 out=32768 tools image
        qwen3-vl-32b-thinking window=131072 out=32768 tools image reasoning
        qwen3-vl-plus window=260096 out=32768 tools image reasoning
        qwen3.5-plus window=991808 out=65536 tools image reasoning
        qwen3.7-max window=991808 out=65536 caching=automatic tools schema reasoning
        qwen3.7-plus window=991808 out=65536 caching=automatic tools schema image reasoning
        qwen3.8-flash window=991808 out=131072 caching=automatic tools schema image video reasoning
        qwen3.8-max window=991808 out=131072 caching=automatic tools schema image reasoning
        qwen3.8-omni-flash window=991808 out=131072 caching=automatic tools schema image audio video reasoning
        qwq-plus window=98304 out=8192 tools reasoning
        """)
}
