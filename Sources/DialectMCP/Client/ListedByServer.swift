import Dialect

/// What a server lists, page by page.
protocol ListedByServer: Sendable {
    static var method: String { get }
    /// The member of a page that holds the elements.
    static var key: String { get }
    /// Nil for an element that cannot be used, which is left out.
    init?(_ json: JSONValue)
}

extension Session {
    /// All pages of a list.
    ///
    /// - Throws: ``LanguageModelError``, also for a list without end.
    func list<Element: ListedByServer>(_ type: Element.Type) async throws -> [Element] {
        var elements: [Element] = []
        var cursor: String?
        var pages = 0
        repeat {
            var params = JSONObject()
            params["cursor"] = cursor.map(JSONValue.string)
            let page = try await request(Element.method, params)
            let values = page[Element.key]?.arrayValue ?? []
            elements += values.compactMap { Element($0) }
            pages += 1
            let limit = configuration.maximumListLength
            // Pages without an element do not make a list longer, and must end too.
            guard elements.count <= limit, pages <= limit else {
                throw error(
                    .protocolViolation, "Its list of \(Element.key) has more than \(limit) elements or pages.")
            }
            let next = page["nextCursor"]?.stringValue
            if let next, next == cursor {
                throw error(.protocolViolation, "Its list of \(Element.key) leads back to the same page.")
            }
            cursor = next
        } while cursor != nil
        return elements
    }

    /// Asks once the server is connected, again if the server has forgotten the session meanwhile.
    func request(
        _ method: String, _ params: JSONObject = JSONObject(), mirrored: [String: String] = [:],
        onProgress: (@Sendable (MCPProgress) -> Void)? = nil
    ) async throws -> JSONValue {
        let limits = RequestLimits(
            silence: configuration.requestTimeout, total: configuration.maximumRequestTime)
        var isSecond = false
        while true {
            let (agreement, info) = try await connected()
            do {
                let answer = try await ask(
                    method, params, version: info.protocolVersion, limits: limits, mirrored: mirrored,
                    onProgress: onProgress)
                return try result(answer, of: method)
            } catch is SessionExpired {
                lost(agreement)
                if isSecond { throw error(.connection, "It forgets its sessions as soon as they are begun.") }
                isSecond = true
            }
        }
    }
}
