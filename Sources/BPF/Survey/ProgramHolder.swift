// SPDX-License-Identifier: Apache-2.0

/// Who keeps a program in the kernel.
public enum ProgramHolder: Sendable, Hashable {
  /// A process with a descriptor of the program, of a link to it, or of the perf event it is attached to.
  case process(pid: UInt32, comm: [UInt8])
  /// A file in a BPF file system, of the program or of a link to it.
  case file(path: [UInt8])
}
