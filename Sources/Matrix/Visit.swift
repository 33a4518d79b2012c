// SPDX-License-Identifier: Apache-2.0

import Instructions
import Kernels
import Results

/// A kernel and the purpose of booting it.
struct Visit: Sendable {
  enum Purpose: Sendable, Hashable {
    /// To try each cell.
    case verdicts
    /// To weigh in guest instructions.
    case costs(CostBoot)
    /// For nothing, for comparison with the others' times.
    case bare
  }

  let kernel: Kernel
  let purpose: Purpose

  /// For the name of a file, for example `6.12-disk-1`.
  var name: String {
    switch purpose {
    case .verdicts: "\(kernel.name)-verdicts"
    case .bare: "\(kernel.name)-bare"
    case .costs(let boot):
      ["\(kernel.name)", boot.place.rawValue, boot.perturbation?.rawValue, "\(boot.number)"]
        .compactMap(\.self).joined(separator: "-")
    }
  }
}

/// One of the boots that weigh.
struct CostBoot: Sendable, Hashable {
  /// The disk to weigh on. An emulated one answers at another instruction each time; without one
  /// all boots are alike.
  enum Place: String, Codable, Sendable, CaseIterable {
    /// No disk.
    case memory
    /// `null_blk`, which answers while it is asked. Not every kernel's package has this module.
    case nullBlock

    /// The place for a kernel.
    init(on kernel: Kernel) {
      self = kernel.modules.contains { $0.name == "null_blk" } ? .nullBlock : .memory
    }
  }

  let place: Place
  /// From 1.
  let number: Int
  /// The setting that is varied in this boot.
  var perturbation: Perturbation?
}

/// The outcome of a visit.
struct VisitOutcome: Sendable {
  /// One guest of it.
  struct Boot: Sendable {
    var bootSeconds: Double?
    var elapsedSeconds = 0.0
    var memoryBytes: UInt64?
    /// Why the guest did not get to its end.
    var failure: String?
    /// Whether it said its first line and then died or hung, of which another guest may not.
    var diedAtWork = false
    var consoleEnd: String?
    var findings: [String] = []
  }

  let visit: Visit
  var boots: [Boot] = []
  /// The cells that were tried, with what the kernel complained of meanwhile.
  var cells: [MatrixCell] = []
  var base: Double?
  var hooks: [MatrixHook] = []
  var readings: [InstructionReading] = []

  /// Why its last guest did not get to its end.
  var failure: String? { boots.last?.failure }

  /// A line for a person who waits.
  var line: String {
    let what =
      switch visit.purpose {
      case .verdicts: "\(cells.count { $0.verdict == .exact }) of \(cells.count) exact"
      case .costs(let boot):
        "\(readings.filter { $0.failure == nil }.count) weighed in boot \(boot.number), "
          + (boot.perturbation?.name ?? boot.place.rawValue)
      case .bare: "booted"
      }
    let seconds = boots.reduce(0) { $0 + $1.elapsedSeconds }
    let failures = boots.compactMap(\.failure).map { "; \($0)" }.joined()
    return "\(visit.kernel.name): \(what), \(Int(seconds.rounded())) s\(failures)"
  }
}
