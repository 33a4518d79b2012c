// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import System

/// The kernel's counting of BPF programs' runs, on while this value lives (`BPF_ENABLE_STATS`). It
/// slows every BPF program of the machine; it ends with its holder. Oldest kernel 5.8.
public struct KernelStatistics: ~Copyable {
  private let descriptor: OpenFile

  /// Turns the counting on.
  ///
  /// - Throws: `BPFError.failed` with `count`.
  public init() throws(BPFError) {
    let result = bpf_enable_stats(BPF_STATS_RUN_TIME)
    descriptor = OpenFile(adopting: try check(result, .count, "BPF program statistics"))
  }
}

/// The counting of BPF programs' runs by `kernel.bpf_stats_enabled`, on while this value lives. A
/// process of its own waits for the end of this one and puts the old value back, as the setting
/// outlives its writer. Oldest kernel 5.1.
public struct StatisticsSetting: ~Copyable {
  /// The setting as a file.
  public static let place = "/proc/sys/kernel/bpf_stats_enabled"
  private static let enabled = "1"
  private let guardian: SettingGuardian?

  private init(_ guardian: consuming SettingGuardian?) { self.guardian = guardian }

  /// Turns the counting on, unless it is on.
  ///
  /// - Throws: `BPFError.failed` with `read`, `configure` or `count`.
  public static func on(at place: String = Self.place) throws(BPFError) -> StatisticsSetting {
    guard let old = File.text(of: place)?.split(whereSeparator: \.isWhitespace).first else {
      throw .failed(.read, subject: place, code: LibbpfCode.noEntry, log: nil)
    }
    if old == enabled { return StatisticsSetting(nil) }
    // First the way back, then the change.
    let guardian = try SettingGuardian(of: place, value: String(old))
    try SettingFile.write(enabled, to: place)
    return StatisticsSetting(guardian)
  }
}

/// The kernel's counting of BPF programs' runs, by the way that this kernel has.
public enum RunStatistics: ~Copyable {
  case descriptor(KernelStatistics)
  case setting(StatisticsSetting)

  /// Turns the counting on until the value's life ends.
  ///
  /// - Throws: `BPFError.failed` with the newer way's refusal where the older fails too.
  public static func on() throws(BPFError) -> RunStatistics {
    let refusal: BPFError
    do throws(BPFError) { return .descriptor(try KernelStatistics()) } catch { refusal = error }
    guard refusal.code == LibbpfCode.invalid else { throw refusal }
    do throws(BPFError) { return .setting(try StatisticsSetting.on()) } catch { throw refusal }
  }
}
