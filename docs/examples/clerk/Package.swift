// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "clerk",
    platforms: [.macOS(.v15)],
    dependencies: [
        // The folder that has Dialect, or its address and a version.
        .package(name: "Dialect", path: "../../..")
    ],
    targets: [
        .executableTarget(
            name: "Clerk",
            dependencies: [
                .product(name: "DialectGenerable", package: "Dialect"),
                .product(name: "DialectOpenAI", package: "Dialect"),
                .product(name: "DialectSQLite", package: "Dialect"),
            ]),
        .testTarget(
            name: "ClerkTests",
            dependencies: ["Clerk", .product(name: "DialectTesting", package: "Dialect")]),
    ]
)
