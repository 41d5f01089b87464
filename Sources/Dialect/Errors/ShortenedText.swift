extension String {
    /// The text, or its beginning where it is longer. Counted are Unicode scalars: one character can have any number of
    /// them.
    ///
    /// - Parameter ending: Stands in place of what is left out.
    func shortened(to count: Int, ending: String = "…") -> String {
        guard utf8.count > count, let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex),
            end < endIndex
        else { return self }
        return String(unicodeScalars[..<end]) + ending
    }
}
