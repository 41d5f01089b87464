public import Dialect

/// One way in which a model's answer goes wrong.
public struct ModelFault: Sendable {
    enum Kind: Sendable {
        case fail(any Error & Sendable)
        case cutOff
        case stall
        case pause(Duration)
    }

    let kind: Kind
    let partCount: Int

    /// The answer fails after so many parts. A retry may help if the error says so.
    public static func failure(_ error: LanguageModelError, after partCount: Int = 0) -> ModelFault {
        ModelFault(kind: .fail(error), partCount: partCount)
    }

    /// The connection is lost after so many parts.
    public static func connectionLost(after partCount: Int = 0) -> ModelFault {
        failure(
            LanguageModelError(
                .connection, "The connection was lost, as the test wants it.",
                replaySafety: partCount == 0 ? .safe : .unsafe), after: partCount)
    }

    /// The stream ends after so many parts, without a finish and without an error, as no model of this library does.
    public static func cutOff(after partCount: Int) -> ModelFault { ModelFault(kind: .cutOff, partCount: partCount) }

    /// Nothing more comes after so many parts, until the task is cancelled.
    public static func stall(after partCount: Int = 0) -> ModelFault { ModelFault(kind: .stall, partCount: partCount) }

    /// The answer pauses after so many parts, by the clock of the model that is faulty.
    public static func pause(_ duration: Duration, after partCount: Int = 0) -> ModelFault {
        ModelFault(kind: .pause(duration), partCount: partCount)
    }
}
