import Testing

@testable import DialectCLI

@Suite("The calculator")
struct CalculatorTests {
    @Test(
        "knows arithmetic",
        arguments: [
            ("1", "1"), ("1+2*3", "7"), ("(1+2)*3", "9"), ("10 / 4", "2.5"), ("7 % 4", "3"), ("-7 % 4", "-3"),
            ("2^10", "1024"), ("2**10", "1024"), ("2^3^2", "512"), ("-2^2", "-4"), ("2^-1", "0.5"), ("--3", "3"),
            ("0.1+0.2", "0.3"), ("1e3 + .5", "1000.5"), ("2E-2", "0.02"), ("sqrt(16)", "4"), ("abs(-3) * 2", "6"),
            ("round(2.5)", "3"), ("floor(-1.5)", "-2"), ("sin(pi/2)", "1"), ("ln(e)", "1"), ("log10(1000)", "3"),
            ("1/3", "0.333333333333333"), ("2^53 - 1", "9007199254740991"), ("2^60", "1.15292150460685e+18"),
            ("  1 \t+ 1 ", "2"), ("0 * -1", "0"), ("12345678 * 87654321", "1082152022374638"),
        ])
    func values(_ expression: String, _ text: String) throws {
        #expect(Calculator.text(of: try Calculator.value(of: expression)) == text)
    }

    @Test(
        "refuses what has no value, and says why",
        arguments: [
            ("", "ends"), ("1+", "ends"), ("1 1", "position 3"), ("(1", "parenthesis"), ("1)", "position 2"),
            ("1/0", "zero"), ("1%0", "zero"), ("sqrt(-1)", "real"), ("ln(0)", "real"), ("10^400", "large"),
            ("1e308*10", "large"), ("foo(1)", "foo"), ("sqrt 4", "parentheses"), ("exit()", "exit"),
            ("2,5", "position 2"),
            ("1;2", "position 2"), ("π", "position 1"), (".", "number"), ("1e", "position 2"),
        ])
    func refusals(_ expression: String, _ reason: String) {
        #expect {
            try Calculator.value(of: expression)
        } throws: {
            "\($0)".contains(reason)
        }
    }

    @Test("is not exhausted", arguments: ["(", "-", "sqrt(", "2^", "1+"])
    func depth(_ piece: String) {
        let text = String(repeating: piece, count: 900 / piece.utf8.count) + "1"
        if piece == "1+" {
            #expect((try? Calculator.value(of: text)) == 451)
        } else {
            #expect(throws: Calculator.Problem.self) { try Calculator.value(of: text) }
        }
        #expect(throws: Calculator.Problem.self) { try Calculator.value(of: String(repeating: piece, count: 10_000)) }
    }
}
