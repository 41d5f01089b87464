import Dialect
import Foundation
import Testing

@testable import DialectBedrock

/// Signatures before moto, which checks them by itself. Of Bedrock it knows InvokeModel, and answers `{}`, so that a
/// signature is good where the answer, and not the request, is at fault.
@Suite(
    "moto", .enabled(if: BedrockMoto.settings != nil, "Left out: .ci/bedrock starts the server that it needs."),
    .timeLimit(.minutes(5)))
struct BedrockMotoTests {
    private func failure(_ name: String, secret: String? = nil, query: String = "") async throws -> LanguageModelError {
        let (url, id, known) = try #require(BedrockMoto.settings)
        let authorization = BedrockAuthorization.accessKey(id: id, secret: secret ?? known)
        let provider = BedrockProvider(
            .init(region: "us-east-1", authorization: authorization, baseURL: url + query))
        let error = await #expect(throws: LanguageModelError.self) {
            try await provider.embeddingModel(name).embed("Grüße, 世界", as: .document)
        }
        return try #require(error)
    }

    @Test("moto takes ids with colons and ARNs with slashes in the path")
    func paths() async throws {
        for name in [
            "amazon.titan-embed-text-v2:0", "cohere.embed-english-v3",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.titan-embed-text-v2:0",
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3d4e5f6",
        ] {
            let error = try await failure(name)
            #expect(error.code == .decoding, "\(name): \(error)")
        }
    }

    @Test("moto takes a query") func query() async throws {
        let error = try await failure("amazon.titan-embed-text-v2:0", query: "?b=1&a=%2F")
        #expect(error.code == .decoding, "\(error)")
    }

    @Test("moto refuses a wrong secret") func wrongSecret() async throws {
        let error = try await failure("amazon.titan-embed-text-v2:0", secret: "wrong")
        #expect(error.httpStatus == 403 && error.message.contains("signature"), "\(error)")
    }
}

enum BedrockMoto {
    /// Where it is, and a key that it knows.
    static let settings: (url: String, id: String, secret: String)? = {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["DIALECT_MOTO_ENDPOINT"], let id = environment["DIALECT_MOTO_KEY"],
            let secret = environment["DIALECT_MOTO_SECRET"]
        else { return nil }
        return (url, id, secret)
    }()
}
