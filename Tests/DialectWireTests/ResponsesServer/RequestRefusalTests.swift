import Dialect
import DialectWire
import Testing

/// Errors name the parameter, in OpenAI's words.
struct RequestRefusalTests {
    @Test(
        arguments: [
            (#"{"input":"Hi"}"#, "model", "missing_required_parameter", "Missing required parameter: 'model'."),
            (#"{"model":"m"}"#, "input", "missing_required_parameter", "Missing required parameter: 'input'."),
            (
                #"{"model":7,"input":"Hi"}"#, "model", "invalid_type",
                "Invalid type for 'model': expected a string, but got an integer instead."
            ),
            (
                #"{"model":"m","input":7}"#, "input", "invalid_type",
                "Invalid type for 'input': expected one of a string or array, but got an integer instead."
            ),
            (
                #"{"model":"m","input":[{"role":"robot","content":"Hi"}]}"#, "input[0].role", "invalid_value",
                "Invalid value: 'robot'. Supported values are: 'assistant', 'system', 'developer', and 'user'."
            ),
            (
                #"{"model":"m","input":[{"role":"user","content":[{"type":"text"}]}]}"#, "input[0].content[0].text",
                "missing_required_parameter", "Missing required parameter: 'input[0].content[0].text'."
            ),
            (
                #"{"model":"m","input":[{"role":"user","content":[{"type":"smell"}]}]}"#, "input[0].content[0].type",
                "invalid_value", nil
            ),
            (
                #"{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,*"}]}]}"#,
                "input[0].content[0].image_url", "invalid_value", nil
            ),
            (#"{"model":"m","input":["Hi"]}"#, "input[0]", "invalid_type", nil),
            (#"{"model":"m","input":[{"type":"function_call_output","output":""}]}"#, "input[0].call_id", nil, nil),
            (#"{"model":"m","input":"Hi","stream":"yes"}"#, "stream", "invalid_type", nil),
            (#"{"model":"m","input":"Hi","temperature":"hot"}"#, "temperature", "invalid_type", nil),
            (#"{"model":"m","input":"Hi","max_output_tokens":1.5}"#, "max_output_tokens", "invalid_type", nil),
            (#"{"model":"m","input":"Hi","tools":[{"name":"f"}]}"#, "tools[0].type", "missing_required_parameter", nil),
            (#"{"model":"m","input":"Hi","tool_choice":"maybe"}"#, "tool_choice", "invalid_value", nil),
            (#"{"model":"m","input":"Hi","text":{"format":{"type":"xml"}}}"#, "text.format.type", "invalid_value", nil),
            (#"{"model":"m","input":"Hi"#, nil, nil, nil),
            (#"["model"]"#, nil, nil, nil),
        ] as [(String, String?, String?, String?)])
    func refuses(body: String, parameter: String?, code: String?, message: String?) throws {
        let error = #expect(throws: LanguageModelError.self) {
            try Array(body.utf8).withUnsafeBytes { try ResponsesRequestDecoder().decode(httpBody: $0) }
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.httpStatus == 400)
        if let parameter { #expect(error?.details.parameter == parameter) }
        if let code { #expect(error?.details.code == code) }
        if let message { #expect(error?.message == message) }
    }

    @Test(arguments: ["", "a b", "ä", String(repeating: "x", count: 257)])
    func refusesUnlawfulLanes(name: String) throws {
        let json = JSONValue.object([
            "type": "response.create", "model": "m", "input": "Hi", "stream_id": .string(name),
        ])
        let error = #expect(throws: LanguageModelError.self) {
            try json.jsonBytes().withUnsafeBytes { try ResponsesRequestDecoder().decode(webSocketMessage: $0) }
        }
        #expect(error?.details.code == "invalid_stream_id")
    }
}
