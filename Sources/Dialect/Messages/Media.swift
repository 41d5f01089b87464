#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An image, a document or a recording.
public struct Media: Hashable, Sendable, Codable {
    /// Where the bytes are.
    public enum Location: Hashable, Sendable, Codable {
        case data(Data)
        /// A URL that the provider fetches; this library never does.
        case url(String)
        /// A file that was uploaded to the provider before.
        case fileID(String)
    }

    public var location: Location
    /// The MIME type, such as `image/png` or `application/pdf`.
    public var mediaType: String
    public var filename: String?
    /// What only particular providers say of it.
    public var metadata: ProviderMetadata

    public init(
        _ location: Location, mediaType: String, filename: String? = nil,
        metadata: ProviderMetadata = ProviderMetadata()
    ) {
        self.location = location
        self.mediaType = mediaType
        self.filename = filename
        self.metadata = metadata
    }

    public init(data: Data, mediaType: String, filename: String? = nil) {
        self.init(.data(data), mediaType: mediaType, filename: filename)
    }
}
