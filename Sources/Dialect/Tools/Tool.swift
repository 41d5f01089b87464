/// A function of the app that a model may call.
///
/// ```swift
/// struct Weather: Tool {
///     struct Arguments: Generable { … }
///     let name = "weather"
///     let description = "The weather in a city, now."
///
///     func call(arguments: Arguments, context: ToolContext) async throws -> String {
///         try await service.weather(in: arguments.city)
///     }
/// }
/// ```
///
/// What a call throws goes back to the model as an error, so that it can try otherwise; see ``ToolSettings/failure``.
///
/// Arguments are an object. A call whose arguments are larger than 16 MB, or have so many values that a million steps do
/// not check them, is not run: the model is told so.
public protocol Tool<Arguments, Output>: ToolSet.Element {
    /// What the model writes.
    associatedtype Arguments: Generable
    /// What the model gets: text, JSON, media.
    associatedtype Output: ToolOutputConvertible

    /// Letters, digits, `_` and `-`; unique among the tools of a request.
    var name: String { get }
    /// What it does and when to call it; the model reads this.
    var description: String { get }
    /// How it is declared and run.
    var settings: ToolSettings { get }

    /// Does it. Cancelled when the run is, or when its time is over.
    func call(arguments: Arguments, context: ToolContext) async throws -> Output
}

extension Tool {
    /// The defaults.
    public var settings: ToolSettings { ToolSettings() }
}

/// A tool made of a closure.
///
/// ```swift
/// let weather = ClosureTool("weather", description: "The weather in a city, now.") { (place: Place) in
///     try await service.weather(in: place.city)
/// }
/// ```
public struct ClosureTool<Arguments: Generable, Output: ToolOutputConvertible>: Tool {
    /// Unique among the tools of a request.
    public let name: String
    /// What it does and when to call it; the model reads this.
    public let description: String
    /// How it is declared and run.
    public let settings: ToolSettings
    private let body: @Sendable (Arguments, ToolContext) async throws -> Output

    /// A tool that needs to know nothing of the run.
    public init(
        _ name: String, description: String, settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable (Arguments) async throws -> Output
    ) {
        self.init(name, description: description, settings: settings) { arguments, _ in try await body(arguments) }
    }

    /// A tool that wants to know of the run that calls it.
    public init(
        _ name: String, description: String, settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable (Arguments, ToolContext) async throws -> Output
    ) {
        self.name = name
        self.description = description
        self.settings = settings
        self.body = body
    }

    /// Calls the closure.
    public func call(arguments: Arguments, context: ToolContext) async throws -> Output {
        try await body(arguments, context)
    }
}
