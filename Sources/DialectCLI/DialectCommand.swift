import ArgumentParser

/// The command-line tool.
@main
struct DialectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialect",
        abstract: "Talk to language models, or watch how it is done.",
        subcommands: [DemoCommand.self, ChatCommand.self, SimulateCommand.self, CheckCommand.self])
}
