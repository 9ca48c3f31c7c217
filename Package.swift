// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let dequeModule: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

let package = Package(
  name: "diffviz",
  products: [
    .executable(name: "diffviz", targets: ["diffviz"]),
    .executable(name: "diffviz-bench", targets: ["diffviz-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: [
    // A few batch kernels in C, each with a plain Swift twin in the core.
    .target(name: "DiffusionKernels"),
    // The mathematics. No Foundation, no clock, no files, no terminal.
    .target(name: "DiffusionCore", dependencies: ["DiffusionKernels"], swiftSettings: strict),
    // Scenes, sessions, commands, frames, training, recordings and data files as bytes.
    .target(
      name: "Simulation", dependencies: ["DiffusionCore", dequeModule], swiftSettings: strict),
    // Frames to cells: canvas, palettes, layout, panels. Still no terminal.
    .target(
      name: "CellRendering", dependencies: ["DiffusionCore", "Simulation"], swiftSettings: strict),
    // Fixed work, timed: what `diffviz bench` and `diffviz-bench` run. Without a terminal.
    .target(
      name: "Benchmark",
      dependencies: [argumentParser, "CellRendering", "DiffusionCore", "Simulation"],
      swiftSettings: strict),
    // The only place that knows ncurses.
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    // Signals, crash guard, guard process: what must be C.
    .target(name: "CTerminal"),
    .target(
      name: "TerminalFront",
      dependencies: ["CNcurses", "CTerminal", "CellRendering", "Simulation"],
      swiftSettings: strict),
    .executableTarget(
      name: "diffviz",
      dependencies: [
        argumentParser, "Benchmark", "CellRendering", "DiffusionCore", "Simulation",
        "TerminalFront",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "diffviz-bench",
      dependencies: [argumentParser, "Benchmark", "Simulation"],
      swiftSettings: strict),

    // A child for the tests of TerminalFront: a terminal, and ways to end it.
    .executableTarget(
      name: "terminal-probe",
      dependencies: ["CellRendering", "CTerminal", "TerminalFront", "TerminalTestSupport"],
      path: "Tests/TerminalProbe", swiftSettings: strict),
    // Programs on pseudo-terminals, and a terminal emulator that reads their screens.
    .target(
      name: "TerminalTestSupport", dependencies: ["CTerminal", "CellRendering"],
      path: "Tests/TerminalTestSupport", swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "DiffusionCoreTests", dependencies: ["DiffusionCore", "TestSupport", realModule],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["DiffusionCore", "Simulation", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CellRenderingTests",
      dependencies: ["CellRendering", "DiffusionCore", "Simulation", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "BenchmarkTests",
      dependencies: ["Benchmark", "DiffusionCore", "Simulation", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TerminalFrontTests",
      dependencies: [
        "CellRendering", "DiffusionCore", "Simulation", "TerminalFront", "TerminalTestSupport",
        "TestSupport", "terminal-probe",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ArchitectureTests",
      dependencies: ["DiffusionCore", "Simulation", "TerminalFront", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Simulation", "TerminalTestSupport", "TestSupport", "diffviz", "diffviz-bench",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
