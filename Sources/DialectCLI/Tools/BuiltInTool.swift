import Dialect
import Foundation

/// The tools that a chat has without any server.
enum BuiltInTool: String, CaseIterable, Sendable {
    case currentTime = "current_time"
    case calculate
    case listFolder = "list_folder"
    case readFile = "read_file"

    /// A file that is larger is read piece by piece.
    static let longestPiece = 64 << 10
    static let longestList = 500

    /// The tool as an agent takes it.
    ///
    /// - Parameters:
    ///   - folder: What files it may see.
    ///   - now: Tells the time.
    func tool(in folder: ConfinedFolder, now: @escaping @Sendable () -> Date = { Date() }) -> AnyTool {
        switch self {
        case .currentTime: Self.clock(now)
        case .calculate: Self.calculator
        case .listFolder: Self.lister(of: folder)
        case .readFile: Self.reader(of: folder)
        }
    }

    private static func schema(_ properties: JSONValue, required: JSONValue = []) -> JSONValue {
        ["type": "object", "properties": properties, "required": required, "additionalProperties": false]
    }

    private static func clock(_ now: @escaping @Sendable () -> Date) -> AnyTool {
        AnyTool(
            name: BuiltInTool.currentTime.rawValue, description: "The date, the time and the day of the week, now.",
            inputSchema: schema([
                "timeZone": [
                    "type": "string",
                    "description": "A name of the IANA database, such as Europe/Brussels; left out, the user's own.",
                ]
            ])
        ) { arguments, _ in
            let name = arguments["timeZone"]?.stringValue
            guard let zone = name.map({ TimeZone(identifier: $0) }) ?? .current else {
                return .error("There is no time zone \"\(name ?? "")\".")
            }
            return .json(time(now(), in: zone))
        }
    }

    private static func time(_ date: Date, in zone: TimeZone) -> JSONValue {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        let day = days[(calendar.component(.weekday, from: date) - 1) % 7]
        let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().time(includingFractionalSeconds: false)
            .timeZone(separator: .colon)
        return ["time": .string(date.formatted(style)), "timeZone": .string(zone.identifier), "day": .string(day)]
    }

    private static var calculator: AnyTool {
        AnyTool(
            name: BuiltInTool.calculate.rawValue,
            description: "The value of an arithmetic expression: + - * / % ^, parentheses, pi, e, and the functions "
                + "\(Calculator.functionNames); angles in radians.",
            inputSchema: schema(
                ["expression": ["type": "string", "description": "Such as (3 + 4.5) * sqrt(2)"]],
                required: ["expression"])
        ) { arguments, _ in
            .text(Calculator.text(of: try Calculator.value(of: arguments["expression"]?.stringValue ?? "")))
        }
    }

    private static func lister(of folder: ConfinedFolder) -> AnyTool {
        AnyTool(
            name: BuiltInTool.listFolder.rawValue,
            description: "The files and folders in a folder below the user's current one.",
            inputSchema: schema([
                "path": ["type": "string", "description": "Relative, such as notes; left out, the current folder."]
            ])
        ) { arguments, _ in
            let path = arguments["path"]?.stringValue ?? "."
            let (entries, more) = try await Blocking.run { try folder.list(path, limit: longestList) }
            let lines = entries.map { entry in
                entry.isFolder ? "\(entry.name)/" : entry.size.map { "\(entry.name) (\($0) bytes)" } ?? entry.name
            }
            let rest = more > 0 ? ["… and \(more) more"] : []
            return .text(lines.isEmpty ? "(nothing)" : (lines + rest).joined(separator: "\n"))
        }
    }

    private static func reader(of folder: ConfinedFolder) -> AnyTool {
        AnyTool(
            name: BuiltInTool.readFile.rawValue,
            description: "The text of a file below the user's current folder, \(longestPiece >> 10) KB at a time.",
            inputSchema: schema(
                [
                    "path": ["type": "string", "description": "Relative, such as notes/a.txt"],
                    "offset": ["type": "integer", "minimum": 0, "description": "From which byte on; left out, 0."],
                ], required: ["path"]),
            // What a file says goes to the provider.
            settings: ToolSettings(approval: .always)
        ) { arguments, _ in
            let path = arguments["path"]?.stringValue ?? ""
            let offset = arguments["offset"]?.intValue ?? 0
            let piece = try await Blocking.run { try folder.read(path, from: offset, limit: longestPiece) }
            guard let next = piece.nextOffset else { return .text(piece.text) }
            return .text("\(piece.text)\n(The file has \(piece.size) bytes; read on with offset \(next).)")
        }
    }
}
