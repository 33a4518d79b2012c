// SPDX-License-Identifier: Apache-2.0

/// One boot of a kernel: its purpose, its duration and whether it came to its end.
public struct GuestRun: Codable, Hashable, Sendable {
  /// The purpose of a boot.
  public enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
    /// To try each cell.
    case verdicts
    /// To weigh in guest instructions.
    case instructions
    /// To do nothing, for comparison with the others' times.
    case bare
  }

  /// The purpose of the boot.
  public var purpose: Purpose
  /// The number of the boot among those of its kernel and purpose, from 1.
  public var boot: Int
  /// The setting that was varied in this boot, for example `KASLR`; `nil` in an ordinary one.
  public var perturbation: String?
  /// From its start to its first line, in seconds; `nil` when that never came.
  public var bootSeconds: Double?
  /// From its start to its end, in seconds.
  public var elapsedSeconds: Double
  /// The most memory the emulator held, in bytes.
  public var memoryBytes: UInt64?
  /// Why it did not come to its end; `nil` when it did.
  public var failure: String?

  /// Makes a boot.
  public init(
    purpose: Purpose, boot: Int, perturbation: String? = nil, bootSeconds: Double? = nil,
    elapsedSeconds: Double, memoryBytes: UInt64? = nil, failure: String? = nil
  ) {
    self.purpose = purpose
    self.boot = boot
    self.perturbation = perturbation
    self.bootSeconds = bootSeconds
    self.elapsedSeconds = elapsedSeconds
    self.memoryBytes = memoryBytes
    self.failure = failure
  }
}
