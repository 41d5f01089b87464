// One import is enough: what the macros write speaks of the core.
@_exported public import Dialect
