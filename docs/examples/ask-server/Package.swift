// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "ask-server",
    platforms: [.macOS(.v15)],
    dependencies: [
        // In an app: .package(url: "…", from: "…"), as the README says.
        .package(name: "Dialect", path: "../../.."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
    ],
    targets: [
        .executableTarget(
            name: "AskServer",
            dependencies: [
                .product(name: "DialectOpenAI", package: "Dialect"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ])
    ]
)
