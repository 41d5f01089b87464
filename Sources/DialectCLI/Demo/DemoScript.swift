import Dialect
import DialectSimulator

/// The conversation of the demo: what the user asks, what the tools answer, and what the simulated model says.
enum DemoScript {
    static let instructions = """
        You plan short trips. Look things up with the tools before you recommend anything, compare what you find, and \
        answer in two or three sentences that name places, times and temperatures.
        """

    static let questions = [
        "I have a free weekend. Ghent or Lille: where is the weather better?",
        "Good. Is there a train on Saturday morning, and what does it cost?",
        "And something to see if it rains after all?",
    ]

    static let tools: [ToolDeclaration] = [
        tool("forecast", "The weather of the coming weekend in a city, hour by hour.", ["city"]),
        tool("trains", "Trains from Brussels to a city on a day.", ["city", "day"]),
        tool("museums", "Museums of a city, with their opening hours.", ["city"]),
    ]

    private static func tool(_ name: String, _ description: String, _ parameters: [String]) -> ToolDeclaration {
        var properties = JSONObject()
        for parameter in parameters { properties[parameter] = ["type": "string"] }
        return .function(
            FunctionTool(
                name: name, description: description,
                inputSchema: [
                    "type": "object", "properties": .object(properties),
                    "required": .array(parameters.map(JSONValue.string)), "additionalProperties": false,
                ], strict: true))
    }

    /// What is asked in several lanes: a question, two that go on from it at once, and two more.
    static let laneQuestions = [
        "Where do I eat in Ghent?", "And if I want to sit outside?", "And if I have only half an hour?",
        "Do I need to book?", "Thank you!",
    ]

    // MARK: The tools

    static func output(of tool: String, _ arguments: JSONValue) -> JSONValue? {
        guard let city = arguments["city"]?.stringValue else { return nil }
        switch tool {
        case "forecast": return forecast(city)
        case "trains": return trains(to: city)
        case "museums": return museums(city)
        default: return nil
        }
    }

    private static func forecast(_ city: String) -> JSONValue {
        let warmth = city == "Ghent" ? 21 : 16
        let hours = (0..<48).map { hour -> JSONValue in
            let daily = [0, 1, 3, 5, 6, 5, 3, 1][hour % 24 / 3]
            return [
                "day": hour < 24 ? "Saturday" : "Sunday", "hour": .integer(hour % 24),
                "celsius": .integer(warmth - 6 + daily), "rain_probability": .integer(city == "Ghent" ? 10 : 60),
            ]
        }
        return ["city": .string(city), "hours": .array(hours)]
    }

    private static func trains(to city: String) -> JSONValue {
        let departures = (0..<12).map { index -> JSONValue in
            [
                "departure": .string("\(7 + index / 2):\(index.isMultiple(of: 2) ? "04" : "34")"),
                "minutes": 33, "platform": .integer(3 + index % 4), "euro": 10,
            ]
        }
        return ["from": "Brussels", "to": .string(city), "day": "Saturday", "departures": .array(departures)]
    }

    private static func museums(_ city: String) -> JSONValue {
        let names = ["Museum of Fine Arts", "Design Museum", "Museum of Industry", "City Museum", "World of Kina"]
        return [
            "city": .string(city),
            "museums": .array(
                names.map { ["name": .string($0), "opens": "10:00", "closes": "18:00", "closed": "Monday"] }),
        ]
    }

    // MARK: The model

    /// Answers from the conversation itself, so that it does not matter how a request reached it.
    static func model(delay: Duration?) -> ScriptedModel {
        ScriptedModel(id: ModelID(provider: "simulator", model: "weekend"), delay: delay) { request in
            let questionsAsked = request.messages.count { $0.role == .user }
            let hasResults = request.messages.last?.role == .tool
            return try turn(question: questionsAsked, hasResults: hasResults)
        }
    }

    private static func turn(question: Int, hasResults: Bool) throws -> ScriptedTurn {
        switch (question, hasResults) {
        case (1, false):
            [
                .reasoning("Two cities to compare: I need both forecasts."),
                .toolCall("forecast", arguments: #"{"city":"Ghent"}"#),
                .toolCall("forecast", arguments: #"{"city":"Lille"}"#),
            ]
        case (1, true):
            """
            Ghent, clearly: up to 21 °C in the afternoon with hardly a chance of rain, while Lille stays at 16 °C \
            and will probably be wet.
            """
        case (2, false): [.toolCall("trains", arguments: #"{"city":"Ghent","day":"Saturday"}"#)]
        case (2, true): "Two an hour from Brussels. Take the one at 9:04: you are there at 9:37, for 10 euros."
        case (3, false): [.toolCall("museums", arguments: #"{"city":"Ghent"}"#)]
        case (3, true): "The Design Museum, open from 10:00 to 18:00, and a few minutes from the castle."
        default: throw LanguageModelError(.misuse, "The demo's script has no answer to question \(question).")
        }
    }

    /// Answers the questions that are asked in several lanes.
    static func laneModel(delay: Duration?) -> ScriptedModel {
        let answers: [ScriptedTurn] = [
            "Around the Patershol, the old quarter behind the castle: forty kitchens in ten small streets.",
            "Then by the water at the Graslei; the evening sun stays there longest.",
            "Then a cone of fries at the Friday Market, standing, as everybody does.",
            "On a Saturday, yes; a day ahead is enough.", "Have a good weekend!",
        ]
        return ScriptedModel(id: ModelID(provider: "simulator", model: "weekend"), delay: delay) { request in
            let question = request.messages.last?.text ?? ""
            guard let index = laneQuestions.firstIndex(of: question) else {
                throw LanguageModelError(.misuse, "The demo's script has no answer to this question: \(question)")
            }
            return answers[index]
        }
    }
}
