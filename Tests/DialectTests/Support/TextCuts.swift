extension String {
    /// The text in two pieces, for every place between two scalars.
    var cutsInTwo: [[String]] {
        unicodeScalars.indices.map { [String(unicodeScalars[..<$0]), String(unicodeScalars[$0...])] }
    }

    /// The text as pieces of one scalar each.
    var scalarByScalar: [String] { unicodeScalars.map { String($0) } }

    /// Whole, in two pieces for every place, and scalar by scalar.
    var allCuts: [[String]] { [[self]] + cutsInTwo + [scalarByScalar] }
}
