extension StreamPart: Codable {
    private enum CodingKeys: String, CodingKey { case type, id, name, text, metadata, value, reason, usage }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func type(_ name: String) throws { try container.encode(name, forKey: .type) }
        func block(_ name: String, _ id: String, text: String? = nil, metadata: ProviderMetadata? = nil) throws {
            try type(name)
            try container.encode(id, forKey: .id)
            try container.encodeIfPresent(text, forKey: .text)
            if let metadata, !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
        }
        func value(_ name: String, _ value: some Encodable) throws {
            try type(name)
            try container.encode(value, forKey: .value)
        }
        switch self {
        case .responseMetadata(let metadata): try value("responseMetadata", metadata)
        case .textStart(let id): try block("textStart", id)
        case .textDelta(let id, let text): try block("textDelta", id, text: text)
        case .textEnd(let id, let metadata): try block("textEnd", id, metadata: metadata)
        case .reasoningStart(let id): try block("reasoningStart", id)
        case .reasoningDelta(let id, let text): try block("reasoningDelta", id, text: text)
        case .reasoningEnd(let id, let metadata): try block("reasoningEnd", id, metadata: metadata)
        case .toolInputStart(let id, let name):
            try block("toolInputStart", id)
            try container.encode(name, forKey: .name)
        case .toolInputDelta(let id, let text): try block("toolInputDelta", id, text: text)
        case .toolInputEnd(let id): try block("toolInputEnd", id)
        case .toolCall(let call): try value("toolCall", call)
        case .toolProgress(let progress): try value("toolProgress", progress)
        case .toolResult(let result): try value("toolResult", result)
        case .source(let source): try value("source", source)
        case .file(let media): try value("file", media)
        case .providerItem(let item): try value("providerItem", item)
        case .warning(let warning): try value("warning", warning)
        case .steering(let news): try value("steering", news)
        case .finish(let reason, let usage, let metadata):
            try type("finish")
            try container.encode(reason, forKey: .reason)
            try container.encode(usage, forKey: .usage)
            try container.encode(metadata, forKey: .metadata)
        case .unknown(let name, let json):
            try value("unknown", json)
            try container.encode(name, forKey: .name)
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func id() throws -> String { try container.decode(String.self, forKey: .id) }
        func text() throws -> String { try container.decode(String.self, forKey: .text) }
        func name() throws -> String { try container.decode(String.self, forKey: .name) }
        func metadata() throws -> ProviderMetadata {
            try container.decodeIfPresent(ProviderMetadata.self, forKey: .metadata) ?? ProviderMetadata()
        }
        func value<Value: Decodable>() throws -> Value { try container.decode(Value.self, forKey: .value) }
        switch try container.decode(String.self, forKey: .type) {
        case "responseMetadata": self = .responseMetadata(try value())
        case "textStart": self = .textStart(id: try id())
        case "textDelta": self = .textDelta(id: try id(), text: try text())
        case "textEnd": self = .textEnd(id: try id(), metadata: try metadata())
        case "reasoningStart": self = .reasoningStart(id: try id())
        case "reasoningDelta": self = .reasoningDelta(id: try id(), text: try text())
        case "reasoningEnd": self = .reasoningEnd(id: try id(), metadata: try metadata())
        case "toolInputStart": self = .toolInputStart(id: try id(), name: try name())
        case "toolInputDelta": self = .toolInputDelta(id: try id(), text: try text())
        case "toolInputEnd": self = .toolInputEnd(id: try id())
        case "toolCall": self = .toolCall(try value())
        case "toolProgress": self = .toolProgress(try value())
        case "toolResult": self = .toolResult(try value())
        case "source": self = .source(try value())
        case "file": self = .file(try value())
        case "providerItem": self = .providerItem(try value())
        case "warning": self = .warning(try value())
        case "steering": self = .steering(try value())
        case "finish":
            self = .finish(
                try container.decode(FinishReason.self, forKey: .reason),
                try container.decode(Usage.self, forKey: .usage),
                try container.decode(ResponseMetadata.self, forKey: .metadata))
        case "unknown": self = .unknown(type: try name(), json: try value())
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "Unknown stream part \"\(other)\"")
        }
    }
}
