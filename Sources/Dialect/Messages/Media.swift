#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An image, a document or a recording.
public struct Media: Hashable, Sendable, Codable {
    /// Where the bytes are.
    public enum Location: Hashable, Sendable {
        case data(Data)
        /// A URL that the provider fetches; this library never does.
        case url(String)
        /// A file that was uploaded to the provider before.
        case fileID(String)
    }

    /// The bytes, or where they are.
    public var location: Location
    /// The MIME type, such as `image/png` or `application/pdf`.
    public var mediaType: String
    /// What to call it, for providers and models that look at names.
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

    /// Media whose bytes travel in the request.
    public init(data: Data, mediaType: String, filename: String? = nil) {
        self.init(.data(data), mediaType: mediaType, filename: filename)
    }
}

extension Media.Location: Codable {
    private enum CodingKeys: String, CodingKey { case data, url, fileID }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let data = try container.decodeIfPresent(Data.self, forKey: .data) {
            self = .data(data)
        } else if let url = try container.decodeIfPresent(String.self, forKey: .url) {
            self = .url(url)
        } else {
            self = .fileID(try container.decode(String.self, forKey: .fileID))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .data(let data): try container.encode(data, forKey: .data)
        case .url(let url): try container.encode(url, forKey: .url)
        case .fileID(let id): try container.encode(id, forKey: .fileID)
        }
    }
}
