/// Gives names that were used before a number, at a cost that does not grow with how often that was.
package struct UniqueNames: Sendable {
    private var used: Set<String> = []
    /// The last number that each name was given.
    private var numbers: [String: Int] = [:]

    package init() {}

    /// The name, or `name#2` and so on where it was used before.
    package mutating func unique(_ name: String) -> String {
        if used.insert(name).inserted { return name }
        var number = numbers[name] ?? 1
        var unique: String
        repeat {
            number += 1
            unique = "\(name)#\(number)"
        } while !used.insert(unique).inserted
        numbers[name] = number
        return unique
    }
}
