// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let openAI = CapabilityTable(
        schemaForm: .openAI,
        """
        chat-latest in=400000 out=128000 efforts=medium caching=automatic tools parallel schema image pdf reasoning
        computer-use-preview in=8192 out=1024 efforts=low,medium,high tools parallel image pdf reasoning
        daybreak-blue-latest in=922000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        daybreak-red-latest in=400000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-3.5-turbo in=16385 out=4096 caching=automatic tools
        gpt-3.5-turbo-0125 in=16385 out=4096 caching=automatic tools parallel
        gpt-3.5-turbo-1106 in=16385 out=4096 caching=automatic tools parallel
        gpt-3.5-turbo-16k in=16385 out=4096 caching=automatic
        gpt-4 in=8192 out=4096 caching=automatic tools
        gpt-4-1106-preview in=128000 out=4096 caching=automatic tools parallel
        gpt-4-turbo in=128000 out=4096 caching=automatic tools parallel image pdf
        gpt-4.1 in=1047576 out=32768 caching=automatic tools parallel schema image pdf
        gpt-4.1-mini in=1047576 out=32768 caching=automatic tools parallel schema image pdf
        gpt-4.1-nano in=1047576 out=32768 caching=automatic tools parallel schema image pdf
        gpt-4o in=128000 out=16384 caching=automatic tools parallel schema image pdf
        gpt-4o-2024-05-13 in=128000 out=4096 caching=automatic tools parallel image pdf
        gpt-4o-audio-preview-2024-12-17 in=128000 out=16384 tools parallel audio speech
        gpt-4o-audio-preview-2025-06-03 in=128000 out=16384 tools parallel audio speech
        gpt-4o-mini in=128000 out=16384 caching=automatic tools parallel schema image pdf
        gpt-4o-mini-audio-preview-2024-12-17 in=128000 out=16384 tools parallel audio speech
        gpt-4o-mini-search-preview in=128000 out=16384 caching=automatic tools parallel schema image pdf
        gpt-4o-search-preview in=128000 out=16384 caching=automatic tools parallel schema image pdf
        gpt-5 in=272000 out=128000 efforts=minimal,low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5-chat in=128000 out=16384 efforts=minimal,low,medium,high caching=automatic schema image pdf reasoning
        gpt-5-chat-latest in=128000 out=16384 efforts=low,medium,high tools parallel schema image pdf reasoning
        gpt-5-codex in=272000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5-mini in=272000 out=128000 efforts=minimal,low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5-nano in=272000 out=128000 efforts=minimal,low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5-pro in=400000 out=272000 efforts=minimal,low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5-search-api in=272000 out=128000 caching=automatic tools parallel schema image pdf
        gpt-5.1 in=272000 out=128000 efforts=none,low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5.1-chat-latest in=128000 out=16384 efforts=low,medium,high tools parallel schema image pdf reasoning
        gpt-5.1-codex in=400000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5.1-codex-max in=400000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5.1-codex-mini in=400000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5.2 in=272000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.2-chat-latest in=128000 out=16384 efforts=low,medium,high tools parallel schema image pdf reasoning
        gpt-5.2-codex in=272000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5.2-pro in=272000 out=128000 efforts=minimal,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.3-chat-latest in=128000 out=16384 efforts=low,medium,high tools parallel schema image pdf reasoning
        gpt-5.3-codex in=272000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.4 in=1050000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.4-mini in=272000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.4-nano in=272000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.4-pro in=1050000 out=128000 efforts=low,medium,high,xhigh caching=automatic tools parallel image pdf reasoning
        gpt-5.5 in=1050000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.5-cyber efforts=low,medium,high reasoning
        gpt-5.5-pro in=1050000 out=128000 efforts=medium,high,xhigh caching=automatic tools parallel image pdf reasoning
        gpt-5.6 in=922000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.6-cyber in=400000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-5.6-luna in=922000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.6-sol in=922000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-5.6-terra in=922000 out=128000 efforts=none,low,medium,high,xhigh caching=automatic tools parallel schema image pdf reasoning
        gpt-6-astra in=922000 out=128000 efforts=low,medium,high,xhigh,max caching=automatic tools parallel schema image pdf reasoning
        gpt-6-luna in=922000 out=128000 efforts=none,low,medium,high,xhigh,max caching=automatic tools parallel schema image pdf reasoning
        gpt-6-sol in=922000 out=128000 efforts=none,low,medium,high,xhigh,max caching=automatic tools parallel schema image pdf reasoning
        gpt-6.1-sol in=922000 out=128000 efforts=low,medium,high,xhigh,max caching=automatic tools parallel schema image pdf reasoning
        gpt-audio in=128000 out=16384 tools parallel audio speech
        gpt-audio-1.5 in=128000 out=16384 tools parallel audio speech
        gpt-audio-mini in=128000 out=16384 tools parallel audio speech
        gpt-daybreak-blue-latest in=922000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        gpt-daybreak-red-latest in=400000 out=128000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        o1 in=200000 out=100000 efforts=low,medium,high caching=automatic tools schema image pdf reasoning
        o1-2024-12-17 in=200000 out=100000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        o1-pro in=200000 out=100000 efforts=low,medium,high caching=automatic tools parallel schema image pdf reasoning
        o3 in=200000 out=100000 efforts=low,medium,high caching=automatic tools schema image pdf reasoning
        o3-deep-research in=200000 out=100000 efforts=low,medium,high caching=automatic image pdf reasoning
        o3-mini in=200000 out=100000 efforts=low,medium,high caching=automatic tools schema reasoning
        o3-pro in=200000 out=100000 efforts=low,medium,high caching=automatic tools schema image pdf reasoning
        o4-mini in=200000 out=100000 efforts=low,medium,high caching=automatic tools schema image pdf reasoning
        o4-mini-deep-research in=200000 out=100000 efforts=low,medium,high caching=automatic image pdf reasoning
        """)
}
