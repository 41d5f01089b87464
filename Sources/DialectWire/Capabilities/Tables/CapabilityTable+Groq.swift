// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let groq = CapabilityTable(
        schemaForm: .groq,
        """
        llama-guard-3-8b window=8192
        meta-llama/llama-prompt-guard-2-22m window=512 out=512
        meta-llama/llama-prompt-guard-2-86m window=512 out=512
        openai/gpt-oss-120b window=131072 out=65536 tools parallel schema reasoning
        openai/gpt-oss-20b window=131072 out=65536 tools parallel schema reasoning
        openai/gpt-oss-safeguard-20b window=131072 out=65536 tools schema reasoning
        qwen/qwen3.8-27b window=131072 out=16384 tools schema image reasoning
        """)
}
