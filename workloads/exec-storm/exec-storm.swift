// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Executes a tiny static program and reaps it.
  public static let execStorm = Workload(
    name: "exec-storm",
    summary: "execute a tiny static program and wait for its end",
    program: Program(executable: "exec-storm", companions: ["exec-target"]),
    unit: "exec", principalKind: .exec, kinds: [.exec, .systemCall])

  /// The argument vector of each program that ``execStorm`` executes; its path is the subject.
  public static let execArguments = ["exec-target", "plain", "two words"]
}
