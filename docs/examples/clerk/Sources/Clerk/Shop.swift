import DialectGenerable

/// What the shop knows of an order.
struct Order: Codable, Hashable, Sendable, ToolOutputConvertible {
    var number: String
    var item: String
    /// In euros.
    var price: Double
    var status: String
}

/// Stands for the shop's own systems.
actor Shop {
    private let orders = [
        Order(number: "1042", item: "a kettle", price: 49.9, status: "lost by the carrier"),
        Order(number: "1043", item: "two cups", price: 12.5, status: "delivered on Monday"),
    ]
    /// What was paid back, by the key of the payment.
    private(set) var refunds: [String: Double] = [:]

    func order(_ number: String) throws -> Order {
        guard let order = orders.first(where: { $0.number == number }) else {
            throw ShopError(description: "There is no order \(number). Ask the customer for the number.")
        }
        return order
    }

    /// - Parameter key: Whoever asks twice with the same key pays once.
    func refund(_ amount: Double, for number: String, key: String) throws {
        guard amount <= (try order(number)).price else {
            throw ShopError(description: "Order \(number) cost less than \(amount).")
        }
        refunds[key] = amount
    }
}

struct ShopError: Error, CustomStringConvertible {
    let description: String
}
