import Dialect
import DialectServer
import DialectSimulator
import Foundation
import TestSupport
import Testing

/// Bad input of every kind, at every vendor over HTTP: a classified error with the vendor's own words.
@Suite("Bad input", .throttled, .timeLimit(.minutes(10)))
struct BadInputTests {
    private func withServer(
        _ vendor: BadInputVendor, status: Int = 200, type: String = "application/json", body: String,
        _ run: (any LanguageModel, ResponsesServer) async throws -> Void
    ) async throws {
        let recorded: JSONValue = [
            "id": "written", "provider": "any", "api": "any", "request": [:],
            "response": [
                "status": .integer(status), "headers": ["content-type": .string(type)], "body": .string(body),
            ],
        ]
        let backend = ReplayBackend(try RecordedExchange(json: recorded.jsonBytes()))
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            try await run(vendor.model(at: server), server)
        }
    }

    private func failure(of model: any LanguageModel, _ request: ModelRequest = "Hi") async -> LanguageModelError? {
        let error = await #expect(throws: LanguageModelError.self) { try await model.generate(request) }
        #expect(error?.provider == model.id.provider)
        #expect(error?.model == "m")
        #expect(String(reflecting: error).contains("qzxw") == false)
        return error
    }

    @Test(
        "A refusal is classified, in the vendor's words", arguments: BadInputVendor.allCases,
        BadInputVendor.Fault.allCases)
    func refusals(_ vendor: BadInputVendor, _ fault: BadInputVendor.Fault) async throws {
        let body = vendor.body(fault).jsonText
        try await withServer(vendor, status: fault.status, body: body) { model, _ in
            let error = await failure(of: model)
            #expect(error?.code == fault.code)
            #expect(error?.message == vendor.words(fault))
            #expect(error?.httpStatus == fault.status)
            #expect(error?.isRetryable == false)
            #expect(error?.rawBody?.contains(vendor.words(fault)) == true)
        }
    }

    @Test("Media that a vendor does not take are left out with a warning", arguments: BadInputVendor.allCases)
    func media(_ vendor: BadInputVendor) async throws {
        let (part, word) = vendor.unsupportedMedia
        try await withServer(vendor, body: vendor.answer) { model, server in
            let response = try await model.generate(ModelRequest(messages: [.user(["What is this?", part])]))
            #expect(response.text == "Hello")
            #expect(response.warnings.map(\.kind) == [.degradedContent])
            #expect(response.warnings.first?.message.contains(word) == true)
            let sent = String(decoding: try #require(server.receivedRequests.first).body, as: UTF8.self)
            #expect(sent.contains("What is this?"))
            #expect(!sent.contains(Data("not for this vendor".utf8).base64EncodedString()))
        }
    }

    @Test("Nothing but such media is not even sent", arguments: BadInputVendor.allCases)
    func mediaAlone(_ vendor: BadInputVendor) async throws {
        let (part, word) = vendor.unsupportedMedia
        try await withServer(vendor, body: vendor.answer) { model, server in
            let error = await failure(of: model, ModelRequest(messages: [.user([part])]))
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains(word) == true)
            #expect(server.receivedRequests.isEmpty)
        }
    }

    @Test("A tool's schema that is no object is not even sent", arguments: BadInputVendor.allCases)
    func noSchema(_ vendor: BadInputVendor) async throws {
        try await withServer(vendor, body: vendor.answer) { model, server in
            var request: ModelRequest = "Hi"
            request.tools = [.function(FunctionTool(name: "find", inputSchema: ["a list"]))]
            let error = await failure(of: model, request)
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains("\"find\"") == true)
            #expect(server.receivedRequests.isEmpty)
        }
    }

    @Test("What a schema cannot guarantee is a warning", arguments: BadInputVendor.allCases)
    func unknownKeywords(_ vendor: BadInputVendor) async throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["name": ["type": "string", "minLength": 2]], "required": ["name"],
        ]
        try await withServer(vendor, body: vendor.answer) { model, server in
            var request: ModelRequest = "Hi"
            request.tools = [.function(FunctionTool(name: "find", inputSchema: schema, strict: true))]
            let response = try await model.generate(request)
            #expect(response.warnings.map(\.subject) == (vendor.takesAnySchema ? [] : ["find"]))
            #expect(response.warnings.allSatisfy { $0.message.contains("minLength: 2") })
            let sent = String(decoding: try #require(server.receivedRequests.first).body, as: UTF8.self)
            #expect(sent.contains(#""minLength":2"#) == vendor.takesAnySchema)
        }
    }

    @Test("A stream that breaks off is no answer", arguments: BadInputVendor.allCases)
    func brokenStream(_ vendor: BadInputVendor) async throws {
        try await withServer(vendor, type: "text/event-stream", body: vendor.brokenStream) { model, _ in
            let error = await failure(of: model)
            #expect(error?.code == .connection)
            #expect(error?.message.contains("truncated") == true)
            #expect(error?.replaySafety == .unsafe)
        }
    }

    @Test("A document that breaks off is no answer", arguments: BadInputVendor.allCases, [1, 30, 60])
    func brokenDocument(_ vendor: BadInputVendor, _ length: Int) async throws {
        let cut = String(vendor.answer.prefix(length))
        try await withServer(vendor, body: cut) { model, _ in
            let error = await failure(of: model)
            #expect(error?.code == .decoding)
            #expect(error?.message.contains("JSON") == true)
            #expect(error?.rawBody == cut)
        }
    }

    @Test("A page in place of an answer is shown", arguments: BadInputVendor.allCases)
    func page(_ vendor: BadInputVendor) async throws {
        let page = "<html><body>Sign in to the network</body></html>"
        try await withServer(vendor, type: "text/html", body: page) { model, _ in
            let error = await failure(of: model)
            #expect(error?.code == .protocolViolation)
            #expect(error?.message.contains("Sign in to the network") == true)
        }
        // Some gateways call everything JSON.
        try await withServer(vendor, body: page) { model, _ in
            let error = await failure(of: model)
            #expect(error?.code == .decoding)
            #expect(error?.rawBody == page)
        }
        try await withServer(vendor, status: 502, type: "text/html", body: "<h1>Bad gateway</h1>") { model, _ in
            let error = await failure(of: model)
            #expect(error?.code == .server)
            #expect(error?.httpStatus == 502)
            #expect(error?.message.contains("Bad gateway") == true)
            #expect(error?.isRetryable == true)
        }
    }
}
