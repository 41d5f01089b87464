/// Finds the elements of a list that a model is writing, each when it is complete. A pure state machine: parts of a
/// response in, events out.
struct ElementRun<Element: Generable>: Sendable {
    typealias Event = ElementStream<Element>.Event

    private let judge = AnswerJudge(Element.jsonSchema)
    private let openers = [UInt8(ascii: "[")]
    private var run: StructuredRun<[Element]>
    private var reader: PartialJSONReader
    private var list = CompleteElements()
    /// How many were handed out.
    private var count = 0

    /// - Parameter model: Named in errors.
    init(_ request: ModelRequest, of model: ModelID, settings: StructuredSettings) {
        run = StructuredRun(request, of: model, settings: settings)
        reader = PartialJSONReader(openers: openers)
    }

    /// What to ask the model.
    var request: ModelRequest { run.request }

    /// A part of the response has come: appends the elements that are complete now, or the part itself.
    ///
    /// - Throws: ``LanguageModelError`` for an element that does not have the form of the type.
    mutating func received(_ part: StreamPart, into events: inout [Event]) throws {
        run.collect(part)
        switch part {
        case .textDelta(_, let text): reader.read(text, into: &list)
        case .textStart where reader.isBroken && count == 0:
            restart()
            events.append(.part(part))
        default:
            events.append(.part(part))
            return
        }
        for json in list.take() where !list.isIgnored {
            do {
                events.append(.element(try element(json)))
                count += 1
            } catch {
                guard count == 0 else { throw run.failure(error.problems) }
                // Nothing was handed out: the whole answer is judged at its end, and asked for again if it may be.
                list.isIgnored = true
            }
        }
    }

    /// The response is over: appends the elements that were not found before, and how it ended.
    ///
    /// - Returns: Whether the model is to be asked ``request`` next.
    mutating func ended(into events: inout [Event]) throws -> Bool {
        switch try run.ended(mayAskAgain: count == 0) {
        case .finished(let response):
            // A text that had to be repaired was not read to its end.
            events += response.value.dropFirst(count).map(Event.element)
            events.append(.finished(response))
            return false
        case .rejected(let answer):
            events.append(.rejected(answer))
            restart()
            return true
        }
    }

    /// The model has failed: its error, with what the attempts before have cost.
    func completed(_ error: any Error) -> any Error { run.completed(error) }

    private mutating func restart() {
        reader = PartialJSONReader(openers: openers)
        list = CompleteElements()
    }

    private func element(_ json: JSONValue) throws(InvalidElement) -> Element {
        let (json, violations) = judge.verdict(on: json)
        guard violations.isEmpty else {
            throw InvalidElement(problems: violations.map { "of element \(count), \($0)" })
        }
        do {
            return try json.decode(Element.self)
        } catch {
            throw InvalidElement(problems: ["of element \(count), \(DecodingProblem.describe(error))"])
        }
    }
}

/// An element that does not have the form of its type.
struct InvalidElement: Error {
    let problems: [String]
}

/// Builds the elements of a list one after another, and keeps those that are complete.
struct CompleteElements: PartialValue {
    private var current = JSONValue.null
    private var complete: [JSONValue] = []
    /// Whether elements are not looked at any more.
    var isIgnored = false

    init() {}

    /// The elements that were completed since the last call.
    mutating func take() -> [JSONValue] {
        guard !complete.isEmpty else { return [] }
        defer { complete = [] }
        return complete
    }

    mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        guard !isIgnored, case .index? = path.first else { return }
        current.apply(change, at: path.dropFirst())
        guard path.count == 1 else { return }
        switch change {
        case .ended, .scalar:
            complete.append(current)
            current = .null
        default: break
        }
    }
}
