// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// A kernel on the command line: `6.12`, in the flavours of --flavour, or `6.12-rt-amd64`.
enum KernelArgument: ExpressibleByArgument {
  case series(KernelSeries)
  case name(KernelName)

  init?(argument: String) {
    if let series = KernelSeries(argument: argument) {
      self = .series(series)
    } else {
      guard let name = KernelName(argument: argument) else { return nil }
      self = .name(name)
    }
  }

  /// The kernels, given the flavours of --flavour.
  func names(_ flavours: [KernelFlavour]) -> [KernelName] {
    switch self {
    case .series(let series): flavours.map { KernelName(series, $0) }
    case .name(let name): [name]
    }
  }
}

/// A kernel on the command line, or all of them.
enum KernelsArgument: ExpressibleByArgument {
  case all
  case one(KernelArgument)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else {
      guard let kernel = KernelArgument(argument: argument) else { return nil }
      self = .one(kernel)
    }
  }

  /// The one kernel; `nil` where all are meant.
  var kernel: KernelArgument? { if case .one(let kernel) = self { kernel } else { nil } }

  /// Whether all are meant.
  var isAll: Bool { kernel == nil }
}

/// Flavours on the command line: `amd64,rt-amd64`, or `all`.
struct FlavourList: ExpressibleByArgument {
  /// Each flavour once, in their own order.
  let flavours: [KernelFlavour]

  init?(argument: String) {
    if argument == "all" {
      flavours = KernelFlavour.allCases
      return
    }
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = words.compactMap { KernelFlavour(rawValue: String($0)) }
    guard found.count == words.count else { return nil }
    flavours = Set(found).sorted()
  }

  static var allValueStrings: [String] { KernelFlavour.allCases.map(\.rawValue) + ["all"] }
}

/// The flavours of a series.
struct FlavourOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Flavours of each series, with commas between. Default: cloud-amd64.", valueName: "list"))
  var flavour: FlavourList?

  /// The chosen flavours, or the default.
  var flavours: [KernelFlavour] { flavour?.flavours ?? [.cloud] }

  /// Refuses --flavour where no series is given.
  func check(_ hasSeries: Bool) throws {
    if flavour != nil, !hasSeries {
      throw ValidationError("--flavour chooses among the kernels of a series, such as 6.12")
    }
  }
}
