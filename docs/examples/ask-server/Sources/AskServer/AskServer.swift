import DialectOpenAI
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// `POST /ask` streams a model's answer to the question in the body, over WebSockets that all requests share.
///
/// Each value of the header `x-user` is a tenant of its own: no connection is shared between two of them.
@main
enum AskServer {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "ask-server")
        var configuration = OpenAIProvider.Configuration(
            endpoint: .openAI(
                apiKey: environment["OPENAI_API_KEY"] ?? "",
                baseURL: environment["OPENAI_BASE_URL"] ?? ResponsesEndpoint.openAIBaseURL))
        configuration.logger = logger
        let provider = OpenAIProvider(configuration).withWebSocket()

        let router = Router()
        router.post("ask") { request, _ in
            let question = String(buffer: try await request.body.collect(upTo: 64 << 10))
            let user = HTTPField.Name("x-user").flatMap { request.headers[$0] } ?? "nobody"
            let answer = provider.model("gpt-5.5").withSessionScope(user).stream(ModelRequest(question))
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody { writer in
                    // A client that leaves ends the loop, and with it the model's response.
                    for try await text in answer.text { try await writer.write(ByteBuffer(string: text)) }
                    try await writer.finish(nil)
                })
        }

        // The provider is run and shut down with the application: a graceful shutdown lets answers end.
        let app = Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: Int(environment["PORT"] ?? "") ?? 8080)),
            services: [provider],
            onServerRunning: { logger.info("listening", metadata: ["port": "\($0.localAddress?.port ?? 0)"]) },
            logger: logger)
        try await app.runService()
    }
}
