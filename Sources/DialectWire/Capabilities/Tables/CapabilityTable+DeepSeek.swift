// Written by .ci/capabilities; do not edit.

extension CapabilityTable {
    static let deepSeek = CapabilityTable(
        """
        deepseek-chat window=131072 out=8192 caching=automatic tools parallel schema
        deepseek-coder window=128000 out=4096 caching=automatic tools
        deepseek-flash window=1000000 out=393216 caching=automatic tools parallel schema image reasoning
        deepseek-r1 window=65536 out=8192 caching=automatic tools reasoning
        deepseek-reasoner window=131072 out=65536 caching=automatic schema reasoning
        deepseek-v3 window=65536 out=8192 caching=automatic tools
        deepseek-v3.2 window=163840 out=163840 caching=automatic tools reasoning
        deepseek-v4-flash window=1000000 out=393216 caching=automatic tools parallel schema image reasoning
        deepseek-v4-flash-vision-exp window=1000000 out=393216 caching=automatic tools parallel schema image reasoning
        deepseek-v4-pro window=1000000 out=393216 caching=automatic tools parallel schema reasoning
        """)
}
