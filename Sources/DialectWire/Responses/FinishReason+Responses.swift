public import Dialect

extension FinishReason {
    /// Why a Responses object ended.
    ///
    /// - Parameters:
    ///   - status: The `status` of the response; some compatible servers send none.
    ///   - incompleteReason: `incomplete_details.reason`.
    ///   - isRefusal: Whether the model refused in words.
    public init(responsesStatus status: String?, incompleteReason: String? = nil, isRefusal: Bool = false) {
        switch (status, incompleteReason) {
        case ("incomplete", "max_output_tokens"?): self = FinishReason(.length, raw: incompleteReason)
        case ("incomplete", "content_filter"?): self = FinishReason(.contentFilter, raw: incompleteReason)
        case ("incomplete", let reason): self = FinishReason(.other, raw: reason ?? status)
        case ("failed", _): self = FinishReason(.error, raw: status)
        case (nil, _), ("completed", _), ("complete", _):
            self = isRefusal ? FinishReason(.contentFilter, raw: "refusal") : FinishReason(.stop, raw: status)
        default: self = FinishReason(.other, raw: status)
        }
    }
}
