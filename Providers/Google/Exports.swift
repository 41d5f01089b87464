// One import is enough for an app: what it says to this provider and gets from it is declared in these modules.
@_exported public import Dialect
@_exported public import DialectTransport
@_exported public import DialectWire
