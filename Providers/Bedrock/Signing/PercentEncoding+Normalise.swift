import DialectTransport
import DialectWire

extension PercentEncoding {
    /// The same text, encoded once, whether it was encoded or not.
    static func normalise(_ text: String) -> String { encode(PercentDecoding.decode(text)) }
}
