import DialectDeflate
import Testing

@Test func zlibIsAtHand() { #expect(isZlibAtHand()) }
