import AsyncHTTPClient
import Dialect
import DialectServer
import Foundation
import NIOCore
import NIOHTTP1

/// An HTTP response, read whole.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    var json: JSONValue? { try? JSONValue(parsing: text) }

    /// Server-sent events as OpenAI frames them: name and data.
    var events: [(name: String, json: JSONValue)] {
        text.components(separatedBy: "\n\n").compactMap { block in
            let lines = block.components(separatedBy: "\n")
            guard lines.count == 2, lines[0].hasPrefix("event: "), lines[1].hasPrefix("data: "),
                let json = try? JSONValue(parsing: String(lines[1].dropFirst(6)))
            else { return nil }
            return (String(lines[0].dropFirst(7)), json)
        }
    }
}

extension ResponsesServer {
    func post(
        _ body: String, path: String = "/responses", headers: [(String, String)] = [],
        client: HTTPClient = .shared
    ) async throws -> Answer {
        try await send(.POST, body, path: path, headers: headers, client: client)
    }

    func send(
        _ method: HTTPMethod, _ body: String? = nil, path: String = "/responses", headers: [(String, String)] = [],
        client: HTTPClient = .shared
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = method
        request.headers = HTTPHeaders([("content-type", "application/json")] + headers)
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, text: String(buffer: bytes))
    }
}
