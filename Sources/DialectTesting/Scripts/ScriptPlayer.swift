import Dialect

/// Plays a program into parts. Its events carry nothing: each is the sign to play the next batch.
struct ScriptPlayer: EventParser {
    private let batches: [ScriptProgram.Batch]
    private let model: String
    private var position = 0
    private var block: PartAssembler.Block?

    init(_ program: ScriptProgram, model: String) {
        batches = program.batches
        self.model = model
    }

    var usageSoFar: Usage? { nil }

    mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        let batch = batches[position]
        // A turn that opens with an error never begins, as a request that is refused.
        let isRefusal = if position == 0, case .fail = batch.actions.first { true } else { false }
        if !isRefusal { parts.start(ResponseMetadata(model: model)) }
        position += 1
        for action in batch.actions { try play(action, into: &parts) }
    }

    private mutating func play(_ action: ScriptProgram.Action, into parts: inout PartAssembler) throws {
        switch action {
        case .openText: block = parts.openText()
        case .openReasoning: block = parts.openReasoning()
        case .openCall(let id, let name): block = parts.openToolInput(id: id, name: name)
        case .delta(let text):
            if let block { parts.append(text, to: block) }
        case .close(let metadata):
            if let block { parts.close(block, metadata: metadata) }
            block = nil
        case .call(let call): parts.add(call)
        case .source(let source): parts.add(source)
        case .fail(let error): throw error
        case .finish(let reason, let usage):
            parts.finish(reason, usage: usage, metadata: ResponseMetadata(model: model))
        }
    }
}

/// Gives the sign for each batch when its time has come.
final class ScriptEvents: EventSource {
    let metadata = ResponseMetadata()
    private let delays: [Duration]
    private var position = 0
    private let clock: any Clock<Duration>

    init(_ program: ScriptProgram, clock: any Clock<Duration>) {
        delays = program.batches.map(\.delay)
        self.clock = clock
    }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        let delay = delays[position]
        position += 1
        if delay > .zero { try await clock.sleep(for: delay) }
        receive(UnsafeRawBufferPointer(start: nil, count: 0))
        return position < delays.count
    }

    func complete() {}
}
