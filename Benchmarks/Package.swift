// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
]

let client: [Target.Dependency] = [
    "Measuring",
    .product(name: "Dialect", package: "Dialect"),
    .product(name: "DialectOpenAI", package: "Dialect"),
]

/// A package of its own, so that an app that depends on Dialect never fetches what only measuring needs.
let package = Package(
    name: "DialectBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Dialect", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(name: "CannedServer", dependencies: nio, swiftSettings: settings),
        .executableTarget(
            name: "StreamClient",
            dependencies: nio + [
                .product(name: "Dialect", package: "Dialect"),
                .product(name: "DialectOpenAI", package: "Dialect"),
            ],
            swiftSettings: settings
        ),
        .target(name: "Measuring", swiftSettings: settings),
        .executableTarget(
            name: "LoopServer",
            dependencies: nio + [
                "Measuring",
                .product(name: "Dialect", package: "Dialect"),
                .product(name: "DialectServer", package: "Dialect"),
                .product(name: "DialectSimulator", package: "Dialect"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "LoopClient", dependencies: client, swiftSettings: settings),
        .executableTarget(name: "LaneServer", dependencies: nio + ["Measuring"], swiftSettings: settings),
        .executableTarget(name: "LoadClient", dependencies: client, swiftSettings: settings),
        .executableTarget(
            name: "StructureClient",
            dependencies: [
                "Measuring",
                .product(name: "Dialect", package: "Dialect"),
                .product(name: "DialectWire", package: "Dialect"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "AgentClient", dependencies: ["Measuring", .product(name: "Dialect", package: "Dialect")],
            swiftSettings: settings),
        .executableTarget(
            name: "PlannerClient",
            dependencies: [
                "Measuring",
                .product(name: "Dialect", package: "Dialect"),
                .product(name: "DialectWire", package: "Dialect"),
            ],
            swiftSettings: settings
        ),
    ]
)
