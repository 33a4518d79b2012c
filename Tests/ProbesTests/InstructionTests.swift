// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct InstructionTests {
  /// `mov %rsi,%rsp`, `mov %r8,%rsp`, `mov (%rdi),%rsp`, `mov 8(%rax),%rsp`, `xchg %rax,%rsp`, `pop
  /// %rsp`.
  @Test(
    arguments: [
      [0x48, 0x89, 0xf4], [0x4c, 0x89, 0xc4], [0x48, 0x8b, 0x27], [0x48, 0x8b, 0x60, 0x08],
      [0x48, 0x87, 0xe0], [0x5c],
    ] as [[UInt8]])
  func `who takes the stack from elsewhere switches it`(bytes: [UInt8]) {
    #expect(Instruction.setsStackPointer(bytes[...]))
  }

  /// `mov %rbp,%rsp` both ways, `mov %rsp,%rbp`, `mov %rsp,(%rdi)`, `mov %rsi,%r12`, `lea
  /// -8(%r10),%rsp`, `pop %r12`, `sub $8,%rsp`, nothing.
  @Test(
    arguments: [
      [0x48, 0x89, 0xec], [0x48, 0x8b, 0xe5], [0x48, 0x89, 0xe5], [0x48, 0x89, 0x27],
      [0x49, 0x89, 0xf4], [0x49, 0x8d, 0x62, 0xf8], [0x41, 0x5c], [0x48, 0x83, 0xec, 0x08], [],
    ] as [[UInt8]])
  func `who ends a frame or saves the stack does not`(bytes: [UInt8]) {
    #expect(!Instruction.setsStackPointer(bytes[...]))
  }
}
