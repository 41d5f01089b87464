// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let xAI = CapabilityTable(
        schemaForm: .xAI,
        """
        grok-4.20 window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-0309-non-reasoning window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-0309-reasoning window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-beta window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-beta-0309-non-reasoning window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-beta-0309-reasoning window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-beta-latest-non-reasoning window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-beta-latest-reasoning window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-beta-non-reasoning window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-beta-reasoning window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-experimental-beta-0304 window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-experimental-beta-0304-non-reasoning window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-experimental-beta-0304-reasoning window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-experimental-beta-latest window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-experimental-beta-non-reasoning-latest window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-experimental-beta-reasoning-latest window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-multi-agent window=1000000 out=1000000 caching=automatic schema image reasoning
        grok-4.20-multi-agent-beta-0309 window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-multi-agent-beta-latest window=1000000 out=1000000 caching=automatic schema image reasoning
        grok-4.20-multi-agent-experimental-beta-0304 window=1000000 out=1000000 caching=automatic schema image reasoning
        grok-4.20-multi-agent-experimental-beta-latest window=1000000 out=1000000 caching=automatic schema image reasoning
        grok-4.20-non-reasoning window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-non-reasoning-gv2 window=1000000 out=1000000 caching=automatic tools schema image
        grok-4.20-reasoning window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.20-reasoning-gv2 window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.3 window=1000000 out=1000000 caching=automatic tools schema image reasoning
        grok-4.5 window=500000 out=500000 caching=automatic tools schema image reasoning
        grok-4.6 window=500000 out=500000 caching=automatic tools schema image reasoning
        grok-4.7 window=500000 out=500000 caching=automatic tools schema image reasoning
        grok-build-0.1 window=256000 out=256000 caching=automatic tools schema image reasoning
        grok-build-latest window=500000 out=500000 caching=automatic tools schema image reasoning
        grok-code-fast window=256000 out=256000 caching=automatic tools schema image reasoning
        grok-code-fast-1 window=256000 out=256000 caching=automatic tools schema image reasoning
        """)
}
