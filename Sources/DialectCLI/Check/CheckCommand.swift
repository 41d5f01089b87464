import ArgumentParser
import Dialect
import DialectOpenAICompatible
import DialectTransport
import Foundation

/// Tries a server in one of the dialects, over every transport that it has.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Try how a server gets on with this library, in one of the dialects that servers speak.",
        discussion: """
            Holds short conversations and says of each thing whether it works; the last line counts. The key comes \
            from the environment, OPENAI_API_KEY or, for messages, ANTHROPIC_API_KEY, and may be missing.
            """)

    @Option(help: "The server, such as http://localhost:8080/v1.")
    var baseURL: String

    @Option(help: "How the server speaks: over HTTP and WebSocket for responses, over HTTP for the others.")
    var dialect = CheckDialect.responses

    @Option(help: "For chat: a vendor or server whose ways are known, such as llamacpp.")
    var profile: String?

    @Option(help: "The server's name for the model.")
    var model: String

    @Option(help: "A model that the server does not have, to see how it refuses.")
    var missingModel: String?

    @Option(help: "A key that the server does not take, to see how it refuses.")
    var wrongKey: String?

    @Option(
        name: .customLong("header"),
        help: ArgumentHelp("A header for every request; may be repeated.", valueName: "name: value"))
    var headers: [HeaderField] = []

    @Option(help: "How many turns a conversation has.")
    var turns = 3

    @Option(help: "How many tokens an answer may have.")
    var maxOutputTokens = 16

    @Option(help: "A file with a certificate, as PEM, to trust beside the system's.")
    var trust: String?

    @Option(
        name: .customLong("without"),
        help: ArgumentHelp(
            "A check to leave out, and why: \(CheckName.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "check=reason"))
    var omissions: [CheckReport.Omission] = []

    func validate() throws {
        guard (2...1000).contains(turns) else { throw ValidationError("--turns reads 2 to 1000.") }
        guard profile == nil || dialect.name == CheckDialect.chat.name else {
            throw ValidationError("--profile goes with --dialect chat.")
        }
        _ = try knownProfile()
    }

    func run() async throws {
        let key = dialect.keyVariable.flatMap { ProcessInfo.processInfo.environment[$0] }
        let server = dialect.connect(try target(key ?? ""))
        var report = CheckReport(leavingOut: allOmissions)
        // No check of its own, but what is left out of others is named too.
        if report.leavesOut(.counts) { await report.check(.counts, "tokens are counted truly") {} }
        await checkHTTP(server, &report)
        await checkWebSocket(server.withoutWebSocket, &report)
        Terminal.line("\(report.passed) passed, \(report.failed) failed")
        if report.failed > 0 { throw ExitCode.failure }
    }

    /// What is left out because the dialect, the server or the command line has no such thing.
    private var allOmissions: [CheckReport.Omission] {
        var all = dialect.leftOut + omissions
        if missingModel == nil { all.append(.init(check: .missingModel, reason: "--missing-model names none")) }
        if wrongKey == nil { all.append(.init(check: .wrongKey, reason: "--wrong-key gives none")) }
        return all
    }

    private func target(_ key: String) throws -> CheckTarget {
        var transport = TransportConfiguration()
        if let trust {
            transport.security.additionalTrustRoots = [try String(contentsOfFile: trust, encoding: .utf8)]
        }
        return CheckTarget(
            baseURL: baseURL, apiKey: key,
            headers: Dictionary(headers.map { ($0.name, $0.value) }) { _, last in last },
            profile: try knownProfile(), transport: transport)
    }

    private func knownProfile() throws -> CompatibleProfile? {
        guard let profile else { return nil }
        guard let known = CompatibleProfile.known.first(where: { $0.dialect.provider == profile }) else {
            let names = CompatibleProfile.known.map(\.dialect.provider).joined(separator: ", ")
            throw ValidationError("There is no profile \"\(profile)\"; known are \(names).")
        }
        return known
    }

    func conversation(_ model: any LanguageModel) -> CheckConversation {
        CheckConversation(
            model: model, maximumOutputTokens: maxOutputTokens,
            countsTokens: !allOmissions.contains { $0.check == .counts })
    }

    private func checkHTTP(_ server: CheckedServer, _ report: inout CheckReport) async {
        let conversation = conversation(server.model(model))
        let whole = server.wholeAnswers?(model)
        await report.check(.turns, "HTTP: a conversation of \(turns) turns") {
            try await conversation.hold(turns: turns)
        }
        await report.check(.atOnce, "HTTP: three conversations at once") { try await conversation.holdAtOnce(3) }
        await report.check(.whole, "HTTP: a whole answer is as a streamed one") {
            guard let whole else { throw CheckFailure("there is no way to ask for a whole answer") }
            try await conversation.compare(with: whole)
        }
        await report.check(.usage, "HTTP: answers tell their tokens") { try await conversation.tellUsage(whole) }
        await report.check(.length, "HTTP: an answer is cut at the limit of tokens, and says so") {
            try await conversation.beCutShort()
        }
        await report.check(.tool, "HTTP: a tool is called, and its result answered") {
            try await conversation.callTool()
        }
        await report.check(.cancellation, "HTTP: answers that are left or cancelled disturb none that follows") {
            try await conversation.leaveEarly()
        }
        await checkMissingModel("HTTP", server.model, &report)
        await report.check(.wrongKey, "HTTP: a wrong key is an error of its kind, with the server's words") {
            let stranger = dialect.connect(try target(wrongKey ?? ""))
            try await self.conversation(stranger.model(model)).beRefused([.authentication, .permissionDenied])
        }
    }

    func checkMissingModel(
        _ transport: String, _ make: (String) -> any LanguageModel, _ report: inout CheckReport
    ) async {
        let conversation = conversation(make(missingModel ?? ""))
        await report.check(.missingModel, "\(transport): a missing model is an error with the server's words") {
            try await conversation.beRefused([.notFound, .invalidRequest, .permissionDenied])
        }
    }
}
