// One import is enough for a test: a simulator is a server, and a script speaks of the core.
@_exported public import Dialect
@_exported public import DialectServer
@_exported public import DialectTesting
