#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bytes in base64 that may come in pieces, each padded by itself.
enum Base64Text {
    static func joined(_ pieces: [String]) -> String {
        // A piece that came alone goes back as it was written.
        if pieces.count == 1 { return pieces[0] }
        return data(pieces).base64EncodedString()
    }

    /// The bytes of all pieces; what is no base64 is left out.
    static func data(_ pieces: [String]) -> Data {
        var data = Data()
        for piece in pieces { data.append(Data(base64Encoded: piece) ?? Data()) }
        return data
    }
}
