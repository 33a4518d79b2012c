// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

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

/// The settings of every C++ target.
let strictCXX: [CXXSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])]

/// A workload: one C++ program on Google Benchmark, in a folder of its own name.
func workload(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["WorkloadDriver"],
    path: "workloads/\(name)",
    cxxSettings: strictCXX,
    linkerSettings: [.linkedLibrary("benchmark")])
}

func unitTests(_ module: String, _ more: Target.Dependency...) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.byName(name: module)] + more,
    swiftSettings: strict)
}

let package = Package(
  name: "tare",
  products: [
    .executable(name: "tare", targets: ["tare"]),
    .library(name: "Probes", targets: ["Probes"]),
  ],
  dependencies: [
    // The command line: options, help and completions.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // BPF: libbpf and the probes.
    .target(
      name: "CLibbpf",
      linkerSettings: [.linkedLibrary("bpf"), .linkedLibrary("elf"), .linkedLibrary("z")]),
    .systemLibrary(name: "CProbeRecords", path: "bpf/include"),
    .target(name: "BPF", dependencies: ["CLibbpf"], swiftSettings: strict),
    .target(name: "ProbeObjects", swiftSettings: strict, plugins: ["CompileProbes"]),
    .target(
      name: "Probes", dependencies: ["BPF", "ProbeObjects", "CProbeRecords"],
      swiftSettings: strict),
    .plugin(
      name: "CompileProbes", capability: .buildTool(), dependencies: ["compile-probe"],
      path: "Sources/CompileProbes/Plugin"),
    .executableTarget(
      name: "compile-probe", path: "Sources/CompileProbes/Tool", swiftSettings: strict),

    // Workloads: C++ programs and the process that drives one.
    .target(
      name: "WorkloadDriver", path: "workloads/driver",
      cxxSettings: strictCXX),
    workload("syscall-storm"),
    workload("open-storm"),
    workload("block-read"),
    .systemLibrary(name: "CWorkloadChannel"),
    .target(name: "Workloads", dependencies: ["CWorkloadChannel"], swiftSettings: strict),

    // Arithmetic and documents: import nothing of ours.
    .target(name: "Statistics", swiftSettings: strict),
    .target(name: "Results", swiftSettings: strict),

    // The experiment and what is printed of it.
    .target(
      name: "Weighing",
      dependencies: ["Probes", "BPF", "ProbeObjects", "Workloads", "Statistics", "Results"],
      swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Results"], swiftSettings: strict),

    // Kernels: find, fetch and boot one, and both ends of the conversation with its guest.
    .target(name: "CGuest"),
    .target(
      name: "Kernels", dependencies: ["CGuest", "Results", "Workloads"], swiftSettings: strict),
    .executableTarget(
      name: "tare",
      dependencies: [
        "Weighing", "Reports", "Results", "Probes", "Workloads", "BPF", "ProbeObjects", "Kernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    unitTests("Statistics"),
    unitTests("Results"),
    unitTests("BPF", "ProbeObjects"),
    unitTests("Probes", "BPF", "Workloads"),
    unitTests("Workloads"),
    unitTests("Weighing", "Statistics", "Results"),
    unitTests("Reports", "Results"),
    unitTests("Kernels", "Workloads"),
    .testTarget(
      name: "IntegrationTests",
      dependencies: ["Weighing", "Probes", "Workloads", "BPF", "Results"],
      path: "Tests/Integration", swiftSettings: strict),
    .testTarget(
      name: "GuestTests", dependencies: ["Kernels", "Results", "Workloads"],
      path: "Tests/Guests", swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx20
)
