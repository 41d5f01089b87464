extension LanguageModelError {
    /// The error with the names of the provider and the model that were asked, where it has none yet.
    package func named(after model: ModelID) -> LanguageModelError {
        var error = self
        error.provider = provider ?? model.provider
        error.model = self.model ?? model.model
        return error
    }
}
