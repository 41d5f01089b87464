// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let google = CapabilityTable(
        schemaForm: .gemini,
        """
        deep-research-max-preview-04-2026 in=1048576 out=65536 image
        deep-research-preview-04-2026 in=1048576 out=65536 image
        deep-research-pro-preview-12-2025 in=1048576 out=65536 caching=automatic schema image pdf
        gemini-2.5-computer-use-preview-10-2025 in=128000 out=64000 tools image
        gemini-2.5-flash in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio reasoning
        gemini-2.5-flash-lite in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio reasoning
        gemini-2.5-pro in=1048576 out=65536 caching=automatic tools schema image pdf audio video reasoning
        gemini-2.5-pro-preview-tts in=8192 out=16384 caching=automatic
        gemini-3-flash-preview in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio reasoning
        gemini-3.1-flash-lite in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-3.1-pro-preview in=1048576 out=65536 caching=automatic tools schema image pdf audio video reasoning
        gemini-3.1-pro-preview-customtools in=1048576 out=65536 caching=automatic tools schema image pdf audio video reasoning
        gemini-3.5-flash in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-3.5-flash-lite in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-3.6-flash in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-3.7-flash in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-3.8-flash in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-4-argon in=1048576 out=1048576 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-exp-1114 in=1048576 out=8192 tools schema image
        gemini-exp-1206 in=2097152 out=8192 tools schema image
        gemini-flash-latest in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-flash-lite-latest in=1048576 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-gemma-2-27b-it out=8192 tools image
        gemini-gemma-2-9b-it out=8192 tools image
        gemini-omni-1.1-flash in=1048576 out=65536 image audio video reasoning
        gemini-omni-flash-preview in=131072 out=65536 image audio video reasoning
        gemini-pro-latest in=1048576 out=65536 caching=automatic tools schema image pdf audio video reasoning
        gemini-robotics-er-2-preview in=131072 out=65536 caching=automatic tools parallel schema image pdf audio video reasoning
        gemini-robotics-er-2-streaming-preview in=131072 out=65536 tools image audio video reasoning
        gemma-3-27b-it in=131072 out=8192 tools schema image
        gemma-4-26b-a4b-it in=262144 out=32768 tools schema image reasoning
        gemma-4-31b-it in=262144 out=32768 tools schema image reasoning
        learnlm-1.5-pro-experimental in=32767 out=8192 tools schema image
        lyria-3-clip-preview in=131072 out=8192 speech
        lyria-3-pro-preview in=131072 out=8192 speech
        lyria-3.5 in=131072 out=65536 speech
        lyria-3.5-clip-preview in=131072 out=8192 speech
        lyria-3.5-pro-preview in=131072 out=8192 speech
        lyria-realtime-exp in=1048576 out=65536 speech
        """)
}
