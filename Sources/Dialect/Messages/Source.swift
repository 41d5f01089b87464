/// Something that an answer is based on.
public struct Source: Hashable, Sendable, Codable {
    /// Where a source lives. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A page on the web.
        public static let url = Kind("url")
        /// A file given to the provider.
        public static let file = Kind("file")
        /// A file that a tool made in a container.
        public static let containerFile = Kind("containerFile")
        /// A file named by its path.
        public static let filePath = Kind("filePath")
    }

    /// The piece of the answer that a source supports, in characters as the provider counts them.
    public struct Span: Hashable, Sendable, Codable {
        public var start: Int
        public var end: Int

        public init(start: Int, end: Int) {
            self.start = start
            self.end = end
        }
    }

    public var kind: Kind
    public var url: String?
    public var title: String?
    public var fileID: String?
    public var filename: String?
    public var containerID: String?
    public var span: Span?
    public var metadata: ProviderMetadata

    public init(
        kind: Kind, url: String? = nil, title: String? = nil, fileID: String? = nil, filename: String? = nil,
        containerID: String? = nil, span: Span? = nil, metadata: ProviderMetadata = ProviderMetadata()
    ) {
        self.kind = kind
        self.url = url
        self.title = title
        self.fileID = fileID
        self.filename = filename
        self.containerID = containerID
        self.span = span
        self.metadata = metadata
    }
}
