/// Arithmetic for numbers that a server reports: nothing holds them in bounds, and an overflow would end the process.
extension Int {
    /// The sum, or the bound that it lies beyond.
    package func addingSaturated(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        guard overflows else { return sum }
        return other < 0 ? .min : .max
    }

    /// The difference, or the bound that it lies beyond.
    package func subtractingSaturated(_ other: Int) -> Int {
        let (difference, overflows) = subtractingReportingOverflow(other)
        guard overflows else { return difference }
        return other < 0 ? .max : .min
    }
}
