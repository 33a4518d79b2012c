// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackageDescription

/// The settings of every Swift target: no unsafe call without a mark, no warning left standing.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

/// The settings of a target whose work is small and whose code is much: its optimisation takes longer than all
/// that it is ever going to save.
let unoptimized: [SwiftSetting] =
  strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// The toolchain's own linker, which links a program in a third of the time of the system's.
let fastLinker: [LinkerSetting] = [.unsafeFlags(["-use-ld=lld"])]

/// What a module needs that does something with the scale and the subjects on it.
let scaleUser: [Target.Dependency] = [
  "Scale", "Subjects", "Probes", "BPF", "Workloads", "Statistics", "Results", "System",
]

/// The settings of every C++ target.
let strictCXX: [CXXSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])]

/// The folders of workloads, which describe themselves. SwiftPM keeps what it read of this file: see
/// docs/adding-a-workload.md for a new folder.
let workloads = try FileManager.default
  .contentsOfDirectory(atPath: "\(Context.packageDirectory)/workloads").sorted()
  .filter {
    FileManager.default.fileExists(
      atPath: "\(Context.packageDirectory)/workloads/\($0)/\($0).swift")
  }

/// A workload: one C++ program on Google Benchmark, in a folder of its own name.
func workload(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["WorkloadDriver"],
    path: "workloads/\(name)", exclude: ["\(name).swift"],
    cxxSettings: strictCXX,
    // It is linked with swiftc and holds no Swift: without swiftc's own start file, which asks for the
    // runtime, it is 6 MB smaller, of which guests have a copy each.
    linkerSettings: fastLinker + [.linkedLibrary("benchmark"), .unsafeFlags(["-nostartfiles"])])
}

func unitTests(
  _ module: String, _ more: Target.Dependency..., exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.byName(name: module), "System"] + more,
    exclude: exclude,
    swiftSettings: strict)
}

