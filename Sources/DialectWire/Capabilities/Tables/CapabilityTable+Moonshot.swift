// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let moonshot = CapabilityTable(
        schemaForm: .moonshot,
        """
        kimi-k2.5 window=262144 out=262144 tools schema image video reasoning
        kimi-k2.6 window=262144 out=262144 tools schema image video reasoning
        kimi-k2.7-code window=262144 out=262144 caching=automatic tools schema image video reasoning
        kimi-k3 window=1048576 out=1048576 efforts=low,high,max tools schema image video reasoning
        moonshot-v1-128k window=131072 out=131072 tools schema
        moonshot-v1-128k-vision-preview window=131072 out=131072 tools schema image
        moonshot-v1-32k window=32768 out=32768 tools schema
        moonshot-v1-32k-vision-preview window=32768 out=32768 tools schema image
        moonshot-v1-8k window=8192 out=8192 tools schema
        moonshot-v1-8k-vision-preview window=8192 out=8192 tools schema image
        moonshot-v1-auto window=131072 out=131072 tools schema
        """)
}
