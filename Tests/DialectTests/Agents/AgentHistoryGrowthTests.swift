import Dialect
import Testing

/// A step adds to the history and copies none of it, however long it is.
struct AgentHistoryGrowthTests {
    private static let steps = 200

    /// A model that calls a tool in every step, and notes where the history lies in memory.
    private struct WatchingModel: LanguageModel {
        let id = ModelID(provider: "test", model: "watching")
        let places = LockedValue<[Int]>([])

        func stream(_ request: ModelRequest) -> ResponseStream {
            let place = request.messages.place
            let step = places.withLock { places in
                places.append(place)
                return places.count
            }
            let end: StreamPart = .finish(.stop, tokens(1, 1), ResponseMetadata())
            guard step < AgentHistoryGrowthTests.steps else {
                return ResponseStream([.textStart(id: "0"), .textDelta(id: "0", text: "Well."), .textEnd(id: "0"), end])
            }
            return ResponseStream([.toolCall(call("look", id: "\(step)")), end])
        }
    }

    /// How often a list was elsewhere than before.
    private func moves(_ places: [Int]) -> Int { zip(places, places.dropFirst()).count { $0 != $1 } }

    @Test(arguments: [true, false], [nil, "Be brief."])
    func theHistoryStaysWhereItIs(_ streams: Bool, _ instructions: String?) async throws {
        let model = WatchingModel()
        let places = LockedValue<[Int]>([])
        let look = AnyTool.any("look") { _, context in
            places.withLock { $0.append(context.history.place) }
            return "done"
        }
        let agent = Agent(
            model: model, instructions: instructions, tools: [look], limits: AgentLimits(steps: Self.steps))
        let result = streams ? try await agent.stream("Go").collect() : try await agent.run("Go")
        #expect(result.messages.count == 2 * Self.steps)
        #expect(faults(in: result.messages).isEmpty)
        // A list moves when it outgrows its memory, which doubles each time.
        let told = model.places.withLock { $0 }
        #expect(told.count == Self.steps && moves(told) < 20, "\(moves(told)) moves of what the model is told")
        let known = places.withLock { $0 }
        #expect(known.count == Self.steps - 1 && moves(known) < 20, "\(moves(known)) moves of what tools know")
    }

    /// What is kept from step to step is the run's own history, and nothing that a hook made of it.
    @Test func aHistoryThatAStepHasForItselfIsNotSentAgain() async throws {
        let model = TestModel(.calls(call("look", id: "1")), .calls(call("look", id: "2")), .text("Well."))
        var agent = Agent(model: model, instructions: "Be brief.", tools: [AnyTool.any("look")])
        agent.prepareStep = { plan in
            if plan.index == 1 { plan.messages = [.user("Only this.")] }
            if plan.index == 2 { plan.instructions = "Be kind." }
        }
        let result = try await agent.run("Go")
        #expect(model.requests[0].messages == [.system("Be brief."), .user("Go")])
        #expect(model.requests[1].messages == [.system("Be brief."), .user("Only this.")])
        #expect(model.requests[2].messages == [.system("Be kind.")] + result.messages.dropLast())
    }
}

extension [Message] {
    fileprivate var place: Int { withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) } }
}
