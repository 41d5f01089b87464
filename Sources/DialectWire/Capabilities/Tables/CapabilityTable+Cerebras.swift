// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let cerebras = CapabilityTable(
        schemaForm: .cerebras,
        """
        gemma-4-31b window=131072 out=40960 tools parallel schema image reasoning
        gpt-oss-120b window=131072 out=32768 tools parallel schema reasoning
        llama-3.3-70b window=128000 out=128000 tools
        llama3.1-70b window=128000 out=128000 tools
        llama3.1-8b window=128000 out=128000 tools
        qwen-3-32b window=128000 out=128000 tools reasoning
        qwen-3.8-27b window=65536 out=32768 tools parallel schema image reasoning
        """)
}
