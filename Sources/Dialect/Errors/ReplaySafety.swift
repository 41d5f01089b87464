/// Whether sending a failed request again could make the provider do its work twice.
public enum ReplaySafety: String, Hashable, Sendable, Codable {
    /// The provider did not begin: nothing was sent, or it refused the request.
    case safe
    /// Output was produced already; another attempt costs again and may answer differently.
    case unsafe
    /// The request was sent, and nobody knows how far it got.
    case unknown
}
