#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// A place where credentials may be.
struct CredentialSource: Sendable {
    /// How errors name it.
    let name: String
    /// Nil where nothing is set up there.
    let find: @Sendable () async throws -> AWSCredentials?

    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    static func environment(_ environment: AWSEnvironment) -> CredentialSource {
        CredentialSource(name: "the environment") {
            guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
                return nil
            }
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
        }
    }

    /// The shared credentials and configuration files.
    ///
    /// - Parameter profile: Nil takes the one that the environment names, else `default`.
    static func profile(_ profile: String?, _ environment: AWSEnvironment) -> CredentialSource {
        let name = profile ?? environment.profileName
        return CredentialSource(name: "the profile \"\(name)\"") {
            for settings in [environment.credentials(ofProfile: name), environment.configuration(ofProfile: name)] {
                if let id = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] {
                    return AWSCredentials(
                        accessKeyID: id, secretAccessKey: secret, sessionToken: settings["aws_session_token"])
                }
                let others = ["credential_process", "role_arn", "sso_session", "sso_start_url", "login_session"]
                if let other = others.first(where: { settings[$0] != nil }) {
                    throw LanguageModelError(
                        .authentication,
                        "The profile \"\(name)\" gets its credentials by \(other), which this library does not follow; "
                            + "hand them over with BedrockAuthorization.credentials.", provider: Bedrock.name,
                        replaySafety: .safe)
                }
            }
            return nil
        }
    }

    /// The first that has any, as the SDKs of AWS look for them.
    static func chain(_ sources: [CredentialSource]) -> CredentialSource {
        CredentialSource(name: "the default chain") {
            var failures: [String] = []
            for source in sources {
                do {
                    if let credentials = try await source.find() { return credentials }
                    failures.append("\(source.name) has none")
                } catch let error as LanguageModelError {
                    failures.append("\(source.name): \(error.message)")
                }
            }
            throw LanguageModelError(
                .authentication, "No AWS credentials were found: \(failures.joined(separator: "; ")).",
                provider: Bedrock.name, replaySafety: .safe)
        }
    }
}
