import Dialect
import Testing

@testable import DialectWire

/// What a message of a WebSocket is, and which lane its answer belongs to.
struct ClientMessageTests {
    private func summary(_ json: String, acceptsLanes: Bool = true) -> String {
        let message = Array(json.utf8).withUnsafeBytes {
            ResponsesRequestDecoder().message($0, acceptsLanes: acceptsLanes)
        }
        let content =
            switch message.content {
            case .create(let request): "create \(request.streamID ?? "-")"
            case .steer(let steer): "steer \(steer.responseID) \(steer.items?.count ?? 0)"
            case .invalid(let error): "invalid \(error.details.code ?? "-")"
            }
        return "\(message.lane ?? "-"): \(content)"
    }

    @Test(arguments: [
        (#"{"type":"response.create","model":"m","input":"x"}"#, "-: create -"),
        (#"{"type":"response.create","stream_id":"a","model":"m","input":"x"}"#, "a: create a"),
        (#"{"type":"response.create","stream_id":"a","response":{"model":"m","input":"x"}}"#, "a: create a"),
        (#"{"type":"response.create","response":{"model":"m","input":"x","stream_id":"b"}}"#, "b: create b"),
        (#"{"type":"response.create","stream_id":"a","input":"x"}"#, "a: invalid missing_required_parameter"),
        (#"{"type":"response.create","stream_id":"a b","model":"m","input":"x"}"#, "-: invalid invalid_stream_id"),
        (#"{"type":"response.cancel","stream_id":"a"}"#, "a: invalid invalid_value"),
        (#"{"stream_id":"a"}"#, "a: invalid missing_required_parameter"),
        ("[]", "-: invalid invalid_type"), ("{", "-: invalid -"),
        (#"{"type":"response.steer","previous_response_id":"r","input":"x"}"#, "-: steer r 1"),
        (
            #"{"type":"response.steer","input":[{"role":"user","content":"x"},{"role":"user","content":"y"}]}"#,
            "-: steer  2"
        ),
        (#"{"type":"response.steer","previous_response_id":"r","input":[{"role":"user"}]}"#, "-: steer r 0"),
    ])
    func isRead(json: String, expected: String) {
        #expect(summary(json) == expected)
    }

    @Test(arguments: ["a", "a b", ""])
    func lanesAreIgnoredWhereThereAreNone(name: String) {
        let json = #"{"type":"response.create","stream_id":"\#(name)","model":"m","input":"x"}"#
        #expect(summary(json, acceptsLanes: false) == "-: create -")
    }
}
