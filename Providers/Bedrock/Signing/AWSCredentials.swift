#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Keys with which requests to AWS are signed. They are never shown.
public struct AWSCredentials: Hashable, Sendable {
    /// The public half: `AKIA…`, or `ASIA…` for temporary ones.
    public var accessKeyID: String
    /// The half of the key that signs; it is never sent, logged or shown.
    public var secretAccessKey: String
    /// Comes with temporary credentials.
    public var sessionToken: String?
    /// When temporary credentials end; nil for those that do not.
    public var expiration: Date?

    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "AWSCredentials(…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["expiration": expiration as Any]) }
}
