// Written by .ci/capabilities; do not edit.

import Dialect

extension CapabilityTable {
    static let anthropic = CapabilityTable(
        schemaForm: .anthropic,
        """
        claude-fable-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-fable-5-1 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-haiku-4-5 window=200000 out=64000 caching=breakpoints tools schema image pdf reasoning
        claude-haiku-5-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-mythos-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-mythos-5-1 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-mythos-preview window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-opus-4-5 window=200000 out=64000 efforts=low,medium,high caching=breakpoints tools schema image pdf reasoning
        claude-opus-4-6 window=1000000 out=128000 efforts=low,medium,high,max caching=breakpoints tools schema image pdf reasoning
        claude-opus-4-7 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-opus-4-8 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-opus-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-opus-5-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-sonnet-4-5 window=200000 out=64000 caching=breakpoints tools schema image pdf reasoning
        claude-sonnet-4-6 window=1000000 out=128000 efforts=low,medium,high,max caching=breakpoints tools schema image pdf reasoning
        claude-sonnet-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        claude-sonnet-5-5 window=1000000 out=128000 efforts=low,medium,high,xhigh,max caching=breakpoints tools schema image pdf reasoning
        """)
}
