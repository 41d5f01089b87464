#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect
import DialectTransport

extension CredentialSource {
    /// The endpoint that ECS and EKS give to a container ("Container credential provider" in AWS's reference guide).
    static func container(_ environment: AWSEnvironment) -> CredentialSource {
        CredentialSource(name: "the container's endpoint") {
            let url: String
            if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
                url = "http://169.254.170.2" + path
            } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
                guard isTrusted(full) else {
                    throw LanguageModelError(
                        .misuse,
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor one of the addresses of this machine, "
                            + "of ECS or of EKS; it is not asked for credentials.", provider: Bedrock.name)
                }
                url = full
            } else {
                return nil
            }
            var headers = [(name: "Accept", value: "application/json")]
            if let token = try containerToken(environment) { headers.append(("Authorization", token)) }
            let answer = try await CredentialService.shared.ask(HTTPRequest(method: "GET", url: url, headers: headers))
            return try AWSCredentials(document: answer)
        }
    }

    private static func containerToken(_ environment: AWSEnvironment) throws -> String? {
        guard let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] else {
            return environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        }
        // EKS writes a new token into the file before the old one expires.
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw LanguageModelError(
                .authentication, "The file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names cannot be read.",
                provider: Bedrock.name)
        }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
    }

    private static func isTrusted(_ url: String) -> Bool {
        guard let parts = URL(string: url), let host = parts.host()?.lowercased() else { return false }
        let plain = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let own = ["localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"]
        let numbers = plain.split(separator: ".").map { UInt8($0) }
        let isLoopback = numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
        return parts.scheme == "https" || parts.scheme == "http" && (own.contains(plain) || isLoopback)
    }

    /// The metadata service of an EC2 instance, by its second version, whose tokens keep forged requests out
    /// ("Use the Instance Metadata Service" in the EC2 user guide).
    static func instance(_ environment: AWSEnvironment) -> CredentialSource {
        CredentialSource(name: "the instance's metadata service") {
            guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
            var endpoint = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254"
            while endpoint.hasSuffix("/") { endpoint.removeLast() }
            let service = CredentialService.shared
            let token = try await service.ask(
                HTTPRequest(
                    method: "PUT", url: endpoint + "/latest/api/token",
                    headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")]))
            let folder = endpoint + "/latest/meta-data/iam/security-credentials/"
            let headers = [(name: "X-aws-ec2-metadata-token", value: String(decoding: token, as: UTF8.self))]
            let roles = try await service.ask(HTTPRequest(method: "GET", url: folder, headers: headers))
            guard let role = String(decoding: roles, as: UTF8.self).split(whereSeparator: \.isNewline).first else {
                return nil
            }
            let document = try await service.ask(
                HTTPRequest(method: "GET", url: folder + PercentEncoding.encode(String(role)), headers: headers))
            return try AWSCredentials(document: document)
        }
    }
}

/// Asks the small HTTP services that hand out credentials: nearby, quick, and never through a proxy.
private struct CredentialService: Sendable {
    static let shared = CredentialService()
    private static let maximumAnswer = 64 << 10

    private let http = HTTPTransport(proxy: .none)

    func ask(_ request: HTTPRequest) async throws -> [UInt8] {
        let timeouts = TransportTimeouts(
            connect: .seconds(1), firstEvent: .seconds(5), betweenEvents: .seconds(5), total: .seconds(10))
        let body = try await http.open(request, timeouts: timeouts)
        let bytes = try await body.collect(upTo: Self.maximumAnswer)
        guard body.status == 200 else {
            // What it said may hold a secret and is not shown.
            throw LanguageModelError(
                .authentication, "It answered with HTTP status \(body.status).", provider: Bedrock.name,
                httpStatus: body.status, isRetryable: body.status >= 500 || body.status == 429, replaySafety: .safe)
        }
        return bytes
    }
}

extension AWSCredentials {
    /// Reads what the services answer: `AccessKeyId`, `SecretAccessKey`, `Token`, `Expiration`.
    init(document: [UInt8]) throws {
        guard let json = try? JSONValue(parsing: document), let id = json["AccessKeyId"]?.stringValue,
            let secret = json["SecretAccessKey"]?.stringValue
        else {
            throw LanguageModelError(
                .authentication, "Its answer holds no credentials.", provider: Bedrock.name, replaySafety: .safe)
        }
        let expiration = json["Expiration"]?.stringValue.flatMap { try? Date($0, strategy: .iso8601) }
        self.init(
            accessKeyID: id, secretAccessKey: secret, sessionToken: json["Token"]?.stringValue, expiration: expiration)
    }
}
