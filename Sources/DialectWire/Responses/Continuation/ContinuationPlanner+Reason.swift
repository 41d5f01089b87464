public import Dialect

extension ContinuationPlanner {
    /// Why the whole conversation is sent. The set is open.
    public struct Reason: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The connection has seen nothing of this conversation that could be continued.
        public static let firstTurn = Reason("firstTurn")
        /// The caller named a response or a conversation to continue, and is obeyed.
        public static let callerChained = Reason("callerChained")
        /// There is nothing new to send.
        public static let nothingNew = Reason("nothingNew")

        // MARK: What the caller changed

        /// Other tools are declared.
        public static let toolsChanged = Reason("toolsChanged")
        /// Other instructions stand above the conversation.
        public static let instructionsChanged = Reason("instructionsChanged")
        /// Another model is asked.
        public static let modelChanged = Reason("modelChanged")
        /// Another setting differs that the conversation was held under.
        public static let settingsChanged = Reason("settingsChanged")
        /// The conversation begins like the one that the connection has seen, and then differs.
        public static let historyEdited = Reason("historyEdited")

        // MARK: What can be continued no more

        /// The response was continued by another request already, and is not kept by the server.
        public static let forked = Reason("forked")
        /// The server has forgotten the response to continue.
        public static let chainLost = Reason("chainLost")
        /// The connection failed before the answer began.
        public static let connectionLost = Reason("connectionLost")
        /// The server takes no more requests on the connection, because of its age.
        public static let connectionExpired = Reason("connectionExpired")
        /// The connection has had all the lanes that the server allows.
        public static let lanesExhausted = Reason("lanesExhausted")
        /// The server knows no lanes.
        public static let lanesRefused = Reason("lanesRefused")
    }
}
