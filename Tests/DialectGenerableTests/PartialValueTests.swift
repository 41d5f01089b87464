import DialectGenerable
import Testing

@Suite("A value that is being written")
struct PartialValueTests {
    @Test("has what was written of its properties, and nothing of the others")
    func structure() {
        var recipe = Recipe.PartiallyGenerated()
        recipe.apply(.beganObject, at: [])
        recipe.apply(.beganText, at: [.key("title")])
        recipe.apply(.appendedText("So"), at: [.key("title")])
        #expect(recipe.title == "So")
        recipe.apply(.appendedText("up"), at: [.key("title")])
        recipe.apply(.ended, at: [.key("title")])
        recipe.apply(.beganArray, at: [.key("ingredients")])
        recipe.apply(.beganObject, at: [.key("ingredients"), .index(0)])
        recipe.apply(.scalar(20), at: [.key("ingredients"), .index(0), .key("amount")])
        recipe.apply(.scalar(true), at: [.key("unknown")])
        #expect(recipe.title == "Soup")
        #expect(recipe.ingredients?.count == 1)
        #expect(recipe.ingredients?.first?.amount == 20)
        #expect(recipe.ingredients?.first?.name == nil)
        #expect(recipe.course == nil && recipe.servings == nil)
    }

    @Test("begins anew when an object comes again")
    func again() {
        var call = Call.PartiallyGenerated(written: ["name": "f", "arguments": []])
        call.apply(.beganObject, at: [])
        #expect(call.name == nil && call.arguments == nil)
    }

    @Test("is a case as soon as its name is whole")
    func choice() {
        var priority = Priority.PartiallyGenerated()
        priority.apply(.beganText, at: [])
        priority.apply(.appendedText("hi"), at: [])
        #expect(priority.value == nil)
        priority.apply(.appendedText("gh"), at: [])
        #expect(priority.value == nil, "it may become the highest")
        priority.apply(.ended, at: [])
        #expect(priority.value == .high)
        priority.apply(.beganText, at: [])
        #expect(priority.value == nil)
        #expect(Level.PartiallyGenerated(written: 10).value == .high)
        #expect(Level.PartiallyGenerated(written: 3).value == nil)
        #expect(Unit.PartiallyGenerated(written: "°C").value == .celsius)
    }

    @Test("with associated values is a case once the case is named")
    func union() {
        var shape = Shape.PartiallyGenerated()
        shape.apply(.beganObject, at: [])
        shape.apply(.beganText, at: [.key("type")])
        shape.apply(.appendedText("text"), at: [.key("type")])
        guard case .undetermined = shape else {
            Issue.record("the name may go on")
            return
        }
        shape.apply(.ended, at: [.key("type")])
        guard case .text(nil) = shape else {
            Issue.record("the case is named: \(shape)")
            return
        }
        shape.apply(.beganText, at: [.key("value")])
        shape.apply(.appendedText("hi"), at: [.key("value")])
        guard case .text("hi") = shape else {
            Issue.record("its value is written: \(shape)")
            return
        }
    }

    @Test("takes the values that come before the name of the case")
    func lateName() {
        guard
            case .box(width: 1, height: 3) = Shape.PartiallyGenerated(written: ["height": 3, "width": 1, "type": "box"])
        else {
            Issue.record("no box")
            return
        }
        guard case .nothing = Shape.PartiallyGenerated(written: ["type": "nothing"]) else {
            Issue.record("something")
            return
        }
        guard case .undetermined(let written) = Shape.PartiallyGenerated(written: ["radius": 2, "type": "hexagon"])
        else {
            Issue.record("there is no such case")
            return
        }
        #expect(written["radius"] == 2)
    }

    @Test("may contain itself")
    func recursion() {
        let comment = Comment.PartiallyGenerated(written: ["text": "a", "replies": [["text": "b"]]])
        #expect(comment.replies?.first?.text == "b")
        let sum = Expression.PartiallyGenerated(
            written: ["type": "sum", "left": ["type": "number", "value": 1], "right": ["type": "call"]])
        guard case .sum(left: .number(1)?, right: .call(nil)?) = sum else {
            Issue.record("\(sum)")
            return
        }
    }
}
