import Dialect
import Foundation
import Testing

/// How long a server asks to wait.
struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:00 GMT
    private static let now = Date(timeIntervalSince1970: 784_111_740)

    @Test(
        arguments: [
            (["retry-after": "2"], .seconds(2)),
            (["retry-after": "0.25"], .milliseconds(250)),
            (["retry-after-ms": "1500", "retry-after": "9"], .milliseconds(1500)),
            (["retry-after-ms": "soon", "retry-after": "9"], .seconds(9)),
            (["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"], .seconds(37)),
            (["retry-after": "Sun, 06 Nov 1994 08:48:00 GMT"], .zero),
            (["retry-after": "-5"], .zero),
            (["retry-after": "1e300"], .seconds(366 * 86_400)),
            (["retry-after": "nan"], nil),
            (["retry-after": "1e999"], nil),
            (["retry-after": "later"], nil),
            (["retry-after": "Sun, 06 Foo 1994 08:49:37 GMT"], nil),
            (["retry-after": "Sunday, 06-Nov-94 08:49:37 GMT"], nil),
            (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0.5s"], .milliseconds(360_500)),
            (
                [
                    "x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "1h",
                    "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "20ms",
                ], .milliseconds(20)
            ),
            (
                [
                    "anthropic-ratelimit-requests-remaining": "0",
                    "anthropic-ratelimit-requests-reset": "1994-11-06T08:49:10Z",
                    "anthropic-ratelimit-tokens-remaining": "0",
                    "anthropic-ratelimit-tokens-reset": "1994-11-06T08:49:20Z",
                ], .seconds(20)
            ),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1994-11-06T08:49:10.250Z"], .milliseconds(10_250)),
            (["ratelimit-remaining": "0", "ratelimit-reset": "17"], .seconds(17)),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.5"], .milliseconds(500)),
            (["retry-after": "2", "ratelimit-remaining": "0", "ratelimit-reset": "17"], .seconds(2)),
            (["x-ratelimit-reset-requests": "6m0s"], nil),
            (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "tomorrow"], nil),
            (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "5"], .seconds(5)),
            (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "s"], nil),
            (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": ""], nil),
            (["x-ratelimit-remaining-requests": "0"], nil),
            ([:], nil),
        ] as [([String: String], Duration?)])
    func readsWhatServersSend(_ headers: [String: String], _ wait: Duration?) {
        #expect(Duration.retryAfter(headers: headers, now: Self.now) == wait)
    }

    @Test(arguments: ["1893456007", "1893456007000"])
    func resetsMayBeMoments(_ reset: String) {
        let headers = ["x-ratelimit-remaining": "0", "x-ratelimit-reset": reset]
        #expect(
            Duration.retryAfter(headers: headers, now: Date(timeIntervalSince1970: 1_893_456_000)) == .seconds(7))
    }

    /// A hostile date must be refused or bounded, and never end the process.
    @Test(arguments: [
        "Sun, 9223372036854775807 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 9223372036854775807 08:49:37 GMT",
        "Sun, 06 Nov -9223372036854775808 08:49:37 GMT",
        "Sun, 06 Nov 1994 9223372036854775807:9223372036854775807:9223372036854775807 GMT",
    ])
    func immenseDatesDoNoHarm(_ date: String) {
        let wait = Duration.retryAfter(headers: ["retry-after": date], now: Self.now)
        #expect((wait ?? .zero) <= .seconds(366 * 86_400))
    }
}
