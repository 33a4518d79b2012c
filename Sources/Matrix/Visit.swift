// SPDX-License-Identifier: Apache-2.0

import Instructions
import Kernels
import Results

/// A kernel and the purpose of its boot.
struct Visit: Sendable {
  enum Purpose: Sendable, Hashable {
    /// Trying each cell.
    case verdicts
    /// Weighing in guest instructions.
    case costs(CostBoot)
    /// Comparing times with a boot without a job.
    case bare
  }

  let kernel: Kernel
  let purpose: Purpose

  /// A name for files, for example `6.12-disk-1`.
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

/// A weighing boot.
struct CostBoot: Sendable, Hashable {
  /// The disk to weigh on; an emulated one answers at a different instruction each time.
  enum Place: String, Codable, Sendable, CaseIterable {
    /// No disk.
    case memory
    /// `null_blk`, which answers while it is asked; not every kernel's package has it.
    case nullBlock

    /// The place for a kernel.
    init(on kernel: Kernel) {
      self = kernel.modules.contains { $0.name == "null_blk" } ? .nullBlock : .memory
    }
  }

  let place: Place
  /// The number of the boot, from 1.
  let number: Int
  /// The varied setting.
  var perturbation: Perturbation?
}

/// The outcome of a visit.
struct VisitOutcome: Sendable {
  /// A guest of the visit.
  struct Boot: Sendable {
    var bootSeconds: Double?
    var elapsedSeconds = 0.0
    var memoryBytes: UInt64?
    /// The reason that the guest failed.
    var failure: String?
    /// Whether it died or hung after its first line, as another guest may not.
    var diedAtWork = false
    var consoleEnd: String?
    var findings: [String] = []
  }

  let visit: Visit
  var boots: [Boot] = []
  /// The tried cells, with the kernel's complaints.
  var cells: [MatrixCell] = []
  var base: Double?
  var hooks: [MatrixHook] = []
  var readings: [InstructionReading] = []

  /// The reason that its last guest failed.
  var failure: String? { boots.last?.failure }

  /// A line of progress.
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
