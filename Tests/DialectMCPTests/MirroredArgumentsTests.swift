import Dialect
import Testing

@testable import DialectMCP

/// The rules of MCP 2026-07-28, "Streamable HTTP", Custom Headers from Tool Parameters.
@Suite struct MirroredArgumentsTests {
    private static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "region": ["type": "string", "x-mcp-header": "Region"],
            "options": ["type": "object", "properties": ["dry": ["type": "boolean", "x-mcp-header": "Dry"]]],
            "count": ["type": "integer", "x-mcp-header": "Count"],
            "query": ["type": "string"],
        ],
    ]

    @Test func argumentsAreFoundAtTheirPlaces() throws {
        let mirrored = try #require(MirroredArguments(Self.schema))
        #expect(
            mirrored.values(of: ["region": "west", "options": ["dry": true], "count": -7, "query": "x"])
                == ["Region": "west", "Dry": "true", "Count": "-7"])
        #expect(mirrored.values(of: ["region": nil, "options": [:]]) == [:])
        #expect(mirrored.values(of: ["count": 9_007_199_254_740_993]) == [:])
        #expect(mirrored.values(of: ["count": .integer(.min)]) == [:])
        #expect(mirrored.values(of: ["count": .integer(.max)]) == [:])
    }

    @Test(
        arguments: [
            ["properties": ["a": ["type": "string", "x-mcp-header": ""]]],
            ["properties": ["a": ["type": "string", "x-mcp-header": "a b"]]],
            ["properties": ["a": ["type": "string", "x-mcp-header": "a\r\nEvil: 1"]]],
            ["properties": ["a": ["type": "number", "x-mcp-header": "A"]]],
            ["properties": ["a": ["type": "string", "x-mcp-header": 3]]],
            [
                "properties": [
                    "a": ["type": "string", "x-mcp-header": "A"], "b": ["type": "string", "x-mcp-header": "a"],
                ]
            ],
            ["properties": ["a": ["type": "array", "items": ["type": "string", "x-mcp-header": "A"]]]],
            ["anyOf": [["properties": ["a": ["type": "string", "x-mcp-header": "A"]]]]],
        ] as [JSONValue]) func aSchemaThatBreaksTheRulesIsRefused(schema: JSONValue)
    {
        #expect(MirroredArguments(schema) == nil)
    }

    @Test(arguments: [
        ("us-west1", "us-west1"), ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
        (" padded ", "=?base64?IHBhZGRlZCA=?="), ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
        ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="), ("", ""),
    ]) func valuesAreEncodedAsTheSpecificationShows(value: String, header: String) {
        #expect(HTTPHeaderSet.encoded(value) == header)
    }
}
