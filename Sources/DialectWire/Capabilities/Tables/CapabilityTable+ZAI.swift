// Written by .ci/capabilities; do not edit.

extension CapabilityTable {
    static let zAI = CapabilityTable(
        """
        glm-4-32b-0414-128k window=128000 out=32000 tools
        glm-4.5 window=128000 out=32000 tools
        glm-4.5-air window=128000 out=32000 tools
        glm-4.5-airx window=128000 out=32000 tools
        glm-4.5-flash window=128000 out=32000 tools
        glm-4.5-x window=128000 out=32000 tools
        glm-4.5v window=128000 out=32000 tools image
        glm-4.6 window=200000 out=128000 caching=automatic tools reasoning
        glm-4.7 window=200000 out=128000 caching=automatic tools reasoning
        glm-4.7-flash window=200000 out=128000 caching=automatic tools reasoning
        glm-5 window=200000 out=128000 caching=automatic tools reasoning
        glm-5-code window=200000 out=128000 caching=automatic tools reasoning
        glm-5.1 window=200000 out=128000 caching=automatic tools reasoning
        glm-5.2 window=1000000 out=128000 caching=automatic tools reasoning
        glm-5.3 window=1000000 out=128000 caching=automatic tools reasoning
        glm-5.3-flash window=1048576 out=128000 caching=automatic tools image reasoning
        """)
}
