// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The figures of every program in the kernel at a time.
public struct ProgramReading: Sendable {
  /// When, in nanoseconds of CLOCK_MONOTONIC.
  public let time: UInt64
  /// Each program's figures since it was loaded.
  public let programs: [ProgramInformation]

  /// Figures that were read at a time.
  public init(time: UInt64, programs: [ProgramInformation]) {
    self.time = time
    self.programs = programs
  }

  /// Reads them now. Run counts stand still unless the kernel's statistics are on; see
  /// `RunStatistics`.
  ///
  /// - Throws: `BPFError.failed` with `read`.
  public static func now() throws(BPFError) -> ProgramReading {
    let time = EventClock.now
    return ProgramReading(time: time, programs: try ProgramInformation.allInKernel())
  }
}
