/// What two sides of a WebSocket agree on about compression: permessage-deflate of RFC 7692, section 7.1.
///
/// As a side's wish it is what that side would like; negotiation can only lower it.
package struct DeflateParameters: Hashable, Sendable {
    /// For the messages of one side.
    package struct Side: Hashable, Sendable {
        /// Whether a message may refer to those before it, for which both sides keep a window.
        package var keepsContext: Bool
        /// The logarithm of the window's size: 9 to 15.
        package var windowBits: Int

        package init(keepsContext: Bool = true, windowBits: Int = DeflateParameters.largestWindow) {
            self.keepsContext = keepsContext
            self.windowBits = min(max(windowBits, DeflateParameters.smallestWindow), DeflateParameters.largestWindow)
        }
    }

    /// The messages that the client sends.
    package var client: Side
    /// The messages that the server sends.
    package var server: Side

    package init(client: Side = Side(), server: Side = Side()) {
        self.client = client
        self.server = server
    }

    package static let headerName = "Sec-WebSocket-Extensions"
    package static let largestWindow = 15
    /// The protocol knows 8 too, with which zlib cannot compress.
    package static let smallestWindow = 9

    private static let extensionName = "permessage-deflate"

    private enum Name {
        static let clientContext = "client_no_context_takeover"
        static let serverContext = "server_no_context_takeover"
        static let clientWindow = "client_max_window_bits"
        static let serverWindow = "server_max_window_bits"
    }
}

/// Why an answer to an offer cannot be accepted.
package struct DeflateNegotiationError: Error, Hashable, Sendable {
    /// To be read after "it answered the offer of compression wrongly: ".
    package var reason: String
}

// MARK: The client's side

extension DeflateParameters {
    /// The client's offer, as a header's value.
    package var offer: String {
        var parts = [Self.extensionName]
        if !server.keepsContext { parts.append(Name.serverContext) }
        if !client.keepsContext { parts.append(Name.clientContext) }
        if server.windowBits < Self.largestWindow { parts.append("\(Name.serverWindow)=\(server.windowBits)") }
        parts.append(
            client.windowBits < Self.largestWindow ? "\(Name.clientWindow)=\(client.windowBits)" : Name.clientWindow)
        return parts.joined(separator: "; ")
    }

    /// What is agreed on by a server's answer to ``offer``. Without the header, there is nothing to agree on.
    ///
    /// - Throws: If the answer is not well-formed, or is none to this offer.
    package func agreed(byAnswer header: String) throws(DeflateNegotiationError) -> AgreedByAnswer {
        guard let answers = ExtensionOffer.parse(header), let answer = answers.first else {
            throw DeflateNegotiationError(reason: "the header is not well-formed")
        }
        guard answers.count == 1, answer.name.lowercased() == Self.extensionName else {
            throw DeflateNegotiationError(reason: "it chose an extension that was not offered")
        }
        let said = try Said(answer)
        if !server.keepsContext && !said.dropsServerContext {
            throw DeflateNegotiationError(reason: "it leaves out \(Name.serverContext)")
        }
        let serverBits = said.serverWindow ?? Self.largestWindow
        if serverBits > server.windowBits {
            throw DeflateNegotiationError(reason: "its window is larger than \(Name.serverWindow) allows")
        }
        if said.hasClientWindowWithoutValue {
            throw DeflateNegotiationError(reason: "\(Name.clientWindow) has no value")
        }
        let clientBits = said.clientWindow ?? client.windowBits
        if clientBits > client.windowBits {
            throw DeflateNegotiationError(reason: "\(Name.clientWindow) is larger than offered")
        }
        return AgreedByAnswer(
            parameters: DeflateParameters(
                client: Side(keepsContext: client.keepsContext && !said.dropsClientContext, windowBits: clientBits),
                server: Side(keepsContext: !said.dropsServerContext, windowBits: serverBits)),
            mayCompress: clientBits >= Self.smallestWindow)
    }

