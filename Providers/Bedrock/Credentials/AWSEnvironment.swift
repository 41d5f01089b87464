#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// What the surroundings of the process say about AWS: variables, files, and the time.
package struct AWSEnvironment: Sendable {
    package var variables: [String: String]
    package var now: @Sendable () -> Date

    package init(
        variables: [String: String] = ProcessInfo.processInfo.environment,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.variables = variables
        self.now = now
    }

    /// A variable, unless it is empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The names of the variables are those of AWS's "SDKs and Tools Reference Guide".
    var profileName: String { self["AWS_PROFILE"] ?? self["AWS_DEFAULT_PROFILE"] ?? "default" }

    var region: String? {
        self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] ?? configuration(ofProfile: profileName)["region"]
    }

    /// The settings of a profile in the shared credentials file.
    func credentials(ofProfile name: String) -> [String: String] {
        file("AWS_SHARED_CREDENTIALS_FILE", "credentials").section(name)
    }

    /// The settings of a profile in the shared configuration file.
    func configuration(ofProfile name: String) -> [String: String] {
        let file = file("AWS_CONFIG_FILE", "config")
        let section = file.section("profile " + name)
        return section.isEmpty && name == "default" ? file.section(name) : section
    }

    private func file(_ variable: String, _ name: String) -> AWSProfileFile {
        let home = self["HOME"] ?? URL.homeDirectory.path
        let path = self[variable] ?? home + "/.aws/" + name
        // A file that is not there says nothing.
        let data = try? Data(contentsOf: URL(filePath: path))
        return AWSProfileFile(String(decoding: data ?? Data(), as: UTF8.self))
    }
}

/// A shared credentials or configuration file: sections in brackets, `key = value`, comments after `#` or `;`.
struct AWSProfileFile {
    private var sections: [String: [String: String]] = [:]

    init(_ text: String) {
        var name: String?
        for line in text.split(whereSeparator: \.isNewline) {
            // Indented lines are settings below a setting, none of which is about credentials.
            guard let first = line.first, !first.isWhitespace, first != "#", first != ";" else { continue }
            if first == "[", let end = line.firstIndex(of: "]") {
                let title = line[line.index(after: line.startIndex)..<end].split(whereSeparator: \.isWhitespace)
                name = title.joined(separator: " ")
            } else if let name, let equals = line.firstIndex(of: "=") {
                let key = Self.trimmed(line[..<equals]).lowercased()
                sections[name, default: [:]][key] = Self.trimmed(line[line.index(after: equals)...])
            }
        }
    }

    func section(_ name: String) -> [String: String] { sections[name] ?? [:] }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
