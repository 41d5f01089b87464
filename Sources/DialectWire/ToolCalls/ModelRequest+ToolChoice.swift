package import Dialect

extension ModelRequest {
    /// Says that the choice among tools was left out, where none is declared that it could mean; empty if there was
    /// nothing to choose.
    package var warningsOfChoiceWithoutTools: [ModelWarning] {
        guard let toolChoice, toolChoice != ToolChoice.none else { return [] }
        return [
            ModelWarning(
                .unsupportedSetting, subject: "toolChoice",
                message: "There are no tools to choose from; toolChoice was left out.")
        ]
    }
}
