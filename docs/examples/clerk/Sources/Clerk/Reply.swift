import DialectGenerable

/// The answer to a letter.
@Generable
struct Reply: Hashable {
    /// What the customer reads: friendly, two or three sentences.
    var message: String
    /// What was paid back, in euros; 0 if nothing was.
    @Guide(.minimum(0))
    var refunded: Double
    /// What is left for the shop to do.
    var followUp: FollowUp?
}

@Generable
enum FollowUp: Hashable { case sendAgain, callCustomer }
