/// Decides for each request whether a token at hand will do, and who fetches the next one. A pure state machine.
struct GoogleTokenMachine {
    /// What to do to get a token.
    enum Action: Hashable {
        case use(String)
        /// Nobody is fetching one: do.
        case fetch
        /// Somebody is.
        case wait
    }

    /// A token is replaced this long before it expires, so that none expires on the way.
    static let margin = Duration.seconds(300)
    /// While another is being fetched, or cannot be had, a token is good until this long before it expires.
    static let lastMargin = Duration.seconds(30)

    private var token: GoogleAccessToken?
    private(set) var isFetching = false

    /// A request needs a token.
    mutating func requested(now: ContinuousClock.Instant) -> Action {
        if let token {
            if now < token.freshUntil { return .use(token.value) }
            if isFetching, now < token.expiresAt - Self.lastMargin { return .use(token.value) }
        }
        if isFetching { return .wait }
        isFetching = true
        return .fetch
    }

    /// The fetch brought a token.
    mutating func fetched(_ token: GoogleAccessToken) {
        self.token = token
        isFetching = false
    }

    /// The fetch failed.
    ///
    /// - Returns: The old token, if it still is of use.
    mutating func failed(now: ContinuousClock.Instant) -> String? {
        isFetching = false
        guard let token, now < token.expiresAt - Self.lastMargin else { return nil }
        return token.value
    }

    /// A server refused the token.
    mutating func rejected() { token = nil }
}
