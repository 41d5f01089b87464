import DialectGenerable

struct FindOrder: Tool {
    @Generable
    struct Arguments {
        /// The four digits on the receipt.
        @Guide(.pattern("^[0-9]{4}$"))
        var number: String
    }

    let shop: Shop
    let name = "find_order"
    let description = "What was ordered, what it cost, and what became of it."

    func call(arguments: Arguments, context: ToolContext) async throws -> Order {
        try await shop.order(arguments.number)
    }
}

/// Gives money back; more than 20 euros only when somebody has agreed.
func refundTool(of shop: Shop) -> AnyTool {
    AnyTool(
        name: "refund", description: "Pays a customer back what an order cost.",
        inputSchema: [
            "type": "object",
            "properties": [
                "order": ["type": "string"],
                "amount": ["type": "number", "exclusiveMinimum": 0, "description": "In euros."],
            ],
            "required": ["order", "amount"], "additionalProperties": false,
        ],
        settings: ToolSettings(
            timeout: .seconds(10), isConcurrent: false,
            approval: .when { ($0["amount"]?.doubleValue ?? .infinity) > 20 })
    ) { arguments, context in
        let order = arguments["order"]?.stringValue ?? ""
        let amount = arguments["amount"]?.doubleValue ?? 0
        // Equal whenever this very call is run, in whatever process.
        let key = "\(context.runID)/\(context.step)/\(context.callID)"
        try await shop.refund(amount, for: order, key: key)
        return .text("\(amount) euros were paid back.")
    }
}
