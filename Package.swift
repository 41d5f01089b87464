// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // An async function runs where its caller runs: a stream is pulled without hopping between executors.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // CI sets the variable; a warning of a newer compiler must not stop a user's build.
    .treatAllWarnings(as: Context.environment["DIALECT_WARNINGS_AS_ERRORS"] == nil ? .warning : .error),
]

/// What libraries share and no app imports: the system's zlib, and raw deflate over it.
let compression: [Target] = [
    // As in swift-nio-extras, which AsyncHTTPClient needs anyway: a header around the system's zlib.
    .target(name: "CDialectZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "DialectDeflate", dependencies: ["CDialectZlib"], swiftSettings: settings),
]

/// A provider: a library target below `Providers`, and the product of the same name.
func provider(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(
        name: "Dialect\(name)", dependencies: ["Dialect", "DialectTransport", "DialectWire"] + dependencies,
        path: "Providers/\(name)", swiftSettings: settings)
}

/// The tests of a provider, against the simulator.
func providerTests(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(
        name: "Dialect\(name)Tests",
        dependencies: [
            "TestSupport",
            "Dialect", .byName(name: "Dialect\(name)"), "DialectServer", "DialectSimulator", "DialectTransport",
            "DialectWire",
        ] + dependencies,
        swiftSettings: settings)
}

/// A library target and the product of the same name, so that an app links only what it imports.
let libraries: [Target] = [
    .target(
        name: "Dialect",
        dependencies: [
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Tracing", package: "swift-distributed-tracing"),
        ],
        swiftSettings: settings
    ),
    // The macros, apart from the core: who does not import them builds no swift-syntax.
    .target(name: "DialectGenerable", dependencies: ["Dialect", "DialectMacros"], swiftSettings: settings),
    .target(
        name: "DialectWire",
        dependencies: ["CDialectZlib", "Dialect", .product(name: "Crypto", package: "swift-crypto")],
        swiftSettings: settings
    ),
    .target(
        name: "DialectTransport",
        dependencies: [
            "Dialect",
            "DialectDeflate",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOExtras", package: "swift-nio-extras"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
            .product(name: "Tracing", package: "swift-distributed-tracing"),
        ],
        swiftSettings: settings
    ),
    .target(
        name: "DialectOpenAI",
        dependencies: [
            "Dialect",
            "DialectTransport",
            "DialectWire",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "Tracing", package: "swift-distributed-tracing"),
        ],
        path: "Providers/OpenAI",
        swiftSettings: settings
    ),
    provider("Anthropic"),
    provider("Azure"),
    provider(
        "Bedrock", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio")),
    provider("Cohere"),
    provider(
        "Google", .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio")),
    provider("OpenAICompatible"),
    .target(
        name: "DialectServer",
        dependencies: [
            "Dialect",
            "DialectDeflate",
            "DialectWire",
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOHTTP2", package: "swift-nio-http2"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOTLS", package: "swift-nio"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
        ],
        swiftSettings: settings
    ),
    .target(
        name: "DialectMCP",
        dependencies: [
            "Dialect",
            "DialectTransport",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            // There are no child processes on the other platforms.
            .product(name: "Subprocess", package: "swift-subprocess", condition: .when(platforms: [.linux, .macOS])),
            .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
        ],
        swiftSettings: settings
    ),
    .target(
        name: "DialectSimulator",
        dependencies: ["Dialect", "DialectServer", "DialectTesting", "DialectWire"],
        swiftSettings: settings
    ),
    .target(
        name: "DialectTesting", dependencies: ["Dialect", .product(name: "Logging", package: "swift-log")],
        swiftSettings: settings),
    .target(
        name: "DialectSQLite", dependencies: ["Dialect", .product(name: "GRDB", package: "GRDB.swift")],
        swiftSettings: settings),
]

/// The macros `@Generable` and `@Guide`.
let macros: [Target] = [
    // What they write, in a library: where tests depend on a macro itself, all tests and all they depend on are built
    // twice.
    .target(
        name: "DialectMacroExpansion",
        dependencies: [
            .product(name: "SwiftDiagnostics", package: "swift-syntax"),
            .product(name: "SwiftParser", package: "swift-syntax"),
            .product(name: "SwiftSyntax", package: "swift-syntax"),
            .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
            .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        ],
        swiftSettings: settings
    ),
    // The compiler's plug-in.
    .macro(
        name: "DialectMacros",
        dependencies: [
            "DialectMacroExpansion",
            .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
            .product(name: "SwiftSyntax", package: "swift-syntax"),
            .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        ],
        swiftSettings: settings
    ),
]

/// What the tests' process needs before a test begins.
let testSupportInC = Target.target(name: "CTestSupport", path: "Tests/CTestSupport")

/// What the tests of several targets need.
let testSupport = Target.target(
    name: "TestSupport",
    dependencies: [
        "CTestSupport",
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
    ],
    path: "Tests/TestSupport",
    swiftSettings: settings
)

/// An echo client for the Autobahn conformance suite, which .ci/autobahn runs.
let autobahnClient = Target.executableTarget(
    name: "AutobahnClient",
    dependencies: [
        "DialectTransport", .product(name: "NIOCore", package: "swift-nio"),
    ],
    path: "Tests/AutobahnClient",
    swiftSettings: settings
)

/// One test target for each source target, and one that replays recorded traffic.
let tests: [Target] = [
    .testTarget(name: "DialectTests", dependencies: ["Dialect", "DialectTesting"], swiftSettings: settings),
    .testTarget(
        name: "DialectTestingTests",
        dependencies: ["Dialect", "DialectTesting", .product(name: "Logging", package: "swift-log")],
        swiftSettings: settings),
    .testTarget(
        name: "DialectSQLiteTests",
        dependencies: [
            "TestSupport", "Dialect", "DialectSQLite", "DialectTesting", .product(name: "GRDB", package: "GRDB.swift"),
        ],
        swiftSettings: settings),
    .testTarget(
        name: "DialectDeflateTests", dependencies: ["CDialectZlib", "DialectDeflate"], swiftSettings: settings),
    .testTarget(
        name: "DialectGenerableTests", dependencies: ["Dialect", "DialectGenerable"], swiftSettings: settings),
    // What the macros write stands in any module, also in one of an app whose declarations belong to the main actor.
    .testTarget(
        name: "DialectGenerableMainActorTests", dependencies: ["Dialect", "DialectGenerable"],
        swiftSettings: settings + [.defaultIsolation(MainActor.self)]),
    .testTarget(
        name: "DialectMacroExpansionTests",
        dependencies: [
            "DialectMacroExpansion",
            .product(name: "SwiftDiagnostics", package: "swift-syntax"),
            .product(name: "SwiftSyntax", package: "swift-syntax"),
            .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
            .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
            .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
            .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
        ],
        swiftSettings: settings
    ),
    .testTarget(name: "DialectWireTests", dependencies: ["Dialect", "DialectWire"], swiftSettings: settings),
    .testTarget(
        name: "DialectTransportTests",
        dependencies: [
            "TestSupport",
            "Dialect",
            "DialectDeflate",
            "DialectTransport",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DialectOpenAITests",
        dependencies: [
            "TestSupport",
            "Dialect", "DialectOpenAI", "DialectServer", "DialectSimulator", "DialectTransport", "DialectWire",
            .product(name: "InMemoryLogging", package: "swift-log"),
            .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "MetricsTestKit", package: "swift-metrics"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            .product(name: "Tracing", package: "swift-distributed-tracing"),
        ],
        swiftSettings: settings
    ),
    providerTests("Anthropic"),
    providerTests("Azure"),
    providerTests(
        "Bedrock", "CDialectZlib", .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio")),
    providerTests("Cohere"),
    providerTests(
        "Google", .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio")),
    providerTests("OpenAICompatible"),
    .testTarget(
        name: "DialectServerTests",
        dependencies: [
            "TestSupport",
            "Dialect",
            "DialectDeflate",
            "DialectServer",
            "DialectSimulator",
            "DialectWire",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DialectSimulatorTests",
        dependencies: [
            "TestSupport",
            "Dialect",
            "DialectAnthropic", "DialectBedrock", "DialectCohere", "DialectGoogle", "DialectOpenAI",
            "DialectOpenAICompatible", "DialectServer",
            "DialectSimulator",
            "DialectWire",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DialectCLITests",
        dependencies: [
            "TestSupport",
            "Dialect", "DialectCLI", "DialectMCP", "DialectOpenAI", "DialectOpenAICompatible", "DialectServer",
            "DialectSimulator",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DialectMCPTests",
        dependencies: [
            "TestSupport",
            "Dialect", "DialectMCP", "DialectTransport",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ],
        swiftSettings: settings
    ),
    .testTarget(
        name: "DocumentationTests",
        dependencies: [
            "TestSupport",
            "Dialect", "DialectAnthropic", "DialectAzure", "DialectBedrock", "DialectCohere", "DialectGenerable",
            "DialectGoogle", "DialectMCP", "DialectOpenAI", "DialectOpenAICompatible", "DialectSQLite",
            "DialectServer", "DialectSimulator", "DialectTesting", "DialectTransport",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ],
        // The app of a guide, by symbolic links into docs/examples; a test has a main of its own.
        exclude: ["Clerk/main.swift"],
        swiftSettings: settings
    ),
    .testTarget(
        name: "CorpusTests",
        dependencies: [
            "TestSupport",
            "Dialect", "DialectAnthropic", "DialectAzure", "DialectBedrock", "DialectCohere", "DialectGoogle",
            "DialectOpenAI", "DialectOpenAICompatible", "DialectServer", "DialectSimulator", "DialectTransport",
            "DialectWire",
            .product(name: "InMemoryLogging", package: "swift-log"),
            .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            .product(name: "Tracing", package: "swift-distributed-tracing"),
        ],
        resources: [.copy("InexpressibleRequests.json"), .copy("UnspokenRecordings.json")],
        swiftSettings: settings
    ),
]

let package = Package(
    name: "Dialect",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: libraries.map { .library(name: $0.name, targets: [$0.name]) } + [
        .executable(name: "dialect", targets: ["DialectCLI"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax", "600.0.0"..<"604.0.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: compression + libraries + [
        .executableTarget(
            name: "DialectCLI",
            dependencies: [
                "Dialect",
                "DialectAnthropic",
                "DialectAzure",
                "DialectBedrock",
                "DialectCohere",
                "DialectGoogle",
                "DialectMCP",
                "DialectOpenAI",
                "DialectOpenAICompatible",
                "DialectSimulator",
                "DialectTransport",
                "DialectWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        )
    ] + macros + [testSupportInC, testSupport, autobahnClient] + tests
)
