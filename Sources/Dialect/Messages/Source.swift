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
        /// The first position that the source supports.
        public var start: Int
        /// The position after the last.
        public var end: Int

        public init(start: Int, end: Int) {
            self.start = start
            self.end = end
        }
    }

    /// What it is: a page, a file, a file in a container; the set is open.
    public var kind: Kind
    /// The address of a page.
    public var url: String?
    /// What the source calls itself.
    public var title: String?
    /// The provider's id of a file.
    public var fileID: String?
    /// A file's name.
    public var filename: String?
    /// The provider's id of the container that holds the file.
    public var containerID: String?
    /// Which piece of the answer it supports, where the provider tells.
    public var span: Span?
    /// What only the provider says of it.
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