let package = Package(
  name: "tare",
  products: [
    .executable(name: "tare", targets: ["tare"]),
    .library(name: "Probes", targets: ["Probes", "Lines"]),
    .library(name: "Budgeting", targets: ["Budgeting"]),
  ],
  dependencies: [
    // The command line: options, help and completions.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // What the operating system gives: files, threads, processes, clocks.
    .systemLibrary(name: "CSystem"),
    .target(name: "System", dependencies: ["CSystem"], swiftSettings: strict),
    // The one reader of programs, modules and objects.
    .target(name: "ELF", swiftSettings: strict),

    // BPF: libbpf and the probes.
    .target(
      name: "CLibbpf",
      linkerSettings: [.linkedLibrary("bpf"), .linkedLibrary("elf"), .linkedLibrary("z")]),
    .systemLibrary(name: "CProbeRecords", path: "bpf"),
    .target(name: "BPF", dependencies: ["CLibbpf", "System"], swiftSettings: strict),
    .target(name: "ProbeObjects", swiftSettings: strict, plugins: ["CompileProbes"]),
    // The names of functions in programs; it loads elfutils' libdw by itself when it needs it.
    .target(name: "CSymbols"),
    // How a record becomes a line of text or JSON.
    .target(name: "Lines", dependencies: ["System"], swiftSettings: strict),
    .target(
      name: "Probes",
      dependencies: [
        "BPF", "ELF", "Lines", "ProbeObjects", "CProbeRecords", "CSymbols", "System",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict, plugins: ["NameSystemCalls"]),
    .plugin(
      name: "CompileProbes", capability: .buildTool(), dependencies: ["compile-probe"],
      path: "Sources/CompileProbes/Plugin"),
    .executableTarget(
      name: "compile-probe", path: "Sources/CompileProbes/Tool", swiftSettings: strict),
    .plugin(
      name: "NameSystemCalls", capability: .buildTool(), dependencies: ["name-system-calls"],
      path: "Sources/NameSystemCalls/Plugin"),
    .executableTarget(
      name: "name-system-calls", path: "Sources/NameSystemCalls/Tool", swiftSettings: strict),

    // What a probe may cost: the fuse, and the meter of a running probe.
    .target(
      name: "Budgeting", dependencies: ["BPF", "Lines", "Probes", "System"], swiftSettings: strict),

    // Workloads: C++ programs and the process that drives one.
    .target(
      name: "WorkloadDriver", path: "workloads/driver",
      cxxSettings: strictCXX),
    // What exec-storm executes: no C library, no dynamic linker, under 3 KB. SwiftPM links with
    // swiftc; -static-stdlib only keeps it from asking for a shared libswiftCore.
    .executableTarget(
      name: "exec-target", path: "workloads/exec-target",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])],
      linkerSettings: [
        .unsafeFlags([
          "-static-stdlib", "-nostartfiles", "-Xclang-linker", "-nostdlib",
          "-Xclang-linker", "-static", "-Xclang-linker", "-Wno-unused-command-line-argument",
        ])
      ]),
    // Ways of using files that programs rarely take; a trial of a probe of files runs it beside its workload.
    .executableTarget(
      name: "odd-files", path: "workloads/odd-files",
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])],
      linkerSettings: fastLinker + [.unsafeFlags(["-nostartfiles"])]),
    .systemLibrary(name: "CWorkloadChannel"),
    .target(
      name: "Workloads", dependencies: ["CWorkloadChannel", "CSystem", "System"],
      swiftSettings: strict, plugins: ["ListWorkloads"]),
    .plugin(
      name: "ListWorkloads", capability: .buildTool(), path: "Sources/ListWorkloads/Plugin"),

    // Arithmetic, which imports nothing of ours, and documents.
    .target(name: "Statistics", swiftSettings: strict),
    .target(name: "Results", dependencies: ["Statistics", "System"], swiftSettings: strict),

    // The scale, what can stand on it, and what is done with it.
    .target(
      name: "Scale",
      dependencies: ["BPF", "ProbeObjects", "Workloads", "Statistics", "Results", "System"],
      swiftSettings: strict),
    .target(
      name: "Subjects",
      dependencies: [
        "Scale", "Probes", "ProbeObjects", "CProbeRecords", "BPF", "Workloads", "Results",
        "Lines", "Statistics", "System",
      ],
      swiftSettings: strict),
    .target(name: "Trials", dependencies: scaleUser, swiftSettings: strict),
    .target(name: "Calibration", dependencies: scaleUser, swiftSettings: strict),
    .target(name: "Forecast", dependencies: scaleUser, swiftSettings: strict),
    .target(name: "Instructions", dependencies: scaleUser, swiftSettings: strict),
    .target(
      name: "Reports", dependencies: ["Results", "Statistics"], swiftSettings: unoptimized),

    // Kernels: find, fetch and boot one, and both ends of the conversation with its guest.
    .target(name: "CGuest"),
    .target(
      name: "Kernels", dependencies: ["CGuest", "ELF", "System"],
      swiftSettings: strict),

    // What a kernel really offers.
    .target(
      name: "Features",
      dependencies: [
        "Scale", "Subjects", "Kernels", "Probes", "ProbeObjects", "Results", "BPF", "ELF", "System",
      ],
      swiftSettings: strict),
    // Cells and their verdicts.
    .target(
      name: "Matrix",
      dependencies: [
        "Scale", "Subjects", "Trials", "Instructions", "Kernels", "Probes", "Results", "BPF",
        "Workloads", "System",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "tare",
      dependencies: [
        "Scale", "Subjects", "Calibration", "Forecast", "Instructions", "Features", "Matrix",
        "Statistics", "System", "Lines",
        "Reports", "Results", "Probes", "Budgeting", "Workloads", "BPF", "ProbeObjects", "Kernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict, linkerSettings: fastLinker, plugins: ["EmbedResults"]),
    .plugin(
      name: "EmbedResults", capability: .buildTool(), dependencies: ["embed-results"],
      path: "Sources/EmbedResults/Plugin"),
    .executableTarget(
      name: "embed-results", path: "Sources/EmbedResults/Tool", swiftSettings: strict,
      linkerSettings: fastLinker),

    // What the library is for.
    .executableTarget(
      name: "failed-opens", dependencies: ["Probes"], path: "Examples/failed-opens",
      swiftSettings: strict, linkerSettings: fastLinker),

    unitTests("Statistics"),
    unitTests("Results", "Statistics"),
    unitTests("BPF", "ProbeObjects"),
    unitTests(
      "Probes", "BPF", "Lines", "Workloads", "CProbeRecords",
      .product(name: "ArgumentParser", package: "swift-argument-parser")),
    unitTests("Budgeting"),
    unitTests("Workloads"),
    unitTests("Scale", "BPF", "ProbeObjects", "Statistics", "Results", "Workloads"),
    unitTests("Subjects", "Probes", "Scale", "Workloads"),
    unitTests("Calibration", "Scale", "Subjects", "Statistics", "Results", "Workloads"),
    unitTests("Forecast", "Scale", "Subjects", "Probes", "Results", "Statistics"),
    unitTests("Instructions", "Workloads"),
    unitTests("Reports", "Results", "Statistics", exclude: ["Snapshots"]),
    unitTests("Kernels", "ELF"),
    unitTests("tare", "Budgeting", "Kernels", "Probes", "Results", "Scale", "Subjects"),
    unitTests("Features", "BPF", "ProbeObjects", "Results"),
    unitTests("Matrix", "Results", "Kernels", "Scale", "Trials", "Instructions"),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "tare", "Probes", "Subjects", "Results",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/CommandLine", swiftSettings: strict),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Scale", "Subjects", "Trials", "Forecast", "Calibration", "Probes", "ProbeObjects",
        "Workloads",
        "BPF", "Results", "Statistics", "System", "failed-opens",
      ],
      path: "Tests/Integration", swiftSettings: strict, linkerSettings: fastLinker),
    .testTarget(
      name: "GuestTests",
      dependencies: ["Kernels", "Features", "Matrix", "Results", "Workloads", "ELF", "System"],
      path: "Tests/Guests", swiftSettings: strict),
  ] + workloads.map(workload),
  cxxLanguageStandard: .cxx20
)
