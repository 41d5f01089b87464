// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let cohere = CapabilityTable(
        schemaForm: .cohere,
        """
        c4ai-aya-expanse-32b window=128000 out=4000 schema
        command-a-03-2025 window=256000 out=8000 tools schema
        command-a-plus-05-2026 window=128000 out=64000 tools schema image reasoning
        command-a-reasoning-08-2025 window=256000 out=32000 schema tools reasoning
        command-a-vision-07-2025 window=128000 out=8000 schema image
        command-r-08-2024 window=128000 out=4096 tools schema
        command-r-plus-08-2024 window=128000 out=4096 tools schema
        command-r7b-12-2024 window=128000 out=4096 tools schema
        """)
}
