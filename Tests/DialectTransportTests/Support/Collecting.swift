import Dialect
import Testing
import TestSupport

@testable import DialectTransport

/// Everything an event source has to say, as text.
func allEvents(of source: any EventSource) async throws -> [String] {
    var events: [String] = []
    while try await source.next({ events.append(String(decoding: $0, as: UTF8.self)) }) {}
    return events
}

/// At least `count` events.
func nextEvents(_ count: Int, of source: any EventSource) async throws -> [String] {
    var events: [String] = []
    while events.count < count {
        let hasMore = try await source.next { events.append(String(decoding: $0, as: UTF8.self)) }
        if !hasMore { break }
    }
    return events
}

/// The error that a call ends with.
func failure<Result>(
    of body: () async throws -> Result, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> LanguageModelError {
    do {
        _ = try await body()
    } catch let error as LanguageModelError {
        return error
    }
    Issue.record("expected an error", sourceLocation: sourceLocation)
    throw LanguageModelError(.misuse, "no error")
}

func trusting() -> TransportSecurity { TransportSecurity(additionalTrustRoots: [TestCertificate.certificate]) }
