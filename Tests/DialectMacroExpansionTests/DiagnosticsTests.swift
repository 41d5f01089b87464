import SwiftDiagnostics
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("What a model cannot write")
struct DiagnosticsTests {
    @Test("A class is refused, and made a structure")
    func classes() {
        expectFault(
            in: "@Generable\nfinal class City {\n    var name: String\n}",
            "@Generable is for structures and enumerations: a model writes values", line: 2, column: 7,
            fixIt: "make it a structure", fixed: "@Generable\nstruct City {\n    var name: String\n}")
        expectFault(
            in: "@Generable\npublic final class City {\n}",
            "@Generable is for structures and enumerations: a model writes values", line: 2, column: 14,
            fixIt: "make it a structure", fixed: "@Generable\npublic struct City {\n}")
        expectFault(
            in: "@Generable\nactor City {\n}", "@Generable is for structures and enumerations", line: 2, column: 1)
    }

    @Test("A property whose type is not written is refused")
    func annotation() {
        expectFault(
            in: "@Generable\nstruct City {\n    var name = makeName()\n}",
            "a macro cannot see the type of this property unless it is written", line: 3, column: 9,
            fixIt: "write its type", fixed: "@Generable\nstruct City {\n    var name: <#Type#> = makeName()\n}")
    }

    @Test(
        "A type without a form in JSON is refused, and another proposed",
        arguments: [
            ("Set<Int>", "JSON has no sets; a model writes an array", "[Int]"),
            ("[Int: String]", "the keys of a JSON object are texts, not Int", "[String: String]"),
            (
                "String??", "JSON cannot tell one absence from another: an optional of an optional cannot be written",
                "String?"
            ),
            ("String!", "a model may leave it out, so that it must be a plain optional", "String?"),
            ("Any", "a model writes values of a known type, or any JSON", "JSONValue"),
            ("Character", "JSON has texts, not characters", "String"),
            ("Foundation.Data", "a model cannot write bytes", "String"),
            (
                "Foundation.URL",
                "a URL is a text in JSON: use String with @Guide(.format(\"uri\")), and read it where it is used",
                "String"
            ),
            (
                "UUID",
                "a UUID is a text in JSON: use String with @Guide(.format(\"uuid\")), and read it where it is used",
                "String"
            ),
            ("Decimal", "a model writes a Double, or an exact number as a text", "Double"),
            ("(Int, Int)", "a tuple has no form in JSON; use a @Generable structure", nil),
            (
                "any P", "a model writes values of a known type; use a @Generable enumeration with a case for each",
                nil
            ),
            ("() -> Void", "a value of this type has no form in JSON", nil),
        ])
    func types(_ type: String, _ message: String, _ replacement: String?) {
        expectFault(
            in: "@Generable\nstruct City {\n    var name: \(type)\n}", message, line: 3, column: 15,
            fixIt: replacement.map { "use \($0)" },
            fixed: replacement.map { "@Generable\nstruct City {\n    var name: \($0)\n}" })
    }

    @Test("A fault within a type is found there")
    func innerType() {
        expectFault(
            in: "@Generable\nstruct City {\n    var days: [String: [Date]]\n}",
            "a date is a text in JSON: use String with @Guide(.format(\"date-time\")), and read it where it is used",
            line: 3, column: 25, fixIt: "use String",
            fixed: "@Generable\nstruct City {\n    var days: [String: [String]]\n}")
    }

    @Test("A generic parameter must be Generable")
    func generics() {
        expectFault(
            in: "@Generable\nstruct Page<Item: Sendable> {\n    var items: [Item]\n}",
            "a model can write Item only if it is Generable", line: 2, column: 13,
            fixIt: "require Item to be Generable",
            fixed: "@Generable\nstruct Page<Item: Sendable & Generable> {\n    var items: [Item]\n}")
        expectFault(
            in: "@Generable\nenum Page<Item> {\n    case items([Item])\n}",
            "a model can write Item only if it is Generable", line: 2, column: 11,
            fixIt: "require Item to be Generable",
            fixed: "@Generable\nenum Page<Item: Generable> {\n    case items([Item])\n}")
    }

