#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect
import DialectTransport
import DialectWire

extension LanguageModelError {
    /// Classifies an exception in a stream.
    init(bedrockException type: String, _ payload: JSONValue) {
        var report = payload.objectValue ?? JSONObject()
        if let text = payload.stringValue, !text.isEmpty { report["message"] = .string(text) }
        report["type"] = .string(type)
        self.init(reported: .object(report), provider: Bedrock.name)
    }

    /// Classifies an answer outside 200…299.
    ///
    /// - Parameter now: What this machine's clock says, by which the request was signed.
    init(bedrock refusal: ModelHTTPClient.Refusal, now: Date) {
        self.init(
            refusal: refusal.status, body: refusal.body, headers: refusal.headers, requestID: refusal.requestID,
            provider: Bedrock.name)
        explainClock(headers: refusal.headers, now: now)
    }

    /// Signatures are valid for some minutes (Amazon's "Troubleshoot AWS Signature Version 4"): says so where the
    /// clocks are the reason for a refusal.
    private mutating func explainClock(headers: [String: String], now: Date) {
        let signs = ["Signature expired", "Signature not yet current", "RequestTimeTooSkewed", "RequestExpired"]
        guard signs.contains(where: { message.contains($0) || details.type == $0 }) else { return }
        code = .authentication
        isRetryable = false
        message += " This machine's clock says \(SigningTime(now).text)"
        if let server = headers["date"] { message += ", the server's \(server)" }
        message += ": set the clock right, since AWS refuses signatures that are minutes off."
    }
}
