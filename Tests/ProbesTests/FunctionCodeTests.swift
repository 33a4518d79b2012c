// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Probes
import Testing

@Suite struct FunctionCodeTests {
  private struct Starts: FunctionStarts {
    let symbols: ProgramSymbols

    func isFunction(_ address: UInt64) -> Bool { size(at: address) > 0 }

    func size(at address: UInt64) -> UInt64 {
      symbols.functions.first { $0.address == address }?.size ?? 0
    }
  }

  private func code(_ name: String, of program: CompiledProgram, followsTables: Bool = false) throws
    -> (code: FunctionCode, function: ProgramFunction)
  {
    let file = try ProgramFile(program.path)
    let symbols = ProgramSymbols(file)
    let function = try #require(symbols.named(name).first)
    let code = FunctionCode(
      at: function.address, size: function.size,
      in: CodeSource(
        file, followsTables: followsTables, UnwindTable(file), Starts(symbols: symbols)))
    return (code, function)
  }

  /// A function in assembly, whose returns have labels of their own.
  private func assembled(_ body: String) throws -> CompiledProgram {
    try CompiledProgram(
      """
      __asm__(".globl f\\n.type f,@function\\nf:\\n\(body)\\n.size f,.-f\\n"
              ".globl other\\n.type other,@function\\nother: nop\\nret\\n.size other,.-other\\n");
      int main(void) { return 0; }
      """)
  }

  @Test(
    arguments: [
      ([0xc3], .return), ([0xf3, 0xc3], .return), ([0xc2, 8, 0], .return),
      ([0xeb, 0xfe], .jump(-2, always: true)), ([0x74, 5], .jump(5, always: false)),
      ([0x0f, 0x84, 0, 1, 0, 0], .jump(256, always: false)),
      ([0xe9, 0xff, 0xff, 0xff, 0xff], .jump(-1, always: true)),
      ([0xff, 0xe0], .elsewhere), ([0x3e, 0xff, 0xe0], .elsewhere),
      ([0x41, 0xff, 0xe3], .elsewhere), ([0xff, 0x25, 0, 0, 0, 0], .leave),
      ([0xff, 0xd0], .plain), ([0xe8, 0, 0, 0, 0], .plain), ([0x90], .plain), ([], .plain),
      ([0x48, 0x89, 0xf8], .plain),
    ] as [([UInt8], Instruction)])
  func `an instruction's bytes say where it goes`(bytes: [UInt8], instruction: Instruction) {
    #expect(Instruction(bytes[...]) == instruction)
  }

  @Test func `every ret of a function is found`() throws {
    let program = try assembled("test %edi,%edi\\njs 1f\\nret\\n1: xor %eax,%eax\\nrepz ret")
    let (code, function) = try code("f", of: program)
    #expect(code.obstacle == nil)
    #expect(code.ends.returns == [function.address + 4, function.address + 7])
  }

  @Test func `a call that is handed over by a jump ends where the other function's do`() throws {
    let program = try assembled("test %edi,%edi\\njs 1f\\nret\\n1: jmp other")
    let (code, function) = try code("f", of: program)
    let (other, _) = try self.code("other", of: program)
    #expect(code.obstacle == nil)
    #expect(other.ends.returns.count == 1)
    #expect(code.ends.returns == [function.address + 4] + other.ends.returns)
    #expect(!code.ends.goesOn)
  }

  @Test func `functions that hand over to each other end where either does`() throws {
    let program = try CompiledProgram(
      """
      __asm__(".globl f\\n.type f,@function\\nf: js 1f\\nret\\n1: jmp g\\n.size f,.-f\\n"
              ".globl g\\n.type g,@function\\ng: js 1f\\nret\\n1: jmp f\\n.size g,.-g\\n");
      int main(void) { return 0; }
      """)
    let (f, first) = try code("f", of: program)
    let (g, second) = try code("g", of: program)
    #expect(f.ends.returns == [first.address + 2, second.address + 2])
    #expect(g.ends.returns == f.ends.returns)
  }

  @Test(
    arguments: [
      ("jmp *stdout(%rip)", 5), ("pop %rbx\\njmp *%rax", 6), ("add $8,%rsp\\njmp *%rax", 9),
      ("leave\\njmp *%rax", 6),
    ] as [(String, UInt64)])
  func `a jump to a function that is not in the file ends it`(jump: String, place: UInt64) throws {
    let program = try assembled("test %edi,%edi\\njs 1f\\nret\\n1: \(jump)")
    let (code, function) = try code("f", of: program)
    #expect(code.obstacle == nil)
    #expect(code.ends.returns == [function.address + 4, function.address + place])
    #expect(code.ends.goesOn)
  }

