// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Calls `getppid` again and again.
  public static let syscallStorm = Workload(
    name: "syscall-storm",
    summary: "the cheapest system call, getppid",
    program: Program(executable: "syscall-storm"),
    unit: "system call", principalKind: .systemCall, kinds: [.systemCall])
}
