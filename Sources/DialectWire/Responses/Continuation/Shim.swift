extension ResponsesLaneMemory {
    public var isStored: Bool { !settings.contains { $0.name == "store" && $0.json.elementsEqual("false".utf8) } }
}
extension ContinuationPlanner.Reason {
    public static let forked = Self(rawValue: "forked")
}
