import Foundation
import Testing

/// What holds for every dialect is decided in `PartAssembler` and `StreamDriver`; a parser or a provider that decides
/// it again would sooner or later decide otherwise.
@Suite struct PolicyIsStatedOnceTests {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The sources of all providers and of the wire's client side.
    private static func lines() throws -> [(file: String, text: String)] {
        try ["Providers", "Sources/DialectWire/Responses"].flatMap { folder in
            let files = try FileManager.default.subpathsOfDirectory(atPath: package.appending(path: folder).path)
            // Who waits for credentials waits before there is a response.
            return try files.filter { $0.hasSuffix(".swift") && !$0.contains("Credentials/") }.flatMap { file in
                let url = package.appending(path: folder).appending(path: file)
                return try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
                    .map { (file: "\(folder)/\(file)", text: String($0)) }
            }
        }
    }

    @Test func blocksAndBeginningsAreMadeByTheAssemblerAlone() throws {
        let part = #/\.(text|reasoning|toolInput)(Start|Delta|End)\(|\.responseMetadata\(/#
        for line in try Self.lines() where line.text.contains(part) {
            // To read a part is nobody's privilege.
            #expect(line.text.contains("case ."), "\(line.file) makes a part of a sequence: \(line.text)")
        }
    }

    @Test func cancellationAndTruncationAreTheDriversMatter() throws {
        let lines = try Self.lines()
        #expect(lines.count > 1_000)
        for line in lines where line.text.contains(#/CancellationError\(|truncated|ended before/#) {
            Issue.record("\(line.file) decides what the driver decides: \(line.text)")
        }
    }
}
