import Dialect
import Testing

/// An object keeps the order of its members, but order has no meaning.
struct JSONObjectTests {
    @Test func orderIsKeptThroughChanges() {
        var object: JSONObject = ["z": 1, "a": 2, "m": 3]
        object["a"] = 20
        object["b"] = 4
        #expect(object.keys == ["z", "a", "m", "b"])
        object["z"] = nil
        object["missing"] = nil
        #expect(JSONValue.object(object).jsonText == #"{"a":20,"m":3,"b":4}"#)
    }

    @Test func equalityAndHashIgnoreOrder() {
        let left: JSONObject = ["a": 1, "b": [1, 2]]
        let right: JSONObject = ["b": [1, 2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(Set([JSONValue.object(left), .object(right)]).count == 1)
        #expect(left != ["a": 1, "b": [2, 1]])
        #expect(left != ["a": 1])
        #expect(left != ["a": 1, "c": [1, 2]])
        #expect(
            JSONValue.object(left).jsonBytes(sortedKeys: true) == JSONValue.object(right).jsonBytes(sortedKeys: true))
    }

    @Test func theLastOfEqualKeysWins() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#).jsonText == #"{"a":3,"b":2}"#)
    }

    /// Beyond a dozen members another way of finding them takes over; removal must carry it along.
    @Test(arguments: [11, 12, 13, 14, 40, 5000])
    func objectsOfEverySizeFindTheirMembers(_ count: Int) throws {
        var object = JSONObject()
        for index in 0..<count { object["key\(index)"] = .integer(index) }
        #expect(object.count == count)
        for index in 0..<count { #expect(object["key\(index)"] == .integer(index)) }
        #expect(object["key\(count)"] == nil)

        let text = JSONValue.object(object).jsonText
        #expect(try JSONValue(parsing: text).objectValue?.keys == object.keys)

        for index in [0, count / 2, count - 1] { object["key\(index)"] = nil }
        object["last"] = true
        #expect(object.count == count - 2)
        for index in 0..<count {
            let isRemoved = [0, count / 2, count - 1].contains(index)
            #expect(object["key\(index)"] == (isRemoved ? nil : .integer(index)))
        }
        #expect(object["last"] == true)
        #expect(object.keys.last == "last")
    }

    @Test func valuesAreReachedByPath() {
        var value: JSONValue = ["list": [["name": "a"], ["name": "b"]]]
        #expect(value["list"]?[1]?["name"]?.stringValue == "b")
        #expect(value["list"]?[2] == nil)
        #expect(value["list"]?["name"] == nil)
        #expect(value[0] == nil)
        value["list"]?["x"] = 1
        #expect(value == ["list": ["x": 1]])
    }
}