    package struct AgreedByAnswer: Hashable, Sendable {
        package var parameters: DeflateParameters
        /// False for a window of 8 bits, which zlib cannot keep to: every message may be sent as it is.
        package var mayCompress: Bool
    }
}

// MARK: The server's side

extension DeflateParameters {
    /// The answer to the first of a client's offers that can be met, with this value as the server's wish.
    ///
    /// - Returns: What is agreed on and the answer's header; nil to go on without compression.
    package func answer(toOffers header: String) -> (agreed: DeflateParameters, header: String)? {
        for offer in ExtensionOffer.parse(header) ?? [] where offer.name.lowercased() == Self.extensionName {
            if let said = try? Said(offer), let answer = answer(to: said) { return answer }
        }
        return nil
    }

    private func answer(to said: Said) -> (agreed: DeflateParameters, header: String)? {
        let serverBits = min(said.serverWindow ?? Self.largestWindow, server.windowBits)
        guard serverBits >= Self.smallestWindow else { return nil }
        // A client that does not name its window cannot be asked for a smaller one; one that names 8 is let be.
        let offeredClientBits = said.clientWindow ?? Self.largestWindow
        let namesClientBits = said.hasClientWindow && offeredClientBits >= Self.smallestWindow
        let agreed = DeflateParameters(
            client: Side(
                keepsContext: client.keepsContext && !said.dropsClientContext,
                windowBits: namesClientBits ? min(offeredClientBits, client.windowBits) : Self.largestWindow),
            server: Side(keepsContext: server.keepsContext && !said.dropsServerContext, windowBits: serverBits))
        var parts = [Self.extensionName]
        if !agreed.server.keepsContext { parts.append(Name.serverContext) }
        if !agreed.client.keepsContext { parts.append(Name.clientContext) }
        if serverBits < Self.largestWindow || said.serverWindow != nil {
            parts.append("\(Name.serverWindow)=\(serverBits)")
        }
        if agreed.client.windowBits < Self.largestWindow {
            parts.append("\(Name.clientWindow)=\(agreed.client.windowBits)")
        }
        return (agreed, parts.joined(separator: "; "))
    }
}

// MARK: Parameters

extension DeflateParameters {
    /// The parameters of an offer or an answer, each at most once and with a value that the protocol allows.
    fileprivate struct Said {
        var dropsServerContext = false
        var dropsClientContext = false
        var serverWindow: Int?
        var clientWindow: Int?
        var hasClientWindow = false
        var hasClientWindowWithoutValue: Bool { hasClientWindow && clientWindow == nil }

        init(_ element: ExtensionOffer) throws(DeflateNegotiationError) {
            var seen: Set<String> = []
            for parameter in element.parameters {
                let name = parameter.name.lowercased()
                guard seen.insert(name).inserted else {
                    throw DeflateNegotiationError(reason: "\(name) is there twice")
                }
                switch (name, parameter.value) {
                case (Name.serverContext, nil): dropsServerContext = true
                case (Name.clientContext, nil): dropsClientContext = true
                case (Name.serverWindow, let value?): serverWindow = try Self.bits(value, of: name)
                case (Name.clientWindow, let value):
                    hasClientWindow = true
                    if let value { clientWindow = try Self.bits(value, of: name) }
                case (Name.serverContext, _), (Name.clientContext, _), (Name.serverWindow, _):
                    throw DeflateNegotiationError(reason: "\(name) is not as it must be")
                default: throw DeflateNegotiationError(reason: "the parameter \(name) is unknown")
                }
            }
        }

        private static func bits(_ value: String, of name: String) throws(DeflateNegotiationError) -> Int {
            switch value {
            case "8", "9", "10", "11", "12", "13", "14", "15": Int(value) ?? DeflateParameters.largestWindow
            default: throw DeflateNegotiationError(reason: "\(name) is \(value), not 8 to 15")
            }
        }
    }
}
