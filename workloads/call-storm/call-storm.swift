// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Calls an empty function.
  public static let callStorm = Workload(
    name: "call-storm",
    summary: "call an empty function, tare_call_storm_target, for uprobes",
    program: Program(executable: "call-storm"),
    unit: "call", principalKind: .call, kinds: [.call])

  /// Calls the function and its twin in turns, a slice each, the function first.
  public static let callTwins = Workload(
    name: "call-twins",
    summary: "call the function and its equal twin in turns, a slice each",
    program: Program(executable: "call-storm", arguments: ["--site=alternating"]),
    unit: "call", principalKind: .call, kinds: [.call, .twinCall])
}
