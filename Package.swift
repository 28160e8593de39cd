// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with: warnings are errors, existentials are spelled `any`, and a file
/// imports what it uses, for itself alone unless it says otherwise.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The kernels must give the same bits on every machine: no contraction to fused multiply-add, no fast-math. They are
/// optimised in debug builds too, so that tests evaluate at full speed.
let kernelFlags: [CSetting] = [
    .unsafeFlags(["-O3", "-std=c11", "-ffp-contract=off", "-fno-fast-math", "-Wall", "-Wextra", "-Werror"])
]

/// The program that is shipped holds the Swift runtime and Foundation: finding and binding their shared libraries takes a quarter of
/// its start. Linking alone decides that; these are what Foundation's archives need of each other.
let selfContained: LinkerSetting = .unsafeFlags(
    ["-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections"],
    .when(configuration: .release))

func library(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// A layer that works through draws: optimised in debug builds too, checks and all, so that tests run at full speed.
func hotLibrary(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

let package = Package(
    name: "suanli",
    products: [.executable(name: "suanli", targets: ["suanli"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    // From the bottom up: a target imports only what stands above it in this list.
    targets: [
        .target(name: "CKernels", cSettings: kernelFlags),
        hotLibrary("BinaryCoding", [crypto]),
        hotLibrary("Sampling", ["BinaryCoding", "CKernels"]),
        hotLibrary("Statistics", ["BinaryCoding", "CKernels"]),
        hotLibrary("ModelLanguage", ["BinaryCoding", "CKernels", "Sampling", "Statistics", yams]),
        library("Scheduling", ["BinaryCoding", "Statistics", deque]),
        .target(name: "CVolatileDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        .systemLibrary(name: "CGlibc"),
        .systemLibrary(name: "CZeroMQ", pkgConfig: "libzmq", providers: [.apt(["libzmq3-dev"])]),
        library("ZeroMQ", ["CGlibc", "CZeroMQ"]),
        library(
            "ClusterProtocol", ["BinaryCoding", "Scheduling", "Statistics", protobuf], exclude: ["cluster.proto"]),
        library("Access", ["BinaryCoding", "Scheduling", "ZeroMQ"]),
        library("Ledger", ["BinaryCoding", "Scheduling", "Statistics", grdb]),
        library("RuntimeSupport", ["Scheduling", "ZeroMQ"]),
        library(
            "WorkerRuntime",
            [
                "BinaryCoding", "ClusterProtocol", "ModelLanguage", "RuntimeSupport", "Sampling", "Scheduling",
                "Statistics", "ZeroMQ", deque, logging,
            ]),
        library(
            "CoordinatorRuntime",
            [
                "Access", "BinaryCoding", "ClusterProtocol", "Ledger", "ModelLanguage", "RuntimeSupport", "Sampling",
                "Scheduling", "Statistics", "ZeroMQ", logging,
            ]),
        library("ClusterClient", ["ClusterProtocol", "ZeroMQ"]),
        library(
            "Reports",
            ["BinaryCoding", "CGlibc", "ClusterProtocol", "ModelLanguage", "Sampling", "Scheduling", "Statistics"]),
        library("Simulation", ["BinaryCoding", "Scheduling", "Statistics"]),
        library("Chaos", ["RuntimeSupport", "Scheduling", "ZeroMQ"]),
        library(
            "Dashboard",
            ["Access", "ClusterProtocol", "CoordinatorRuntime", "Reports", "Scheduling", hummingbird, logging]),
        .executableTarget(
            name: "suanli",
            dependencies: [
                "Access", "BinaryCoding", "CGlibc", "CVolatileDisk", "Chaos", "ClusterClient", "ClusterProtocol",
                "CoordinatorRuntime",
                "Dashboard",
                "Ledger", "ModelLanguage", "Reports", "RuntimeSupport", "Sampling", "Scheduling", "Simulation",
                "Statistics", "WorkerRuntime", "ZeroMQ", arguments, logging, yams,
            ], swiftSettings: strict, linkerSettings: [selfContained]),

        // What several test targets use: seeded random numbers, and tables of reference values.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("CKernelsTests", ["CKernels", "TestSupport"], resources: [.copy("Data")]),
        tests("BinaryCodingTests", ["BinaryCoding"]),
        tests("SamplingTests", ["BinaryCoding", "CKernels", "Sampling", "TestSupport"], resources: [.copy("Data")]),
        tests("StatisticsTests", ["BinaryCoding", "CKernels", "Statistics", "TestSupport"]),
        tests(
            "ModelLanguageTests",
            ["BinaryCoding", "CKernels", "ModelLanguage", "Sampling", "Statistics", "TestSupport"],
            resources: [.copy("Broken"), .copy("Coverage/Data"), .copy("Findings")]),
        tests("SchedulingTests", ["BinaryCoding", "Scheduling", "Statistics"]),
        tests("ChaosTests", ["Chaos", "Scheduling"]),
        tests("SimulationTests", ["Scheduling", "Simulation", "Statistics"]),
        tests("ZeroMQTests", ["ZeroMQ"]),
        tests("AccessTests", ["Access", "BinaryCoding", "Scheduling", "ZeroMQ"]),
        tests("ClusterProtocolTests", ["BinaryCoding", "ClusterProtocol", "Scheduling", "Statistics", "TestSupport"]),
        tests(
            "LedgerTests",
            [
                "BinaryCoding", "CVolatileDisk", "Ledger", "Scheduling", "Statistics", "TestSupport", grdb,
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        tests(
            "ReportsTests",
            ["BinaryCoding", "ClusterProtocol", "ModelLanguage", "Reports", "Sampling", "Scheduling", "Statistics"]),
        // Runs the program itself: commands, and clusters of real processes on loopback.
        tests("EndToEndTests", ["ClusterProtocol", "TestSupport", "ZeroMQ", "suanli"]),
    ],
    swiftLanguageModes: [.v6]
)
