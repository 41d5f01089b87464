import Dialect

extension ToolDeclaration {
    /// Whether another declaration becomes the same bytes, which is more than equality, as for messages.
    func isIdentical(to other: ToolDeclaration, provider: String) -> Bool {
        switch (self, other) {
        case (.function(let tool), .function(let otherTool)):
            tool.name.isIdentical(to: otherTool.name) && tool.description.isIdentical(to: otherTool.description)
                && tool.strict == otherTool.strict && tool.inputSchema.isIdentical(to: otherTool.inputSchema)
                && tool.providerOptions.isIdentical(to: otherTool.providerOptions, provider: provider)
        case (.provider(let tool), .provider(let otherTool)):
            tool.provider.isIdentical(to: otherTool.provider) && tool.type.isIdentical(to: otherTool.type)
                && tool.name.isIdentical(to: otherTool.name)
                && JSONValue.object(tool.configuration).isIdentical(to: .object(otherTool.configuration))
        default: false
        }
    }
}

extension ProviderOptions {
    fileprivate func isIdentical(to other: ProviderOptions, provider: String) -> Bool {
        guard !isEmpty || !other.isEmpty else { return true }
        switch (self[raw: provider], other[raw: provider]) {
        case (nil, nil): return true
        case (let json?, let otherJSON?): return json.isIdentical(to: otherJSON)
        default: return false
        }
    }
}
