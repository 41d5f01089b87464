import Dialect

/// The line after an answer: what it took, as far as it is known.
struct AnswerSummary: Equatable {
    let usage: Usage
    let steps: Int
    let elapsed: Duration
    /// In US dollars; nil where the provider did not say.
    let cost: Double?

    /// - Parameter elapsed: Without the time that a person took to decide.
    init(_ result: AgentResult, elapsed: Duration) {
        usage = result.usage
        steps = result.steps.count
        self.elapsed = elapsed
        let costs = result.steps.map { $0.response.reportedCost(by: $0.model.provider) }
        // A sum without some of its parts would be a price that nobody was told.
        cost = costs.isEmpty || costs.contains(nil) || usage.isPartial ? nil : costs.compactMap(\.self).reduce(0, +)
    }

    init(usage: Usage, steps: Int, elapsed: Duration, cost: Double?) {
        self.usage = usage
        self.steps = steps
        self.elapsed = elapsed
        self.cost = cost
    }

    var text: String {
        var facts: [String] = []
        if let input = usage.input.total {
            let cached = usage.input.cacheRead.map { " (\($0.grouped) cached)" } ?? ""
            facts.append("\(input.grouped) tokens in\(cached)")
        }
        if let output = usage.output.total { facts.append("\(output.grouped) out") }
        if usage.isPartial, !facts.isEmpty { facts[facts.count - 1] += " at least" }
        facts.append("\(steps) \(steps == 1 ? "step" : "steps")")
        let tenths = (elapsed / .milliseconds(100)).rounded()
        facts.append("\(tenths / 10) s")
        if let cost { facts.append("$\(cost.dollars)") }
        return facts.joined(separator: " · ")
    }
}

extension ModelResponse {
    /// What the provider says that the response cost, in US dollars. Most say nothing.
    func reportedCost(by provider: String) -> Double? {
        guard let raw = usage.raw else { return nil }
        switch provider {
        // In ticks, of which ten thousand million are a dollar (xAI, "Cost Tracking").
        case "xai": return raw["cost_in_usd_ticks"]?.doubleValue.map { $0 / 1e10 }
        // Perplexity, "Chat Completions", usage.
        case "perplexity": return raw["cost"]?["total_cost"]?.doubleValue
        // In credits, one of which is a dollar (OpenRouter, "Usage Accounting"). The gateway's answers have the same
        // member.
        case "openrouter", "vercel-gateway": return raw["cost"]?.doubleValue
        default: return nil
        }
    }
}

extension Int {
    /// With a comma before every three digits.
    fileprivate var grouped: String {
        var text = ""
        for (index, digit) in String(magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + String(text.reversed())
    }
}

extension Double {
    /// With two digits, or as many more as small amounts need to show two that matter.
    fileprivate var dollars: String {
        // Nothing that is asked costs so much; but a server may say anything.
        guard self >= 0, self < 1e9 else { return "\(self)" }
        var digits = 2
        var scaled = self * 100
        while scaled > 0, scaled < 10, digits < 8 {
            scaled *= 10
            digits += 1
        }
        let whole = (self * power(10, digits)).rounded()
        let text = String(Int(whole))
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}

/// Small powers, exactly.
private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { value, _ in value * base }
}
