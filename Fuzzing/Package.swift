// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the program never meets the fuzzer's flags: it compiles the sources of the layers up to
// the model language again (`Shared` is the root package's `Sources`), optimised, and watched for coverage.

let swiftFlags: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // The harness sees what is internal, such as the tree of a file. Optimised whatever the configuration: time is
    // judged as a user would.
    .unsafeFlags(["-O", "-enable-testing", "-sanitize=fuzzer"]),
]

/// Those of the root package. The kernels stay without watchers: they have few branches, and these would be in loops.
let kernelFlags: [CSetting] = [
    .unsafeFlags([
        "-O3", "-std=c11", "-ffp-contract=off", "-fno-fast-math", "-Wall", "-Wextra", "-Werror",
    ])
]

func shared(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: swiftFlags)
}

let package = Package(
    name: "suanli-fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .target(name: "CKernels", path: "Shared/CKernels", cSettings: kernelFlags),
        shared("BinaryCoding", [.product(name: "Crypto", package: "swift-crypto")]),
        shared("Sampling", ["BinaryCoding", "CKernels"]),
        shared("Statistics", ["BinaryCoding", "CKernels"]),
        shared(
            "ModelLanguage",
            [
                "BinaryCoding", "CKernels", "Sampling", "Statistics",
                .product(name: "Yams", package: "Yams"),
            ]),
        .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
        .executableTarget(
            name: "fuzz-models",
            dependencies: ["BinaryCoding", "CFuzzer", "ModelLanguage", "Sampling", "Statistics"],
            path: "Harness", swiftSettings: swiftFlags,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
