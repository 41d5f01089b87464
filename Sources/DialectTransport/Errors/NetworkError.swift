import AsyncHTTPClient
import Dialect
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// How far an exchange had come when it failed, which decides whether sending it again is safe.
enum NetworkPhase: Sendable {
    case connecting, requestSent, responseBegun
}

extension LanguageModelError {
    /// What the network's own error means to somebody who calls a model.
    init(network error: any Error, peer: Peer, phase: NetworkPhase) {
        if let error = error as? LanguageModelError {
            self = error
        } else if let failure = Self.tlsFailure(error, peer: peer) {
            self = failure
        } else if phase == .connecting {
            self = Self.connectFailure(error, peer: peer)
        } else {
            self = Self.exchangeFailure(error, peer: peer, phase: phase)
        }
    }

    // MARK: TLS

    private static func tlsFailure(_ error: any Error, peer: Peer) -> LanguageModelError? {
        let reason: String
        switch error {
        case NIOSSLError.handshakeFailed(let sslError):
            let text = "\(sslError)"
            reason =
                text.contains("CERTIFICATE_VERIFY_FAILED")
                ? "The certificate of \(peer.host) is not trusted. "
                    + "If it is your own, add its authority to the trust roots (`additionalTrustRoots`)."
                : "The TLS handshake with \(peer) failed: \(text)"
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate,
            NIOSSLError.cannotMatchULabel:
            reason = "The certificate of \(peer.host) is not trusted: \(error)"
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            reason = "The certificate of \(peer.host) is not trusted: it was made for another host."
        case let error as NIOSSLExtraError:
            reason = "TLS with \(peer) is impossible: \(error)"
        default: return nil
        }
        return LanguageModelError(
            .connection, reason, isRetryable: false, replaySafety: .safe, underlying: error)
    }

    // MARK: Connecting

    private static func connectFailure(_ error: any Error, peer: Peer) -> LanguageModelError {
        switch error {
        case let error as NIOConnectionError:
            if error.connectionErrors.isEmpty, let cause = error.dnsAError ?? error.dnsAAAAError {
                return LanguageModelError(
                    .connection, "The name of \(peer) could not be resolved: \(cause)", replaySafety: .safe,
                    underlying: error)
            }
            if error.connectionErrors.contains(where: { isConnectTimeout($0.error) }) {
                return connectTimeout(error, peer: peer)
            }
            let causes = Set(error.connectionErrors.map { plainText($0.error) }).sorted()
            return LanguageModelError(
                .connection, "No connection to \(peer): \(causes.joined(separator: "; "))", replaySafety: .safe,
                underlying: error)
        case ChannelError.connectTimeout: return connectTimeout(error, peer: peer)
        case let error as HTTPClientError: return connectFailure(client: error, peer: peer)
        default:
            return LanguageModelError(
                .connection, "No connection to \(peer): \(plainText(error))", replaySafety: .safe, underlying: error)
        }
    }

    private static func connectFailure(client error: HTTPClientError, peer: Peer) -> LanguageModelError {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout,
            .socksHandshakeTimeout:
            connectTimeout(error, peer: peer)
        case .proxyAuthenticationRequired:
            LanguageModelError(
                .connection, "No connection to \(peer): the proxy demands other credentials (HTTP 407).",
                httpStatus: 407, isRetryable: false, replaySafety: .safe, underlying: error)
        case .invalidProxyResponse:
            LanguageModelError(
                .connection, "No connection to \(peer): the proxy refused to open a tunnel.", replaySafety: .safe,
                underlying: error)
        case .alreadyShutdown:
            LanguageModelError(
                .misuse, "The HTTP client was shut down before the request to \(peer).", underlying: error)
        case .remoteConnectionClosed:
            LanguageModelError(
                .connection, "\(peer) closed the connection before the request was sent.", replaySafety: .safe,
                underlying: error)
        default:
            LanguageModelError(
                .connection, "No connection to \(peer): \(error)", replaySafety: .safe, underlying: error)
        }
    }

    private static func isConnectTimeout(_ error: any Error) -> Bool {
        if case ChannelError.connectTimeout = error { true } else { false }
    }

    private static func connectTimeout(_ error: any Error, peer: Peer) -> LanguageModelError {
        LanguageModelError(
            .timeout, "No connection to \(peer) within the connect time-out of the HTTP client.", replaySafety: .safe,
            underlying: error)
    }

    // MARK: After the request was sent

    private static func exchangeFailure(_ error: any Error, peer: Peer, phase: NetworkPhase) -> LanguageModelError {
        let moment = phase == .requestSent ? "before it answered" : "in the middle of its response"
        if isEarlyEnd(error) {
            return LanguageModelError(
                .connection, "\(peer) closed the connection \(moment).", underlying: error)
        }
        switch error {
        case let error as HTTPParserError:
            return LanguageModelError(
                .protocolViolation, "\(peer) answered with something that is not HTTP: \(error)", underlying: error)
        case let error as HTTPClientError where [.readTimeout, .writeTimeout, .deadlineExceeded].contains(error):
            return LanguageModelError(
                .timeout, "A time-out of the HTTP client passed while \(peer) was waited for: \(error)",
                underlying: error)
        default:
            return LanguageModelError(
                .connection, "The connection to \(peer) failed \(moment): \(plainText(error))", underlying: error)
        }
    }

    private static func isEarlyEnd(_ error: any Error) -> Bool {
        switch error {
        case NIOSSLError.uncleanShutdown, ChannelError.eof, ChannelError.ioOnClosedChannel, ChannelError.inputClosed:
            true
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as HTTPParserError: error == .invalidEOFState
        default: false
        }
    }

    private static func plainText(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return switch error.errnoCode {
        case ErrorNumber.refused: "connection refused"
        case ErrorNumber.reset: "connection reset by the other side"
        case ErrorNumber.noRoute: "no route to the host"
        case ErrorNumber.brokenPipe: "connection closed by the other side"
        default: "\(error)"
        }
    }
}
