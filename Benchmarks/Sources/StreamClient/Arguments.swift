import Foundation

/// `MODE TRANSPORT PORT MODEL [--requests N] [--notes PORT]`
struct Arguments {
    enum Mode: String { case floor, jsondecoder, event }
    enum Transport: String { case sse, ws }

    let mode: Mode
    let transport: Transport
    let port: Int
    /// What the server shall send: `d1000` is a thousand deltas at once, `p200` two hundred at fifty a second.
    let model: String
    private(set) var requests = 1
    private(set) var notesPort: Int?

    init?(_ words: [String]) {
        guard words.count >= 5, let mode = Mode(rawValue: words[1]), let transport = Transport(rawValue: words[2]),
            let port = Int(words[3])
        else { return nil }
        self.mode = mode
        self.transport = transport
        self.port = port
        model = words[4]
        var rest = words.dropFirst(5).makeIterator()
        while let option = rest.next() {
            guard let value = rest.next().flatMap({ Int($0) }) else { return nil }
            switch option {
            case "--requests": requests = value
            case "--notes": notesPort = value
            default: return nil
            }
        }
    }
}
