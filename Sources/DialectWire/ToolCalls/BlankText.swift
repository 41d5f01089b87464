package import Dialect

extension String {
    /// Whether there is nothing to read, which several APIs refuse as the text of a block.
    package var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

extension ToolOutput {
    /// Stands for the words of a failure that has none: Anthropic refuses an error without content, in every later
    /// request of the conversation too.
    package static let wordsOfSilentError = "The tool failed without a message."
}
