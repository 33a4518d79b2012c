// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProbeObjects

@testable import BPF

/// Programs of Tare's that came to the kernel after a moment and that no living process holds: what
/// a run has left behind, told from the programs of everybody else who loads and unloads some
/// meanwhile, be it another Tare.
struct OrphanedPrograms {
  /// The kernel numbers programs upwards.
  private let newestBefore: UInt32

  /// Remembers the moment.
  init() throws {
    newestBefore = try ProgramInformation.allInKernel().map(\.identifier).max() ?? 0
  }

  /// Those that are left after a minute, by number and name: the kernel takes programs down a grace
  /// period after their owner is gone. Only what stays all that time is left; others' come and go.
  func left() throws -> [String] {
    var left = try now()
    for _ in 0..<1200 where !left.isEmpty {
      usleep(50_000)
      let still = try Set(now().map(\.identifier))
      left.removeAll { !still.contains($0.identifier) }
    }
    return left.map { "\($0.identifier) \($0.name)" }
  }

  private func now() throws -> [ProgramInformation] {
    let programs = try ProgramInformation.allInKernel().filter {
      $0.identifier > newestBefore && Self.names.contains($0.name)
    }
    guard !programs.isEmpty else { return [] }
    let held = Self.held()
    return programs.filter { !held.contains($0.identifier) }
  }

  /// The programs that a process holds by descriptors of their own.
  static func held(by pid: Int32) -> Set<UInt32> {
    let folder = "/proc/\(pid)/fdinfo"
    return Set(
      // Between the listing and this the descriptor, or the process, may go.
      Traces.contentsOfDirectory(folder).compactMap {
        DescriptorText.program(in: "\(folder)/\($0)")
      })
  }

  private static func held() -> Set<UInt32> {
    Traces.contentsOfDirectory("/proc").compactMap { Int32($0) }
      .reduce(into: []) { $0.formUnion(held(by: $1)) }
  }

  /// The objects that Tare loads programs from.
  static let objects: [ProbeObject] = [
    .biolatency, .biosnoop, .census, .execsnoop, .ext4slower, .features, .floor, .funclatency,
    .offcputime, .opensnoop, .runqlat, .syscount, .weights,
  ]

  /// The names of their programs as the kernel keeps them, the first 15 bytes, and of those that
  /// `tare features` tries types with.
  private static let names = Set(
    ["tare_feature"]
      + objects.flatMap { object in
        do throws(BPFError) {
          let opened = try OpenObject(object.bytes, name: object.name)
          return opened.programDescriptions.map { String($0.name.prefix(15)) }
        } catch { preconditionFailure("\(error)") }
      })
}
