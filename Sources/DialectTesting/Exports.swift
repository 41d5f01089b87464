// One import is enough for a test: doubles of models speak of the core.
@_exported public import Dialect
