// SPDX-License-Identifier: Apache-2.0

/// The holder of a program in the kernel.
public enum ProgramHolder: Sendable, Hashable {
  /// A process with a descriptor of the program, its link or its perf event.
  case process(pid: UInt32, comm: [UInt8])
  /// A file in a BPF file system that pins the program or its link.
  case file(path: [UInt8])
}
