// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The verifier's log of one program, in its own memory: programs that share a buffer overwrite it.
final class ProgramLog {
  let program: String
  private let buffer = LogBuffer()
  /// Writes the closing figures alone, or the whole log of a refused program.
  private static let figuresOnly: UInt32 = 4

  init(of program: String, in handle: borrowing ObjectHandle) throws(BPFError) {
    self.program = program
    let pointer = unsafe try handle.program(named: program)
    let result = unsafe bpf_program__set_log_buf(pointer, buffer.pointer, LogBuffer.capacity)
    try check(result, .configure, program)
    try check(unsafe bpf_program__set_log_level(pointer, Self.figuresOnly), .configure, program)
  }

  var text: String { buffer.text }
}
