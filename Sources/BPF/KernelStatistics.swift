// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The kernel's counting of BPF programs' runs, on while this value lives.
///
/// Oldest kernel 5.8 (`BPF_ENABLE_STATS`). The switch is one for the whole machine and slows every BPF
/// program on it; the kernel turns it off when its holder ends, whatever ends it.
public struct KernelStatistics: ~Copyable {
  private let descriptor: DescriptorHandle

  /// Turns the counting on.
  ///
  /// - Throws: `BPFError.failed` with `count`.
  public init() throws(BPFError) {
    let result = bpf_enable_stats(BPF_STATS_RUN_TIME)
    descriptor = DescriptorHandle(adopting: try check(result, .count, "BPF program statistics"))
  }
}