    @Test("An enumeration without cases, or with clashing names, is refused")
    func enumerations() {
        expectFault(
            in: "@Generable\nenum City {\n}", "an enumeration without cases has no values to write", line: 2, column: 6)
        expectFault(
            in: "@Generable\nenum Event {\n    case began(type: String)\n}",
            "the property type names the case, so that no value can be called so", line: 3, column: 10,
            fixIt: "name the case in kind",
            fixed: "@Generable(discriminator: \"kind\")\nenum Event {\n    case began(type: String)\n}")
        expectFault(
            in: "@Generable\nenum Event {\n    case began(a: Int, a: Int)\n}",
            "two values are called a in JSON; give them other labels", line: 3, column: 10)
        expectFault(
            in: "@Generable(discriminator: name)\nenum Event {\n    case began(at: Int)\n}",
            "the name of a property is needed here, as a literal", line: 1, column: 27, fixIt: "use \"type\"",
            fixed: "@Generable(discriminator: \"type\")\nenum Event {\n    case began(at: Int)\n}")
    }

    @Test("Properties that only some builds have are refused")
    func conditions() {
        expectFault(
            in: "@Generable\nstruct City {\n    #if os(Linux)\n    var name: String\n    #endif\n}",
            "a macro cannot see whether there is a property inside of #if", line: 4, column: 5)
    }

    @Test(
        "A guide for another kind of value is refused, and the one that is meant proposed",
        arguments: [
            ("String", "count(1...3)", "count is for an array, and this is String", "length(1...3)", "length"),
            (
                "[String]", "maximumLength(3)", "maximumLength is for a text, and this is [String]", "maximumCount(3)",
                "maximumCount"
            ),
            ("Bool", "minimum(1)", "minimum is for a number, and this is Bool", nil, nil),
            ("Double", "anyOf([1.5])", "anyOf is for a text or a whole number, and this is Double", nil, nil),
            ("[Int?]", "element(.minimum(1))", "no guide is for elements that may be null", nil, nil),
            ("String", "count(3)", "count is for an array, and this is String", nil, nil),
        ])
    func guides(_ type: String, _ guide: String, _ message: String, _ better: String?, _ name: String?) {
        expectFault(
            in: "@Generable\nstruct City {\n    @Guide(.\(guide))\n    var name: \(type)\n}".unindentedGuide,
            message, line: 3, column: 8, fixIt: name.map { "use \($0)" },
            fixed: better.map { "@Generable\nstruct City {\n@Guide(.\($0))\n    var name: \(type)\n}" })
    }

    @Test("A guide that nothing obeys is refused")
    func impossibleGuides() {
        expectFault(
            in: "@Generable\nstruct City {\n@Guide(.pattern(\"(\"))\n    var name: String\n}",
            "this is no regular expression", line: 3, column: 17)
        expectFault(
            in: "@Generable\nstruct City {\n@Guide(.anyOf([]))\n    var name: String\n}", "no value is allowed",
            line: 3,
            column: 15)
        expectFault(
            in: "@Generable\nstruct City {\n@Guide(.range(5...1))\n    var people: Int\n}",
            "no value is at least 5 and at most 1", line: 3, column: 15, fixIt: "use 1...5",
            fixed: "@Generable\nstruct City {\n@Guide(.range(1...5))\n    var people: Int\n}")
    }

    @Test("A guide where no model writes is pointed out")
    func misplacedGuides() {
        expectExpansion(
            of: "struct City {\n    @Guide(description: \"x\") var name: String\n}",
            "struct City {\n    var name: String\n}",
            diagnostics: [
                DiagnosticSpec(
                    message: "@Guide tells a model nothing here: its type is not @Generable", line: 2, column: 5,
                    severity: .warning)
            ])
    }
}

extension String {
    /// Without the indentation of an attribute, which stays behind when the attribute is taken away.
    fileprivate var unindentedGuide: String { replacing("    @Guide", with: "@Guide") }
}
