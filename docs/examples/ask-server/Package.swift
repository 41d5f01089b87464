// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "ask-server",
    platforms: [.macOS(.v15)],
    dependencies: [
        // In an app: .package(url: "…", branch: "main"), as the README says.
        .package(name: "Dialect", path: "../../.."),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
    ],
    targets: [
        .executableTarget(
            name: "AskServer",
            dependencies: [
                .product(name: "DialectOpenAI", package: "Dialect"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ])
    ]
)
