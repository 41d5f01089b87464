import Dialect

/// In whose words an embedding model behind Bedrock is spoken to: InvokeModel passes bodies on as they are.
enum BedrockEmbeddingForm: Hashable, Sendable {
    /// Amazon Titan Text Embeddings; one text in a call.
    case titan(hasDimensions: Bool)
    /// Amazon Titan Multimodal Embeddings; one text, image or both in a call.
    case titanImage
    /// Amazon Nova Multimodal Embeddings; one input in a call.
    case nova
    /// Cohere Embed; 96 inputs in a call.
    case cohere

    /// Other models are taken to speak as Titan does.
    init(model: String) {
        if model.contains("cohere.embed") {
            self = .cohere
        } else if model.contains("nova-2-multimodal-embeddings") {
            self = .nova
        } else if model.contains("titan-embed-image") {
            self = .titanImage
        } else {
            self = .titan(hasDimensions: !model.contains("titan-embed-text-v1"))
        }
    }

    var limits: EmbeddingLimits { EmbeddingLimits(maximumInputs: self == .cohere ? 96 : 1) }
}
