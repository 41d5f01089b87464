import Dialect
import DialectOpenAICompatible
import DialectSimulator

/// The page `docs/providers.md`: what is proved of each provider, and how.
struct ProviderTable {
    /// How often a provider shows a scenario in its recordings.
    private var counts: [String: [Scenario: Int]] = [:]
    private var dialects: [String: Set<Scenario>] = [:]
    private var rows: [(provider: String, dialect: String)] = []
    /// What is neither recorded nor explained.
    private(set) var unexplained: [String] = []

    /// - Parameter profiles: The vendors of OpenAI's dialect, which have a place in the table without recordings too.
    init(_ exchanges: [SpokenExchange], profiles: [CompatibleProfile] = CompatibleProfile.known) {
        for spoken in exchanges {
            let (provider, dialect) = (spoken.exchange.provider, spoken.dialect.name)
            let key = Self.key(provider, dialect)
            if counts[key] == nil { rows.append((provider, dialect)) }
            for scenario in Scenario.shown(by: spoken) {
                counts[key, default: [:]][scenario, default: 0] += 1
                dialects[dialect, default: []].insert(scenario)
            }
            counts[key, default: [:]][.text, default: 0] += 0
        }
        let compatible = ChatCompletionsConformance().name
        for provider in profiles.map(\.dialect.provider) where counts[Self.key(provider, compatible)] == nil {
            rows.append((provider, compatible))
        }
        rows.sort { ($0.dialect, $0.provider) < ($1.dialect, $1.provider) }
        for row in rows {
            for scenario in Scenario.allCases where proof(row, scenario) == nil {
                unexplained.append("\(row.dialect): \(scenario.rawValue)")
            }
        }
        var known: Set<String> = []
        unexplained = unexplained.filter { known.insert($0).inserted }
    }

    private static func key(_ provider: String, _ dialect: String) -> String { "\(dialect) \(provider)" }

    /// How a scenario is proved of a provider.
    private enum Proof {
        case recorded(Int)
        case dialect
        case otherwise(String)
    }

    private func proof(_ row: (provider: String, dialect: String), _ scenario: Scenario) -> Proof? {
        let count = counts[Self.key(row.provider, row.dialect)]?[scenario] ?? 0
        if count > 0 { return .recorded(count) }
        if dialects[row.dialect]?.contains(scenario) == true { return .dialect }
        switch ScenarioGap.all[row.dialect]?[scenario] {
        case .synthetic(let test): return .otherwise("synthetic (`\(test)`)")
        case .unsupported(let reason): return .otherwise("unsupported: \(reason)")
        case nil: return nil
        }
    }

    /// One line of a dialect's table.
    private func line(_ scenario: Scenario, _ members: [(provider: String, dialect: String)]) -> String {
        var (recorded, byDialect, otherwise): ([String], [String], [String]) = ([], [], [])
        for member in members {
            switch proof(member, scenario) {
            case .recorded(let count): recorded.append("\(member.provider) (\(count))")
            case .dialect: byDialect.append(member.provider)
            case .otherwise(let text): if !otherwise.contains(text) { otherwise.append(text) }
            case nil: otherwise.append("not proved")
            }
        }
        let cells = [recorded, byDialect, otherwise].map { $0.isEmpty ? "–" : $0.joined(separator: ", ") }
        return "| \(scenario.rawValue) | \(cells.joined(separator: " | ")) |"
    }

    /// The page.
    var markdown: String {
        var lines = [
            "# Providers",
            "",
            "What the tests prove of each provider, and how. The page is written by `ProviderTableTests` with",
            "`DIALECT_WRITE_PROVIDERS=1`; do not edit it by hand.",
            "",
            "- **Recorded**: so many recorded exchanges with the provider itself show it, and replay through the provider's",
            "  code in `Tests/CorpusTests`.",
            "- **By the dialect**: the provider's own recordings do not show it, or there are none; those of another that",
            "  speaks the same dialect do, through the same parser and encoder.",
            "- **synthetic (test)**: no recording shows it, a test written by hand does, the one that is named.",
            "- **unsupported**: the dialect has no such thing, for the reason given.",
            "",
            "Servers that nobody here wrote are asked by scripts, which CI runs if its time allows. What they found when",
            "they were last run by hand:",
            "",
            "| Servers | Dialects | Script | Result |",
            "|---|---|---|---|",
        ]
        lines += ServerResult.all.map(\.line)
        for (dialect, members) in Dictionary(grouping: rows, by: { $0.dialect }).sorted(by: { $0.key < $1.key }) {
            lines += ["", "## \(dialect)", ""]
            lines += ["| Scenario | Recorded | By the dialect | Otherwise |", "|---|---|---|---|"]
            for scenario in Scenario.allCases { lines.append(line(scenario, members)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
