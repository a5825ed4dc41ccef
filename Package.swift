// swift-tools-version: 6.2
import PackageDescription

// The folder that holds libtorch's include/ and lib/; `scripts/setup` puts the PyPI wheel there.
let libtorch = Context.environment["LIBTORCH"] ?? "\(Context.packageDirectory)/.deps/python/torch"

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "assay",
    products: [
        .library(name: "AssayPythonWorker", type: .dynamic, targets: ["CPythonWorker"]),
        .executable(name: "assay-worker", targets: ["CProgramWorker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The vocabulary and its text: they depend on nothing.
        .target(name: "Rollouts", swiftSettings: strict),
        .target(name: "JSON", swiftSettings: strict),

        // How files are written, read and told apart.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "Disk", dependencies: ["CZlib", "CNettle", "CZstd"], swiftSettings: strict),

        // Text, tables and plots for people.
        .target(name: "Rendering", swiftSettings: strict),

        // Programs that are started beside ours.
        .target(name: "CProcesses"),
        .target(name: "Processes", swiftSettings: strict),

        // Lua in Swift. Knows nothing of reinforcement learning.
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .target(name: "CLuaHost", dependencies: ["CLua"]),
        .target(name: "LuaHost", dependencies: ["CLuaHost", "Rendering"], swiftSettings: strict),

        // Numerics. CKernels is plain C++, and all that rounds; CTorch is the only target that sees libtorch.
        .target(name: "CKernels", cxxSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
        .target(
            name: "CTorch", dependencies: ["CKernels"],
            cxxSettings: [
                .unsafeFlags([
                    "-isystem", "\(libtorch)/include", "-isystem", "\(libtorch)/include/torch/csrc/api/include",
                ])
            ],
            linkerSettings: [
                .unsafeFlags([
                    "-L\(libtorch)/lib", "-ltorch", "-ltorch_cpu", "-lc10",
                    "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib",
                ])
            ]),
        .target(name: "Torch", dependencies: ["CTorch", "CKernels"], swiftSettings: strict),
        .target(name: "Models", dependencies: ["Torch", "JSON", "Disk", "Rollouts"], swiftSettings: strict),
        .target(name: "Training", dependencies: ["Models", "Torch", "Rollouts"], swiftSettings: strict),

        // Hostile programs.
        // The workers' half is a library of its own, which the interpreter inside the sandbox loads.
        .target(name: "CSandbox"),
        .target(name: "CSandboxWorker", dependencies: ["CSandbox"]),
        .target(
            name: "CPythonWorker", dependencies: ["CSandboxWorker"],
            // Nothing of Swift's runtime exists inside the sandbox.
            linkerSettings: [.unsafeFlags(["-nostartfiles"])]),
        .executableTarget(
            name: "CProgramWorker", dependencies: ["CSandboxWorker", "CLua"],
            // Nothing of Swift's runtime exists inside the sandbox. Static, its data apart from its code: what a fork has to copy is less, see
            // code.c.
            linkerSettings: [
                .linkedLibrary("m"),
                .unsafeFlags([
                    "-nostartfiles", "-static-executable", "-Xlinker", "-z", "-Xlinker", "max-page-size=0x200000",
                ]),
            ]),
        .target(name: "Sandbox", dependencies: ["CSandbox", "Rollouts", "Disk"], swiftSettings: strict),

        // Models behind a server. libcurl: what Swift's own URLSession stands on, without the rest of it.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CHTTP", dependencies: ["CCurl"], cSettings: [.define("_GNU_SOURCE")]),
        .target(
            name: "ServedModels", dependencies: ["CHTTP", "JSON", "Disk", "Rollouts"], swiftSettings: strict),

        // Estimates and intervals: knows nothing of runs.
        .target(name: "Statistics", dependencies: ["Rollouts"], swiftSettings: strict),

        .target(
            name: "Environments", dependencies: ["Rollouts", "JSON", "Disk", "Sandbox", "Statistics", "Processes"],
            resources: [.embedInCode("ProblemSets/parquet_rows.py")], swiftSettings: strict),

        // The record.
        .target(name: "RunStore", dependencies: ["JSON", "Disk", "Rollouts", "Rendering"], swiftSettings: strict),

        // What stands on records: questions about many of them, verdicts, what is written for others, pages.
        // GRDB stands on the SQLite of Debian's libsqlite3-dev.
        .target(
            name: "Database", dependencies: ["RunStore", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "RunIndex",
            dependencies: [
                "RunStore", "Database", "Statistics", "JSON", "Disk", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "Ledger",
            dependencies: [
                "RunStore", "Database", "JSON", "Disk", "Rollouts", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(name: "Exports", dependencies: ["RunStore", "JSON", "Disk"], swiftSettings: strict),
        .target(
            name: "Pages",
            dependencies: [
                "Analysis", "RunStore", "RunIndex", "Ledger", "Statistics", "JSON", "Rendering", "Rollouts",
            ],
            swiftSettings: strict),

        // What the episodes of an evaluation say: outcomes by problem, errors by turn, repairs.
        .target(
            name: "Analysis", dependencies: ["RunStore", "Statistics", "JSON", "Rollouts"], swiftSettings: strict),

        // Plans of many runs, what carries them out, search, and the tables that come of them.
        .target(
            name: "Sweeps",
            dependencies: [
                "Analysis", "Statistics", "RunStore", "Processes", "CProcesses", "JSON", "Disk", "Rendering",
                "Rollouts",
            ],
            resources: [.embedInCode("Search/optuna_worker.py")], swiftSettings: strict),

        // Where a run's numbers come from: programs, libraries, machine, repository, and what was seen not to repeat.
        .target(
            name: "Provenance", dependencies: ["RunStore", "Processes", "JSON", "Rollouts", "Torch"],
            swiftSettings: strict),

        // A record worked out again, without Lua.
        .target(
            name: "Replay", dependencies: ["Environments", "Sandbox", "RunStore", "Statistics", "JSON", "Rollouts"],
            swiftSettings: strict),

        // One file per Lua class.
        .target(
            name: "ScriptAPI",
            dependencies: [
                "Analysis", "Ledger", "Replay", "LuaHost", "Models", "Training", "Environments", "Sandbox", "RunStore",
                "Provenance", "Rendering", "JSON", "Disk", "Rollouts", "Statistics", "ServedModels",
            ],
            swiftSettings: strict),

        // Two programs: `assay` answers from records at once; it starts `assay-host`, which loads libtorch, to run.
        .target(
            name: "CommandLineOptions",
            dependencies: ["Rendering", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .executableTarget(
            name: "assay",
            dependencies: [
                "Analysis", "CommandLineOptions", "Sweeps", "Pages", "Statistics", "RunStore", "RunIndex", "Ledger",
                "Exports", "JSON", "Disk", "Rendering", "Rollouts",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "assay-host",
            dependencies: [
                "Ledger", "Pages", "CommandLineOptions", "Sweeps", "CProcesses", "Replay", "ScriptAPI", "LuaHost",
                "Provenance",
                "Environments",
                "Sandbox", "RunStore", "JSON", "Rendering", "Rollouts",
            ],
            swiftSettings: strict),

        // What our side costs, beside `transformers` and the machine's matrix products; started by `scripts/bench`.
        .executableTarget(
            name: "assay-bench",
            dependencies: [
                "Training", "Models", "Torch", "CKernels", "Environments", "Sandbox", "Rendering", "Rollouts",
                "ScriptAPI", "LuaHost", "RunStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Rollouts", "Environments", "Models", "RunStore", "Sweeps", "JSON"],
            path: "Tests/TestSupport", exclude: ["hostile_server.py"],
            swiftSettings: strict),
        .testTarget(
            name: "ServedModelsTests", dependencies: ["ServedModels", "JSON", "Rollouts", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "RolloutsTests", dependencies: ["Rollouts"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(name: "DiskTests", dependencies: ["Disk", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "LuaHostTests", dependencies: ["LuaHost"], exclude: ["Snapshots"], swiftSettings: strict),
        .testTarget(name: "TorchTests", dependencies: ["Torch", "CKernels"], swiftSettings: strict),
        .testTarget(
            name: "ModelsTests", dependencies: ["Models", "Rollouts", "TestSupport"], exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "TrainingTests", dependencies: ["Training", "Environments", "TestSupport"], exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "SandboxTests", dependencies: ["Sandbox", "Environments", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics", "Rollouts"], exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "EnvironmentsTests", dependencies: ["Environments", "Models", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "RunStoreTests",
            dependencies: ["RunIndex", "RunStore", "JSON", "Rendering", "Rollouts", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "RunIndexTests", dependencies: ["RunIndex", "RunStore", "JSON", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerTests", dependencies: ["Ledger", "RunStore", "Rollouts", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ExportsTests", dependencies: ["Exports", "RunStore", "JSON", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "AnalysisTests",
            dependencies: ["Analysis", "Statistics", "RunStore", "JSON", "Rollouts", "TestSupport"],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "SweepsTests",
            dependencies: ["Sweeps", "Statistics", "RunStore", "JSON", "Rollouts", "TestSupport"],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "PagesTests",
            dependencies: [
                "Analysis", "RunIndex", "Ledger", "Exports", "Pages", "Statistics", "RunStore", "JSON", "Rendering",
                "Rollouts", "TestSupport",
            ],
            exclude: ["Snapshots"], swiftSettings: strict),
        .testTarget(
            name: "RenderingTests", dependencies: ["Rendering", "TestSupport"], exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(
            name: "ScriptAPITests",
            dependencies: [
                "Analysis", "Ledger", "Models", "Replay", "ScriptAPI", "Environments", "JSON", "LuaHost", "Rendering",
                "RunStore",
                "Rollouts", "Statistics", "TestSupport",
            ],
            exclude: ["Snapshots"], swiftSettings: strict),
        .testTarget(
            name: "AssayTests",
            dependencies: [
                "RunIndex", "Ledger", "Sweeps", "assay", "RunStore", "JSON", "Rendering", "Rollouts", "TestSupport",
            ],
            exclude: ["Snapshots"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx20
)
