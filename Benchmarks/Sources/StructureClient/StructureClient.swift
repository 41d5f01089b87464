import Dialect
import DialectWire
import Measuring

/// `text|typed|union|story|json|elements BYTES ROUNDS`: reads a canned response, a JSON value of so many bytes in deltas
/// of a few characters, so many times: as plain text; as snapshots of a structure, of an enumeration or of a structure
/// with one long text; as snapshots of a tree; or element by element.
///
/// There is no network: events go from memory to the parser of the Responses API.
@main
enum StructureClient {
    static func main() {
        let words = CommandLine.arguments
        guard words.count == 4, let size = Int(words[2]), let rounds = Int(words[3]) else {
            ThisProcess.fail("usage: StructureClient text|typed|union|story|json|elements BYTES ROUNDS")
        }
        let forms: [String: CannedAnswer.Form] = ["elements": .steps, "union": .document, "story": .story]
        let answer = CannedAnswer(bytes: size, forms[words[1]] ?? .plan)
        let model = CannedModel(answer: answer)
        let expected = answer.expected(words[1])
        ThisProcess.wait {
            for _ in 0..<rounds {
                let seen = try await read(words[1], model)
                guard seen == expected else { ThisProcess.fail("\(seen) came") }
            }
        }
        ThisProcess.report("bytes=\(answer.text.utf8.count) deltas=\(answer.deltaCount)")
    }

    /// - Returns: What tells that all of it came: bytes of text, steps, elements or snapshots.
    private static func read(_ mode: String, _ model: CannedModel) async throws -> Int {
        var seen = 0
        switch mode {
        case "text":
            for try await text in model.stream("Write.").text { seen += text.utf8.count }
        case "typed":
            for try await plan in model.stream(Plan.self, from: "Write.").snapshots { seen = plan.steps?.count ?? 0 }
        case "union":
            for try await document in model.stream(Document.self, from: "Write.").snapshots {
                if case .plan(_, let steps?) = document { seen = steps.count }
            }
        case "story":
            for try await story in model.stream(Story.self, from: "Write.").snapshots {
                seen = story.text?.utf8.count ?? 0
            }
        case "json":
            for try await plan in model.stream(LoosePlan.self, from: "Write.").snapshots {
                if case .object = plan { seen += 1 }
            }
        case "elements":
            for try await _ in model.stream(elements: Plan.Step.self, from: "Write.") { seen += 1 }
        default: ThisProcess.fail("unknown mode \(mode)")
        }
        return seen
    }
}
