import Dialect
import Testing

/// How inputs are divided into calls.
struct EmbeddingLimitsTests {
    @Test(
        arguments: [
            (nil, nil, [], []),
            (nil, nil, [3, 3, 3], [0..<3]),
            (2, nil, [1, 1, 1, 1, 1], [0..<2, 2..<4, 4..<5]),
            (1, nil, [1, 1], [0..<1, 1..<2]),
            (0, nil, [1, 1], [0..<1, 1..<2]),
            (nil, 10, [4, 6, 1], [0..<2, 2..<3]),
            (nil, 10, [5, 20, 5, 5], [0..<1, 1..<2, 2..<4]),
            (nil, 10, [20], [0..<1]),
            (3, 10, [1, 1, 1, 9, 1, 1], [0..<3, 3..<5, 5..<6]),
        ] as [(Int?, Int?, [Int], [Range<Int>])])
    func inputsAreDivided(_ inputs: Int?, _ tokens: Int?, _ sizes: [Int], _ batches: [Range<Int>]) {
        let limits = EmbeddingLimits(maximumInputs: inputs, maximumTokens: tokens)
        let texts = sizes.map { EmbeddingInput(String(repeating: "x", count: $0)) }
        #expect(limits.batches(of: texts) == batches)
    }

    @Test func imagesThatStandAloneAreDividedFromTexts() {
        let image = EmbeddingInput.image(Media(.url("data:image/png;base64,AQID"), mediaType: "image/png"))
        let inputs: [EmbeddingInput] = ["a", image, image, image, "b", "c"]
        #expect(EmbeddingLimits(maximumImages: 2).batches(of: inputs) == [0..<1, 1..<3, 3..<4, 4..<6])
        #expect(EmbeddingLimits().batches(of: inputs) == [0..<6])
    }

    @Test func textIsMeasuredInUTF8() {
        let limits = EmbeddingLimits(maximumTokens: 8)
        #expect(limits.batches(of: ["öö", "öö", "öö"]) == [0..<2, 2..<3])
    }

    @Test func everyInputIsInExactlyOneBatch() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let texts = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                EmbeddingInput(String(repeating: "x", count: Int.random(in: 0...30, using: &random)))
            }
            let limits = EmbeddingLimits(
                maximumInputs: Int.random(in: 1...7, using: &random),
                maximumTokens: Int.random(in: 1...60, using: &random))
            let batches = limits.batches(of: texts)
            #expect(batches.flatMap { Array($0) } == Array(texts.indices))
            #expect(batches.allSatisfy { !$0.isEmpty && $0.count <= limits.maximumInputs ?? .max })
        }
    }
}
