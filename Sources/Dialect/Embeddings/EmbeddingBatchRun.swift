/// Makes the calls for the batches of a request, a few at the same time, and puts their answers in order.
struct EmbeddingBatchRun {
    let batches: [Range<Int>]
    /// The most calls at the same time.
    let width: Int

    func collect(
        _ call: @escaping @Sendable (Range<Int>) async throws -> EmbeddingResponse
    ) async throws -> EmbeddingResponse {
        var answers = [EmbeddingResponse?](repeating: nil, count: batches.count)
        try await withThrowingTaskGroup(of: (Int, Result<EmbeddingResponse, any Error>).self) { group in
            var next = 0
            func start() {
                let index = next
                let range = batches[index]
                next += 1
                group.addTask {
                    do {
                        return (index, .success(try await call(range)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            while next < min(width, batches.count) { start() }
            // A group that is left by an error cancels what is still under way, and waits for it.
            while let (index, answer) = try await group.next() {
                switch answer {
                case .success(let response): answers[index] = response
                case .failure(let error): throw named(error, index, spent: answers)
                }
                try Task.checkCancellation()
                if next < batches.count { start() }
            }
        }
        var all = answers.compactMap(\.self)
        var response = all.removeFirst()
        for answer in all { response.append(answer) }
        return response
    }

    /// Says which batch failed, and what the others cost.
    private func named(_ error: any Error, _ index: Int, spent answers: [EmbeddingResponse?]) -> any Error {
        guard var error = error as? LanguageModelError else { return error }
        let range = batches[index]
        error.message =
            "Batch \(index + 1) of \(batches.count) (inputs \(range.lowerBound) to \(range.upperBound - 1)) failed: "
            + error.message
        var usage = answers.compactMap { $0?.usage }.reduce(error.usage) { sum, one in sum.map { $0 + one } ?? one }
        usage?.isPartial = true
        error.usage = usage
        return error
    }
}
