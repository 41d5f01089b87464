/// What there is of a value while a model is writing it.
///
/// A value is built up in place by edits, so that showing it after every piece of a stream costs no more than the piece.
/// `@Generable` makes a conforming type with optional properties; ``JSONValue`` serves types without one.
public protocol PartialValue: Sendable {
    /// A value of which nothing was written yet.
    init()

    /// Takes what was written next.
    ///
    /// What does not fit the type changes nothing: whether the whole is right shows at its end.
    ///
    /// - Parameter path: Where within this value; empty for the value itself.
    mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>)
}

/// One step into a JSON value.
public enum PartialStep: Hashable, Sendable {
    case key(String)
    case index(Int)
}

/// What a piece of JSON adds to a value that is being written.
public enum PartialChange: Hashable, Sendable {
    case beganObject
    case beganArray
    /// A text begins; it may stay empty.
    case beganText
    /// More of a text, never empty and never half a character of Unicode.
    case appendedText(String)
    /// A whole number, true, false or null.
    case scalar(JSONValue)
    /// The text, object or array is whole. A value that cannot be shown half, such as a case of an enumeration, is made
    /// now.
    case ended
}
