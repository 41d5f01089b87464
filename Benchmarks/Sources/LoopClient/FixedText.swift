/// Text that is the same in every run, and never repeats itself for long.
struct FixedText {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func random(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) >> 33) % bound
    }

    mutating func word() -> String { Self.words[random(Self.words.count)] }

    /// Words with full stops.
    mutating func prose(ofSize size: Int) -> String {
        var text = ""
        while text.utf8.count < size { text += word() + (random(9) == 0 ? ". " : " ") }
        return String(text.prefix(size))
    }

    /// Lines such as a log or a table has.
    mutating func records(ofSize size: Int) -> String {
        var text = ""
        while text.utf8.count < size {
            text +=
                "2026-11-\(10 + random(20)) \(word()) id=\(random(1_000_000)) \(word())=\(random(10_000)) \(word())\n"
        }
        return String(text.prefix(size))
    }

    private static let words = """
        account address amount answer area balance batch begin book branch budget build calendar call cancel card case \
        change channel check city client close code colour column company contact content copy country court create \
        credit currency customer date day default delivery department deposit detail device direction discount document \
        draft driver due edit email employee end engine entry error event exchange expense export field file filter \
        final first flag folder form group harbour header history holiday hour house image import income index input \
        interest invoice item job journey key language last ledger length letter level library light limit line link \
        list load location lock log machine mail manager map market match measure member memory message method minute \
        model module month name network night note notice number object offer office order origin output owner package \
        page parcel part passenger path payment period person phone picture place plan platform point policy port \
        position post price printer priority process product profile project property quality quantity query question \
        queue range rate reason receipt record reference refund region report request reserve result return review \
        road role room route rule salary sample schedule school score search season seat section select sender serial \
        service session shelf ship shop signal site size source space stage start state station status step stock \
        storage store stream street student subject supply support table target tariff tax team term test text ticket \
        time title token total tower town track trade train transfer travel type unit update user value vendor version \
        view visit volume wage warehouse water way week weight window winter word work year zone
        """.split(separator: " ").map(String.init)
}
