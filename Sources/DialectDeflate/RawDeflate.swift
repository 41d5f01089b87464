import CDialectZlib

/// Whether the system's zlib is the one that this module was built against, as far as zlib itself can tell.
package func isZlibAtHand() -> Bool {
    zlibVersion() != nil
}
