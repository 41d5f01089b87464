import Dialect
import DialectWire

extension ModelCapabilities {
    /// What is known of OpenAI's models.
    static func openAI(_ model: String) -> ModelCapabilities {
        .profile(of: ModelID(provider: OpenAI.name, model: model))
    }
}
