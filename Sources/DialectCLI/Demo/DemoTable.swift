/// The runs side by side.
struct DemoTable {
    let text: String

    init(_ runs: [DemoRun]) {
        let head = ["", "turns", "bytes sent", "connections", "time to first part"]
        let rows = runs.map { run in
            [
                run.name, "\(run.turns)", Self.grouped(run.bytesSent), "\(run.connections)",
                Self.milliseconds(run.meanTimeToFirstPart),
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "   ")
        }
        text = ([line(head)] + rows.map(line)).joined(separator: "\n")
    }

    /// Digits in groups of three.
    private static func grouped(_ number: Int) -> String {
        var result = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return String(result.reversed())
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(1) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}
