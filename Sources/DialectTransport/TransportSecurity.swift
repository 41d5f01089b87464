import Dialect
import NIOSSL
import NIOConcurrencyHelpers

/// Which servers a TLS connection trusts.
///
/// The system's roots are always trusted; a company's own certification authority, or the self-signed certificate of
/// a server on the local network, is added here. One value serves HTTP and WebSocket alike.
public struct TransportSecurity: Hashable, Sendable {
    /// Certificates trusted beside the system's, each text in PEM form with one certificate or several.
    public var additionalTrustRoots: [String]

    /// The system's trust roots and no others.
    public static let system = TransportSecurity()

    public init(additionalTrustRoots: [String] = []) {
        self.additionalTrustRoots = additionalTrustRoots
    }
}

extension TransportSecurity {
    private struct Made {
        var configurations: [TransportSecurity: TLSConfiguration] = [:]
        var contexts: [TransportSecurity: NIOSSLContext] = [:]
    }

    private static let made = NIOLockedValueBox(Made())
    /// An app has one or two; beyond this, somebody makes them up per request and nothing is worth keeping.
    private static let maximumKept = 16

    /// - Throws: ``LanguageModelError`` with code `misuse` if a trust root is not PEM.
    func tlsConfiguration() throws -> TLSConfiguration {
        if let kept = Self.made.withLockedValue({ $0.configurations[self] }) { return kept }
        var configuration = TLSConfiguration.makeClientConfiguration()
        if !additionalTrustRoots.isEmpty {
            configuration.additionalTrustRoots = [.certificates(try certificates())]
        }
        let made = configuration
        Self.made.withLockedValue {
            if $0.configurations.count >= Self.maximumKept { $0.configurations = [:] }
            $0.configurations[self] = made
        }
        return configuration
    }

    /// Reading the system's roots takes tens of milliseconds, so a context serves all connections of its kind.
    func sslContext() throws -> NIOSSLContext {
        if let kept = Self.made.withLockedValue({ $0.contexts[self] }) { return kept }
        let context = try NIOSSLContext(configuration: try tlsConfiguration())
        Self.made.withLockedValue {
            if $0.contexts.count >= Self.maximumKept { $0.contexts = [:] }
            $0.contexts[self] = context
        }
        return context
    }

    private func certificates() throws -> [NIOSSLCertificate] {
        do {
            let certificates = try additionalTrustRoots.flatMap {
                try NIOSSLCertificate.fromPEMBytes(Array($0.utf8))
            }
            if !certificates.isEmpty { return certificates }
        } catch {
            throw Self.unreadableRoots(underlying: error)
        }
        throw Self.unreadableRoots(underlying: nil)
    }

    private static func unreadableRoots(underlying: (any Error)?) -> LanguageModelError {
        LanguageModelError(
            .misuse, "An additional trust root is not a certificate in PEM form.", underlying: underlying)
    }
}
