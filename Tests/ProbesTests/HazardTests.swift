// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Probes
import Testing

/// What return probes would do, and how functions are watched instead.
@Suite struct HazardTests {
  private static let throwing = """
    __attribute__((noinline)) int inner(int x) { if (x > 5) throw x; return x; }
    __attribute__((noinline)) int caught(int x) { try { return inner(x); } catch (int y) { return y; } }
    __attribute__((noinline)) int handed(int x) { return inner(x + 1); }
    __attribute__((noipa)) int called(int (*f)(int)) { return f(1); }
    int main(int count, char **) { return caught(count) + handed(count) + called(inner); }
    """
  private static let plain = """
    __attribute__((noinline)) int inner(int x) { return x * x; }
    __attribute__((noinline)) int handed(int x) { return inner(x + 1); }
    int main(int count, char **words) { return inner(count) + handed(count); }
    """

  private func function(
    _ name: String, of program: CompiledProgram, isForced: Bool = false
  ) throws -> LocatedFunction {
    let search = FunctionSearch(isForced: isForced)
    guard case .located(let all) = try search.find("\(program.path):\(name)").functions else {
      throw TracedFunctionsError.noMatch(name)
    }
    return try #require(all.first)
  }

  @Test func `where exceptions pass a function is watched without touching the stack`()
    throws
  {
    for name in ["inner", "caught", "handed", "main"] {
      let program = try CompiledProgram(Self.throwing, language: "c++", "-O2")
      guard case .instructions(let returns) = try function(name, of: program).ending else {
        Issue.record("\(name)")
        continue
      }
      #expect(!returns.isEmpty)
    }
  }

  @Test func `what goes on who knows where is refused where exceptions pass, unless forced`()
    throws
  {
    let program = try CompiledProgram(Self.throwing, language: "c++", "-O2")
    let error = #expect(throws: TracedFunctionsError.self) { try function("called", of: program) }
    #expect(error == .unsafe("called", .exceptions, .goesOn))
    #expect(error?.description.contains("--force") == true)
    #expect(try function("called", of: program, isForced: true).ending == .returnProbe)
  }

  @Test(arguments: ["handed", "inner"])
  func `in plain C a return probe watches it, which costs less`(name: String) throws {
    let program = try CompiledProgram(Self.plain, "-O2")
    #expect(try function(name, of: program).ending == .returnProbe)
  }

  @Test func `the table for unwinding tells where functions begin and who handles exceptions`()
    throws
  {
    let program = try CompiledProgram(Self.throwing, language: "c++", "-O2")
    let file = try ProgramFile(program.path)
    let symbols = ProgramSymbols(file), table = UnwindTable(file)
    func entry(_ name: String) throws -> UnwindTable.Entry? {
      table.entry(at: try #require(symbols.spelled(name).first).address + 1)
    }
    #expect(try entry("caught")?.hasHandlers == true)
    #expect(try entry("handed")?.hasHandlers == false)
    for function in symbols.functions where function.name.hasPrefix("_Z") {
      #expect(table.entry(at: function.address)?.start == function.address)
    }
    #expect(table.entry(at: 0) == nil)
    #expect(table.entry(at: .max) == nil)
  }

  @Test func `a stripped program's functions begin where its table says, and nowhere else`()
    throws
  {
    let whole = try CompiledProgram(Self.plain)
    let address = try #require(ProgramSymbols(try ProgramFile(whole.path)).named("inner").first)
      .address
    let stripped = try CompiledProgram(Self.plain, "-s")
    #expect(
      throws: TracedFunctionsError.noFunctionOfProgram(
        "inner", path: stripped.path, similar: [], isStripped: true)
    ) { try function("inner", of: stripped) }
    let text = "0x" + String(address, radix: 16)
    #expect(try function(text, of: stripped).ending == function("inner", of: whole).ending)
    let middle = "0x" + String(address + 1, radix: 16)
    #expect(
      throws: TracedFunctionsError.insideFunction(middle, function: text, start: address)
    ) { try function(middle, of: stripped) }
  }

  @Test(arguments: ["setjmp", "vfork", "pthread_exit", "_Unwind_Resume", "swapcontext"])
  func `functions that change the stack they return by are known`(name: String) throws {
    let program = try CompiledProgram(Self.plain)
    let file = try ProgramFile(program.path)
    let hazards = FileHazards(file, ProgramSymbols(file))
    #expect(hazards.hazard(of: ["f", name], nil) == .changesStack)
    #expect(hazards.hazard(of: ["f"], nil) == nil)
    #expect(!hazards.isGo)
  }
}
