import Dialect
import Logging

extension Session {
    /// Agrees with the server on the protocol, again whenever the server has forgotten it, and listens meanwhile.
    ///
    /// - Parameter listening: Gets what was agreed, and whether something was agreed before.
    /// - Throws: ``LanguageModelError`` when there is no agreement, and no hope of one; `CancellationError`.
    func keepAgreement(
        listening: @escaping @Sendable (MCPServerInfo, _ isAnew: Bool) async throws -> Void
    ) async throws {
        var backoff = Backoff()
        var hasAgreed = false
        while true {
            let agreement = self.agreement
            let begin = ContinuousClock.now
            do {
                let info = try await agree()
                let isAnew = hasAgreed
                hasAgreed = true
                try await keep(agreement, info) { info in try await listening(info, isAnew) }
                logger.info("An MCP server has forgotten the session; it is begun anew.")
            } catch let error as LanguageModelError where hasAgreed && error.mayPass {
                logger.info("An MCP server does not begin a session anew; it is asked again: \(error)")
                // Who comes later waits for the next attempt; whoever waits is told.
                lost(agreement)
                agreement.info.settle(.failure(error))
            }
            try await Task.sleep(for: backoff.next(hadSuccess: ContinuousClock.now - begin > .seconds(10)))
        }
    }

    /// Until the agreement is lost.
    private func keep(
        _ agreement: Agreement, _ info: MCPServerInfo,
        _ listening: @escaping @Sendable (MCPServerInfo) async throws -> Void
    ) async throws {
        // Before anybody asks for a list.
        if connection.hearsAll, !info.protocolVersion.isStateless { startedListening() }
        defer { stoppedListening() }
        agreement.info.settle(.success(info))
        logger.debug(
            "Connected to an MCP server.",
            metadata: ["server": "\(serverName)", "version": "\(info.protocolVersion)"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await listening(info)
                } catch let error where !(error is CancellationError) {
                    self.logger.info("Listening to an MCP server ended: \(error)")
                }
            }
            try await agreement.lost.value()
            group.cancelAll()
        }
    }

    private func agree() async throws -> MCPServerInfo {
        let limits = RequestLimits(silence: nil, total: configuration.connectTimeout)
        var handshake = Handshake(client: configuration.client)
        var step = handshake.started()
        while true {
            switch step {
            case .ask(let method, let params, let version):
                do {
                    let answer = try await ask(method, params, version: version, limits: limits)
                    step = handshake.received(answer)
                } catch var error as LanguageModelError where error.code == .timeout {
                    error.message = error.message.replacing("maximumRequestTime", with: "connectTimeout")
                    throw error
                }
            case .finish(let info, let initialized):
                if initialized {
                    let message = JSONRPCMessage.notification(method: MCPMethod.initialized, params: nil)
                    try await connection.send(message, version: info.protocolVersion, self)
                }
                return info
            case .fail(let reason): throw error(.protocolViolation, reason)
            }
        }
    }
}

extension LanguageModelError {
    /// Whether a server that was there may be there again later. A token that was refused, or could not be had, counts:
    /// the next one may do.
    fileprivate var mayPass: Bool {
        isRetryable || [.connection, .timeout, .server, .overloaded, .rateLimited, .authentication].contains(code)
    }
}
