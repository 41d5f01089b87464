import Dialect
import DialectAzure
import Testing

/// What Azure's content filter says in the Responses dialect, whichever way the events travel.
struct ResponsesFilterTests {
    private func response(_ events: JSONValue...) -> (response: ModelResponse, error: LanguageModelError?) {
        var driver = StreamDriver(
            parser: ResponsesEventParser(), model: ModelID(provider: "openai", model: "deployment"))
        for event in events { event.jsonBytes().withUnsafeBytes { driver.received($0) } }
        driver.ended()
        var parts: [StreamPart] = []
        driver.takeParts(into: &parts)
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return (collector.partialResponse, driver.failure as? LanguageModelError)
    }

    @Test func findingsAreKept() {
        let filters: JSONValue = [
            [
                "source_type": "prompt", "blocked": false,
                "content_filter_results": ["jailbreak": ["detected": true, "filtered": false]],
            ],
            [
                "source_type": "completion", "blocked": true,
                "content_filter_results": ["hate": ["filtered": true, "severity": "high"]],
            ],
        ]
        let (response, error) = response(
            ["type": "response.created", "response": ["id": "r1", "content_filters": nil]],
            [
                "type": "response.incomplete",
                "response": [
                    "id": "r1", "status": "incomplete", "incomplete_details": ["reason": "content_filter"],
                    "output": [], "content_filters": filters,
                ],
            ])
        #expect(error == nil)
        #expect(response.finishReason.kind == .contentFilter)
        let metadata = response.metadata.provider.decode(ResponsesMetadata.self, named: "openai")
        #expect(metadata?.contentFilters == filters)
        #expect(metadata?.promptFilterResults.map(\.isDetected) == [true])
        #expect(metadata?.contentFilterResults.map(\.severity) == ["high"])
        #expect(metadata?.contentFilterResults.map(\.isFiltered) == [true])
    }

    @Test func aFilteredPromptIsAnErrorOfTheFilter() {
        let (_, error) = response([
            "type": "error",
            "error": [
                "code": "content_filter", "message": "The prompt was filtered.", "type": "invalid_request_error",
            ],
        ])
        #expect(error?.code == .contentFiltered)
        #expect(error?.isRetryable == false)
    }
}
