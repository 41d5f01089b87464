import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Items that come whole: pictures, and the dialect's own items, which are passed on verbatim.
extension ResponsesEventEncoder {
    mutating func addImage(_ media: Media) {
        guard media.mediaType.hasPrefix("image/"), case .data(let data) = media.location,
            !ItemMetadata.isPartOfItem(media.metadata)
        else { return }
        var item = OutputItem(.verbatim, blockID: "")
        item.itemID = "ig_\(suffix)\(slots.count)"
        item.verbatim = ["id": .string(item.itemID), "type": "image_generation_call", "status": "completed"]
        place(&item)
        item.verbatim["result"] = .string(data.base64EncodedString())
        done(item)
    }

    mutating func addVerbatim(_ providerItem: ProviderItem) {
        guard providerItem.provider == ItemMetadata.provider, providerItem.json.objectValue != nil else { return }
        var item = OutputItem(.verbatim, blockID: "")
        item.verbatim = providerItem.json
        place(&item)
        done(item)
    }

    /// A call that the provider runs. Those of other providers have no form here: their results are in the text.
    mutating func beginVerbatim(_ call: ToolCall) {
        guard let json = ItemMetadata.item(in: call.metadata) else { return }
        var item = OutputItem(.verbatim, blockID: call.id)
        item.verbatim = json
        announce(item)
    }

    mutating func finishVerbatim(_ result: ToolResult) {
        guard result.isProviderExecuted else { return }
        let json = ItemMetadata.item(in: result.metadata)
        guard let position = open.lastIndex(where: { $0.kind == .verbatim && $0.blockID == result.callID }) else {
            if let json {
                addVerbatim(ProviderItem(provider: ItemMetadata.provider, type: result.kind.rawValue, json: json))
            }
            return
        }
        var item = open.remove(at: position)
        guard let json, json["id"] != item.verbatim["id"] else {
            if let json { item.verbatim = json }
            done(item)
            return
        }
        // Some calls and their answers are items of their own.
        done(item)
        addVerbatim(ProviderItem(provider: ItemMetadata.provider, type: result.kind.rawValue, json: json))
    }
}
