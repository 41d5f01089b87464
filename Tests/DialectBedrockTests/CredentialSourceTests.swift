import Dialect
import Foundation
import Testing
import TestSupport

@testable import DialectBedrock

@Suite(.throttled, .timeLimit(.minutes(10))) struct CredentialSourceTests {
    private static let document = """
        {"Code": "Success", "AccessKeyId": "ASIA1", "SecretAccessKey": "s3cret", "Token": "t0ken",
         "Expiration": "2033-05-18T03:33:20Z", "RoleArn": "arn:aws:iam::1:role/r"}
        """
    private static let fromDocument = AWSCredentials(
        accessKeyID: "ASIA1", secretAccessKey: "s3cret", sessionToken: "t0ken",
        expiration: Date(timeIntervalSince1970: 2_000_000_000))

    private func environment(_ variables: [String: String]) -> AWSEnvironment {
        // No file of the machine that runs the tests is read.
        AWSEnvironment(variables: variables.merging(["HOME": "/nowhere"]) { first, _ in first })
    }

    private func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        try await body(folder.path)
    }

    // MARK: Environment and files

    @Test func environmentNeedsBothHalves() async throws {
        let half = ["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": ""]
        #expect(try await CredentialSource.environment(environment(half)).find() == nil)
        let whole = ["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
        let found = try await CredentialSource.environment(environment(whole)).find()
        #expect(found == AWSCredentials(accessKeyID: "AKIA1", secretAccessKey: "s", sessionToken: "t"))
    }

    @Test func readsProfiles() async throws {
        let credentials = """
            # mine
            [default]
            aws_access_key_id = AKIA1
            aws_secret_access_key=a/b+c=
            s3 =
              max_concurrent_requests = 20
            ; other
            [work]
            aws_access_key_id = AKIA2
            aws_secret_access_key = two
            aws_session_token = t
            """
        let config = """
            [default]
            region = eu-central-1
            [profile  third]
            aws_access_key_id = AKIA3
            aws_secret_access_key = three
            region = us-west-2
            [profile sso]
            sso_session = x
            """
        try await withFolder(["credentials": credentials, "config": config]) { folder in
            var variables = [
                "AWS_SHARED_CREDENTIALS_FILE": folder + "/credentials", "AWS_CONFIG_FILE": folder + "/config",
            ]
            let plain = environment(variables)
            let own = try await CredentialSource.profile(nil, plain).find()
            #expect(own == AWSCredentials(accessKeyID: "AKIA1", secretAccessKey: "a/b+c="))
            #expect(plain.region == "eu-central-1")
            let work = try await CredentialSource.profile("work", plain).find()
            #expect(work == AWSCredentials(accessKeyID: "AKIA2", secretAccessKey: "two", sessionToken: "t"))
            let third = try await CredentialSource.profile("third", plain).find()
            #expect(third?.accessKeyID == "AKIA3")
            let missing = try await CredentialSource.profile("missing", plain).find()
            #expect(missing == nil)
            variables["AWS_PROFILE"] = "third"
            let named = environment(variables)
            let chosen = try await CredentialSource.profile(nil, named).find()
            #expect(chosen?.accessKeyID == "AKIA3")
            #expect(named.region == "us-west-2")
            let error = await #expect(throws: LanguageModelError.self) {
                try await CredentialSource.profile("sso", plain).find()
            }
            #expect(error?.code == .authentication && error?.message.contains("sso_session") == true)
        }
    }

    // MARK: Containers

    @Test func asksTheContainersEndpoint() async throws {
        try await TestHTTPServer.run(answering: { _ in .init(body: Self.document) }) { server in
            let source = CredentialSource.container(
                environment([
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/v2/credentials?id=1",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "secret-token",
                ]))
            let found = try await source.find()
            #expect(found == Self.fromDocument)
            #expect(server.requests.map(\.path) == ["/v2/credentials?id=1"])
            #expect(server.requests.first?.method == "GET")
            #expect(server.requests.first?.headers["authorization"] == "secret-token")
        }
    }

    @Test func readsTheContainersTokenAnewEachTime() async throws {
        try await withFolder(["token": "one\n"]) { folder in
            try await TestHTTPServer.run(answering: { _ in .init(body: Self.document) }) { server in
                let source = CredentialSource.container(
                    environment([
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url,
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": folder + "/token",
                    ]))
                _ = try await source.find()
                try Data("two".utf8).write(to: URL(filePath: folder + "/token"))
                _ = try await source.find()
                #expect(server.requests.map { $0.headers["authorization"] } == ["one", "two"])
            }
        }
    }

    @Test(arguments: [
        "http://10.0.0.1/", "http://example.com/creds", "ftp://localhost/", "http://127.0.0.1.evil.example/",
    ])
    func asksNoStrangerForCredentials(url: String) async {
        let source = CredentialSource.container(environment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]))
        let error = await #expect(throws: LanguageModelError.self) { try await source.find() }
        #expect(error?.code == .misuse)
    }

    @Test(arguments: [(403, "no: secret"), (500, "secret"), (200, "secret"), (200, "{\"AccessKeyId\":\"secret\"}")])
    func saysThatAnEndpointFailed(status: Int, body: String) async throws {
        try await TestHTTPServer.run(answering: { _ in .init(status: status, body: body) }) { server in
            let source = CredentialSource.container(
                environment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]))
            let error = await #expect(throws: LanguageModelError.self) { try await source.find() }
            #expect(error?.code == .authentication)
            #expect("\(String(describing: error)) \(error?.rawBody ?? "")".contains("secret") == false)
        }
    }

    // MARK: Instances

    @Test func asksTheInstanceByItsSecondVersion() async throws {
        let answer: @Sendable (TestHTTPServer.Request) -> TestHTTPServer.Answer = { request in
            switch (request.method, request.path) {
            case ("PUT", "/latest/api/token"): .init(body: "imds-token")
            case ("GET", "/latest/meta-data/iam/security-credentials/"): .init(body: "my role\n")
            case ("GET", "/latest/meta-data/iam/security-credentials/my%20role"): .init(body: Self.document)
            default: .init(status: 404)
            }
        }
        try await TestHTTPServer.run(answering: answer) { server in
            let variables = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url + "/"]
            let found = try await CredentialSource.instance(environment(variables)).find()
            #expect(found == Self.fromDocument)
            let requests = server.requests
            #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
            #expect(requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
            #expect(requests[1...].allSatisfy { $0.headers["x-aws-ec2-metadata-token"] == "imds-token" })
            let disabled = variables.merging(["AWS_EC2_METADATA_DISABLED": "TRUE"]) { first, _ in first }
            let nothing = try await CredentialSource.instance(environment(disabled)).find()
            #expect(nothing == nil)
            #expect(server.requests.count == 3)
        }
    }

    // MARK: The chain

    @Test func takesTheFirstThatHasAny() async throws {
        func source(_ name: String, _ id: String?) -> CredentialSource {
            CredentialSource(name: name) { id.map { AWSCredentials(accessKeyID: $0, secretAccessKey: "s") } }
        }
        let failing = CredentialSource(name: "the broken one") { throw LanguageModelError(.timeout, "Too late.") }
        let chain = CredentialSource.chain([source("a", nil), failing, source("b", "AKIA1"), source("c", "AKIA2")])
        #expect(try await chain.find()?.accessKeyID == "AKIA1")
        let nothing = CredentialSource.chain([source("the first", nil), failing])
        let error = await #expect(throws: LanguageModelError.self) { try await nothing.find() }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("the first has none; the broken one: Too late.") == true)
    }
}
