/// What goes wrong on a server, and when: for tests of clients. Equal seeds do equal harm.
///
/// ```swift
/// var configuration = ResponsesServer.Configuration()
/// configuration.faults = FaultPlan([.request(1, .close(1011, at: 3)), .handshake(2, .refuse(status: 503))])
/// ```
public struct FaultPlan: Sendable {
    /// A request on a WebSocket that may be befallen.
    public struct Occasion: Hashable, Sendable {
        /// How many requests came before it, on all WebSockets of the server.
        public var request: Int
        /// How many WebSockets were opened before its own.
        public var connection: Int
        /// How many requests came before it on its own WebSocket.
        public var requestOnConnection: Int
        /// The lane that it names.
        public var lane: String?
    }

    private let requests: @Sendable (Occasion, inout SeededGenerator) -> Fault?
    private let handshakes: @Sendable (Int, inout SeededGenerator) -> HandshakeFault?
    private let seed: UInt64

    /// A plan that closures make up.
    ///
    /// - Parameters:
    ///   - seed: Decides what the generators yield. Each occasion has one of its own, so that the order in which
    ///     requests arrive changes nothing.
    ///   - requests: What befalls a request; nil leaves it alone.
    ///   - handshakes: What befalls a handshake, given how many came before it.
    public init(
        seed: UInt64 = 0, requests: @escaping @Sendable (Occasion, inout SeededGenerator) -> Fault?,
        handshakes: @escaping @Sendable (Int, inout SeededGenerator) -> HandshakeFault? = { _, _ in nil }
    ) {
        self.seed = seed
        self.requests = requests
        self.handshakes = handshakes
    }

    /// A plan of rules; the first that fits decides.
    public init(seed: UInt64 = 0, _ rules: [Rule]) {
        self.init(
            seed: seed,
            requests: { occasion, generator in
                for rule in rules { if let fault = rule.request(occasion, &generator) { return fault } }
                return nil
            },
            handshakes: { index, generator in
                for rule in rules { if let fault = rule.handshake(index, &generator) { return fault } }
                return nil
            })
    }

    func fault(for occasion: Occasion) -> Fault? {
        var generator = SeededGenerator(seed: seed &+ UInt64(occasion.request) &* 0xD1B5_4A32_D192_ED03)
        return requests(occasion, &generator)
    }

    func handshakeFault(_ index: Int) -> HandshakeFault? {
        var generator = SeededGenerator(seed: ~seed &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
        return handshakes(index, &generator)
    }
}

extension FaultPlan {
    /// A fault, and whom it befalls.
    public struct Rule: Sendable {
        let request: @Sendable (Occasion, inout SeededGenerator) -> Fault?
        let handshake: @Sendable (Int, inout SeededGenerator) -> HandshakeFault?

        private init(
            request: @escaping @Sendable (Occasion, inout SeededGenerator) -> Fault? = { _, _ in nil },
            handshake: @escaping @Sendable (Int, inout SeededGenerator) -> HandshakeFault? = { _, _ in nil }
        ) {
            self.request = request
            self.handshake = handshake
        }

        /// Befalls one request on a WebSocket, counted from 0 over all WebSockets of the server.
        public static func request(_ index: Int, _ fault: Fault) -> Rule {
            requests(where: { $0.request == index }, fault)
        }

        /// Befalls every request in a lane; nil is the unnamed one.
        public static func lane(_ name: String?, _ fault: Fault) -> Rule {
            requests(where: { $0.lane == name }, fault)
        }

        /// Befalls every request that a predicate picks.
        public static func requests(
            where isBefallen: @escaping @Sendable (Occasion) -> Bool = { _ in true }, _ fault: Fault
        ) -> Rule {
            Rule(request: { occasion, _ in isBefallen(occasion) ? fault : nil })
        }

        /// Befalls requests at random, each with one of the faults.
        ///
        /// - Parameter probability: From 0 to 1.
        public static func randomly(_ probability: Double, _ faults: Fault...) -> Rule {
            randomly(probability, faults)
        }

        /// Befalls requests at random, each with one of the faults.
        public static func randomly(_ probability: Double, _ faults: [Fault]) -> Rule {
            Rule(request: { _, generator in
                Double.random(in: 0..<1, using: &generator) < probability
                    ? faults.randomElement(using: &generator) : nil
            })
        }

        /// Befalls one handshake, counted from 0.
        public static func handshake(_ index: Int, _ fault: HandshakeFault) -> Rule {
            Rule(handshake: { handshake, _ in handshake == index ? fault : nil })
        }

        /// Befalls every handshake.
        public static func handshakes(_ fault: HandshakeFault) -> Rule { Rule(handshake: { _, _ in fault }) }

        /// Befalls handshakes at random.
        public static func handshakesRandomly(_ probability: Double, _ fault: HandshakeFault) -> Rule {
            Rule(handshake: { _, generator in
                Double.random(in: 0..<1, using: &generator) < probability ? fault : nil
            })
        }
    }
}

/// A small generator of well spread numbers (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Equal seeds yield equal numbers.
    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
