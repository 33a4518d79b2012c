// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The verifier's log of one program, in memory of its own: programs of an object that share a buffer overwrite
/// each other's.
final class ProgramLog {
  let program: String
  private let buffer = LogBuffer()
  /// The closing figures, and the whole log only of a program that is refused.
  private static let figuresOnly: UInt32 = 4

  /// Has the verifier write about the program when it is loaded.
  init(of program: String, in handle: borrowing ObjectHandle) throws(BPFError) {
    self.program = program
    let pointer = unsafe try handle.program(named: program)
    let result = unsafe bpf_program__set_log_buf(pointer, buffer.pointer, LogBuffer.capacity)
    try check(result, .configure, program)
    try check(
      unsafe bpf_program__set_log_level(pointer, Self.figuresOnly), .configure, program)
  }

  var text: String { buffer.text }
}
