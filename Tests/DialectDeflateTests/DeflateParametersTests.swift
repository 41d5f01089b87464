import DialectDeflate
import Testing

@Suite struct DeflateParametersTests {
    typealias Side = DeflateParameters.Side

    private static func parameters(
        client: Side = Side(), server: Side = Side()
    ) -> DeflateParameters { DeflateParameters(client: client, server: server) }

    private static let forgetting = Side(keepsContext: false)
    private static func window(_ bits: Int) -> Side { Side(windowBits: bits) }

    // MARK: The client

    @Test(arguments: [
        (parameters(), "permessage-deflate; client_max_window_bits"),
        (
            parameters(client: forgetting, server: forgetting),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits"
        ),
        (
            parameters(client: window(9), server: window(12)),
            "permessage-deflate; server_max_window_bits=12; client_max_window_bits=9"
        ),
    ]) func offers(parameters: DeflateParameters, header: String) {
        #expect(parameters.offer == header)
    }

    @Test(arguments: [
        (parameters(), "permessage-deflate", parameters()),
        (parameters(), " PerMessage-Deflate ;\tClient_No_Context_Takeover ", parameters(client: forgetting)),
        (parameters(), "permessage-deflate; server_no_context_takeover", parameters(server: forgetting)),
        (
            parameters(), "permessage-deflate; client_max_window_bits=\"10\"; server_max_window_bits=8",
            parameters(client: window(10), server: window(9))
        ),
        (parameters(client: forgetting), "permessage-deflate", parameters(client: forgetting)),
        (parameters(client: window(10)), "permessage-deflate", parameters(client: window(10))),
        (
            parameters(server: window(10)), "permessage-deflate; server_max_window_bits=9",
            parameters(server: window(9))
        ),
        (parameters(), ", permessage-deflate,", parameters()),
    ]) func accepts(offered: DeflateParameters, answer: String, agreed: DeflateParameters) throws {
        let result = try offered.agreed(byAnswer: answer)
        #expect(result.parameters == agreed)
        #expect(result.mayCompress)
    }

    @Test func aWindowOf8BitsIsReadAndNotWritten() throws {
        let result = try DeflateParameters().agreed(byAnswer: "permessage-deflate; client_max_window_bits=8")
        #expect(!result.mayCompress)
    }

    @Test(arguments: [
        (parameters(), ""), (parameters(), "permessage-deflate;"), (parameters(), "permessage-deflate; =1"),
        (parameters(), "permessage-deflate x"), (parameters(), "x-webkit-deflate-frame"),
        (parameters(), "permessage-deflate, permessage-deflate"), (parameters(), "permessage-deflate, x"),
        (parameters(), "permessage-deflate; client_no_context_takeover; client_no_context_takeover"),
        (parameters(), "permessage-deflate; client_no_context_takeover=1"),
        (parameters(), "permessage-deflate; server_no_context_takeover=true"),
        (parameters(), "permessage-deflate; server_max_window_bits"),
        (parameters(), "permessage-deflate; client_max_window_bits"),
        (parameters(), "permessage-deflate; client_max_window_bits=7"),
        (parameters(), "permessage-deflate; client_max_window_bits=16"),
        (parameters(), "permessage-deflate; client_max_window_bits=010"),
        (parameters(), "permessage-deflate; client_max_window_bits=\"10"),
        (parameters(), "permessage-deflate; mystery"),
        (parameters(server: forgetting), "permessage-deflate"),
        (parameters(server: window(10)), "permessage-deflate"),
        (parameters(server: window(10)), "permessage-deflate; server_max_window_bits=11"),
        (parameters(client: window(10)), "permessage-deflate; client_max_window_bits=11"),
    ]) func refuses(offered: DeflateParameters, answer: String) {
        #expect(throws: DeflateNegotiationError.self) { try offered.agreed(byAnswer: answer) }
    }

    // MARK: The server

    @Test(arguments: [
        (parameters(), "permessage-deflate", "permessage-deflate", parameters()),
        (parameters(), "permessage-deflate; client_max_window_bits", "permessage-deflate", parameters()),
        (
            parameters(client: window(11), server: window(12)), "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_max_window_bits=12; client_max_window_bits=11",
            parameters(client: window(11), server: window(12))
        ),
        (
            parameters(client: window(11)), "permessage-deflate", "permessage-deflate", parameters()
        ),
        (
            parameters(), "permessage-deflate; client_max_window_bits=10; server_max_window_bits=15",
            "permessage-deflate; server_max_window_bits=15; client_max_window_bits=10",
            parameters(client: window(10))
        ),
        (parameters(), "permessage-deflate; client_max_window_bits=8", "permessage-deflate", parameters()),
        (
            parameters(), "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            parameters(client: forgetting, server: forgetting)
        ),
        (
            parameters(client: forgetting, server: forgetting), "permessage-deflate",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            parameters(client: forgetting, server: forgetting)
        ),
        (
            parameters(),
            "x, permessage-deflate; server_max_window_bits=8, permessage-deflate; mystery, permessage-deflate",
            "permessage-deflate", parameters()
        ),
    ]) func answers(wish: DeflateParameters, offers: String, header: String, agreed: DeflateParameters) throws {
        let answer = try #require(wish.answer(toOffers: offers))
        #expect(answer.header == header)
        #expect(answer.agreed == agreed)
    }

    @Test(arguments: [
        "", "x", "permessage-deflate; server_max_window_bits=8", "permessage-deflate; mystery=1", "\"", "a b",
    ])
    func goesOnWithoutCompression(offers: String) {
        #expect(DeflateParameters().answer(toOffers: offers) == nil)
    }

    @Test(arguments: [true, false], 9...15) func whatOneSideAnswersTheOtherAccepts(keepsContext: Bool, bits: Int) throws
    {
        let wishes = [Side(), Side(keepsContext: keepsContext, windowBits: bits)]
        for client in wishes.map({ Self.parameters(client: $0, server: $0) }) {
            for server in wishes.map({ Self.parameters(client: $0, server: $0) }) {
                let answer = try #require(server.answer(toOffers: client.offer))
                let agreed = try client.agreed(byAnswer: answer.header)
                #expect(agreed.parameters == answer.agreed && agreed.mayCompress)
            }
        }
    }
}