  @Test(arguments: [
    ("jmp other+1", CodeObstacle.goesOn),
    ("test %edi,%edi\\njs other\\nret", .goesOn),
    ("jmp *%rax", .goesOn), ("jmp *(%rax,%rdi,8)", .goesOn),
    (".byte 0x06\\nret", .unknownInstructions),
    ("jmp 1f+1\\n1: mov $0,%eax\\nret", .unknownInstructions),
  ])
  func `a function that does not end at its own ret instructions says why`(
    body: String, obstacle: CodeObstacle
  ) throws {
    #expect(try code("f", of: assembled(body)).code.obstacle == obstacle)
  }

  @Test func `Go's jumps by a table stay within the function`() throws {
    let program = try assembled("jmp *%rax\\nret")
    #expect(try code("f", of: program, followsTables: true).code.obstacle == nil)
  }

  @Test func `a later part that lies elsewhere belongs to the function`() throws {
    let program = try CompiledProgram(
      """
      __attribute__((noinline, cold))
      void report(const char *text) { __asm__ volatile("" : : "r"(text)); }
      __attribute__((noinline)) int f(int x) {
        int sum[4] = {x, x, x, x};
        __asm__ volatile("" : : "r"(sum) : "memory");
        if (x < 0) { report("negative"); report("indeed"); return sum[1] - x; }
        return sum[0] + x;
      }
      int main(int count, char **words) { return f(count); }
      """, "-O2")
    let (code, function) = try code("f", of: program)
    let file = try ProgramFile(program.path)
    let names = ProgramSymbols(file).functions.map(\.name)
    try #require(names.contains("f.cold"), "this compiler does not part the function")
    #expect(code.obstacle == nil)
    let end = function.address + function.size
    #expect(code.targets.contains { $0 < function.address || $0 >= end })
    #expect(!code.ends.returns.isEmpty)
  }

  /// Instructions of AVX, AVX2 and AVX-512 with all shapes of operands.
  private static let vectors = [
    "vpxorq %xmm16,%xmm16,%xmm16", "vpbroadcastb %esi,%ymm17", "vpbroadcastb %esi,%zmm16",
    "vmovdqu64 (%rsi),%zmm16", "vpcmpeqb 0x40(%rdi,%rcx,4),%ymm16,%k0",
    "vpternlogd $0xde,%ymm1,%ymm2,%ymm19", "vpshufd $1,0x1234(%rip),%xmm1",
    "vpcmpeqb (%rdi),%ymm0,%ymm1", "vzeroupper", "vpsrldq $3,%xmm1,%xmm2",
    "vpinsrw $1,%eax,%xmm0,%xmm1", "vmovd %xmm0,%eax", "vpminub 0x12345678(%rdi),%ymm0,%ymm1",
    "vpermilpd $1,0x12345678(,%rcx,8),%ymm1", "tzcnt %eax,%eax", "shlx %ecx,%eax,%eax",
    "vextracti128 $1,%ymm0,(%r12)", "vpblendvb %xmm0,(%r13),%xmm1,%xmm2", "kmovd %k0,%eax",
  ]

  @Test func `instructions on vectors are as long as the assembler made them`() throws {
    for instruction in Self.vectors {
      let (code, function) = try code("f", of: assembled("\(instruction)\\nret"))
      #expect(code.obstacle == nil, "\(instruction)")
      #expect(code.ends.returns == [function.address + function.size - 1], "\(instruction)")
    }
  }

  @Test func `a first instruction that kernels misread is passed over where no loop comes by`()
    throws
  {
    let passed = try code("f", of: assembled("vpxor %xmm0,%xmm0,%xmm0\\nmov %edi,%eax\\nret"))
    #expect(passed.code.safeStart(from: passed.function.address) == passed.function.address + 4)
    let locked = try code("f", of: assembled("lock decl (%rdi)\\nmov %edi,%eax\\nret"))
    #expect(locked.code.safeStart(from: locked.function.address) == locked.function.address + 3)
    let anew = try code(
      "f", of: assembled("1: lock decl (%rdi)\\nmov %edi,%eax\\njne 1b\\nret"))
    #expect(anew.code.safeStart(from: anew.function.address) == nil)
    let looped = try code(
      "f", of: assembled("vpxor %xmm0,%xmm0,%xmm0\\n1: dec %edi\\njne 1b\\nret"))
    #expect(looped.code.safeStart(from: looped.function.address) == nil)
  }
}
