// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Sleeps for half a millisecond.
  public static let nap = Workload(
    name: "nap",
    summary: "sleep for half a millisecond, in tare_nap_site",
    program: Program(executable: "nap"),
    unit: "nap", principalKind: .block, kinds: [.block, .nap, .runQueueWait, .systemCall])

  /// The least time that a sleep of ``nap`` takes, in nanoseconds.
  public static let napNanoseconds: UInt64 = 500_000
}
