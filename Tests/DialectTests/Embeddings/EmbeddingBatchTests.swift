import Dialect
import Testing

/// How a request of many calls is made and answered.
@Suite(.timeLimit(.minutes(5)))
struct EmbeddingBatchTests {
    /// Makes a vector of each text, which holds a number.
    private struct ToyModel: EmbeddingModel {
        let id = ModelID(provider: "toy", model: "vectors")
        var limits = EmbeddingLimits(maximumInputs: 2)
        var call: @Sendable (EmbeddingRequest) async throws -> Void = { _ in }

        func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
            try await call(request)
            let numbers = request.inputs.map { Float($0.text ?? "") ?? -1 }
            return EmbeddingResponse(
                vectors: numbers.map { [$0, $0 + 0.5] },
                usage: Usage(input: .init(total: numbers.count * 10), raw: ["calls": 1]),
                warnings: [ModelWarning(.unsupportedSetting, subject: "kind", message: "No kinds.")],
                metadata: ResponseMetadata(id: "of \(Int(numbers[0]))"))
        }
    }

    private static func texts(_ count: Int) -> [String] { (0..<count).map(String.init) }

    @Test func vectorsAreInTheOrderOfTheInputs() async throws {
        let response = try await ToyModel().embed(Self.texts(101))
        #expect(response.vectors == (0..<101).map { [Float($0), Float($0) + 0.5] })
        #expect(response.usage.input.total == 1010)
        #expect(response.usage.raw == nil)
        #expect(response.warnings.count == 1)
        #expect(response.metadata.id == "of 0")
    }

    @Test func whatFitsIntoOneCallIsOneCall() async throws {
        let calls = LockedValue(0)
        let model = ToyModel { _ in calls.withLock { $0 += 1 } }
        #expect(try await model.embed(Self.texts(2)).usage.raw == ["calls": 1])
        #expect(calls.withLock { $0 } == 1)
        #expect(try await model.embed([]).vectors.isEmpty)
        #expect(calls.withLock { $0 } == 1)
        #expect(try await model.embed("7") == [7, 7.5])
    }

    @Test func everythingElseGoesWithEveryCall() async throws {
        let seen = LockedValue<[EmbeddingRequest]>([])
        let model = ToyModel { request in seen.withLock { $0.append(request) } }
        var request = EmbeddingRequest(Self.texts(3), kind: .query, dimensions: 2)
        request.headers = ["X-Tenant": "a"]
        request.providerOptions[raw: "toy"] = ["a": 1]
        _ = try await model.embed(request)
        let requests = seen.withLock { $0 }
        #expect(requests.count == 2)
        for each in requests {
            #expect(each.kind == .query && each.dimensions == 2)
            #expect(each.headers == request.headers && each.providerOptions == request.providerOptions)
        }
    }

    /// Holds the first calls until so many are under way as may be.
    private actor Gate {
        private let width: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var isOpen = false
        private var count = 0
        private(set) var maximum = 0

        init(width: Int) { self.width = width }

        func enter() async {
            count += 1
            maximum = max(maximum, count)
            if count == width { isOpen = true }
            guard !isOpen else {
                for continuation in waiting { continuation.resume() }
                waiting = []
                return
            }
            await withCheckedContinuation { waiting.append($0) }
        }

        func leave() { count -= 1 }
    }

    @Test(arguments: [1, 3, 8])
    func callsAreMadeAtTheSameTimeButNotTooMany(_ width: Int) async throws {
        let gate = Gate(width: width)
        let model = ToyModel { _ in
            await gate.enter()
            await gate.leave()
        }
        let response = try await model.embed(EmbeddingRequest(Self.texts(40)), maximumParallelBatches: width)
        #expect(response.vectors.count == 40)
        #expect(await gate.maximum == width)
    }

    @Test func theFirstErrorNamesItsBatchAndEndsTheOthers() async throws {
        let cancelled = LockedValue(0)
        let model = ToyModel { request in
            if request.inputs[0] == "4" {
                throw LanguageModelError(.rateLimited, "Slow down.", usage: Usage(input: .init(total: 1)))
            }
            if request.inputs[0] == "0" { return }
            do {
                try await untilCancelled()
            } catch {
                cancelled.withLock { $0 += 1 }
                throw error
            }
        }
        let error = await #expect(throws: LanguageModelError.self) {
            try await model.embed(EmbeddingRequest(Self.texts(20)), maximumParallelBatches: 4)
        }
        #expect(error?.code == .rateLimited)
        #expect(error?.message == "Batch 3 of 10 (inputs 4 to 5) failed: Slow down.")
        #expect(error?.usage?.isPartial == true)
        #expect(cancelled.withLock { $0 } >= 2)
    }

    @Test func aCancelledTaskEndsAllCalls() async throws {
        let started = AsyncStream.makeStream(of: Void.self)
        let model = ToyModel { _ in
            started.continuation.yield()
            try await untilCancelled()
        }
        let task = Task { try await model.embed(Self.texts(10)) }
        for await _ in started.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func tooFewVectorsAreAnError() async throws {
        struct Forgetful: EmbeddingModel {
            let id = ModelID(provider: "toy", model: "forgetful")
            let limits = EmbeddingLimits()
            func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse {
                EmbeddingResponse(vectors: [[1]])
            }
        }
        let error = await #expect(throws: LanguageModelError.self) { try await Forgetful().embed(["a", "b"]) }
        #expect(error?.code == .protocolViolation)
        #expect(error?.model == "forgetful")
    }

    @Test func aRequestCanBeSaved() throws {
        var request = EmbeddingRequest(["a"], kind: .init("own"), dimensions: 3)
        request.inputs.append(.image(Media(.url("https://example.com/a.png"), mediaType: "image/png")))
        request.providerOptions[raw: "toy"] = ["a": 1]
        #expect(try JSONValue(encoding: request).decode(EmbeddingRequest.self) == request)
        let response = EmbeddingResponse(vectors: [[0.1, -2]], usage: Usage(input: .init(total: 1)))
        #expect(try JSONValue(encoding: response).decode(EmbeddingResponse.self) == response)
    }
}
