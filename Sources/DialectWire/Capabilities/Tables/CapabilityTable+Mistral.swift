// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let mistral = CapabilityTable(
        schemaForm: .mistral,
        """
        codestral-2508 window=128000 out=128000 tools schema
        codestral-latest window=128000 out=128000 tools schema
        codestral-mamba-latest window=256000 out=256000
        devstral-latest window=256000 out=256000 tools schema
        devstral-medium-latest window=256000 out=256000 tools schema
        devstral-small-latest window=256000 out=256000 tools schema
        glm-5-2 window=1048576 out=131072 efforts=none,minimal,low,medium,high,xhigh,max caching=automatic tools schema reasoning
        labs-leanstral-1-5 window=262144 out=131072 tools schema
        labs-leanstral-1-5-1 window=262144 out=131072 tools schema
        magistral-medium-latest window=262144 out=262144 tools schema image reasoning
        magistral-small-latest window=262144 out=262144 tools schema image reasoning
        ministral-14b-2512 window=262144 out=262144 tools schema image
        ministral-14b-latest window=262144 out=262144 tools schema image
        ministral-3-14b-2512 window=262144 out=262144 tools schema image
        ministral-3-3b-2512 window=131072 out=131072 tools schema image
        ministral-3-8b-2512 window=262144 out=262144 tools schema image
        ministral-3b-2512 window=131072 out=131072 tools schema image
        ministral-3b-latest window=131072 out=131072 tools schema image
        ministral-8b-2512 window=262144 out=262144 tools schema image
        ministral-8b-latest window=262144 out=262144 tools schema image
        mistral-code-agent-latest window=256000 out=256000 tools schema
        mistral-code-fim-latest window=128000 out=128000 tools schema
        mistral-code-latest window=128000 out=128000 tools schema
        mistral-large-2512 window=262144 out=262144 tools schema image
        mistral-large-3 window=262144 out=262144 tools schema image
        mistral-large-4 window=1048576 efforts=none,high caching=automatic tools schema image reasoning
        mistral-large-latest window=262144 out=262144 tools schema image
        mistral-medium window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-medium-3 window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-medium-3-5 window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-medium-3.5 window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-small window=32000 out=8191 tools schema
        mistral-small-2603 window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-small-latest window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-tiny window=32000 out=8191 schema
        mistral-vibe-cli-fast window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-vibe-cli-latest window=262144 out=262144 efforts=none,high tools schema image reasoning
        mistral-vibe-cli-with-tools window=262144 out=262144 efforts=none,high tools schema image reasoning
        open-mistral-nemo window=128000 out=128000 schema
        pixtral-large-latest window=128000 out=128000 tools schema image
        voxtral-small-2507 window=32768 out=32768 tools schema audio
        voxtral-small-latest window=32768 out=32768 tools schema audio
        zai-glm-5 window=1048576 out=131072 efforts=low,high,max caching=automatic tools schema reasoning
        zai-glm-5-2 window=1048576 out=131072 efforts=none,minimal,low,medium,high,xhigh,max caching=automatic tools schema reasoning
        zai-glm-5-3 window=1048576 out=131072 efforts=low,high,max caching=automatic tools schema reasoning
        zai-glm-latest window=1048576 out=131072 efforts=low,high,max caching=automatic tools schema reasoning
        """)
}
