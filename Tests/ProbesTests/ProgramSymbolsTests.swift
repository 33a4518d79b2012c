// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Probes
import Testing

@Suite struct ProgramSymbolsTests {
  private static let versioned = """
    int old_wait(void) { return 1; }
    int new_wait(void) { return 2; }
    int only_old(void) { return 3; }
    __asm__(".symver old_wait, wait_for@V_1");
    __asm__(".symver new_wait, wait_for@@V_2");
    __asm__(".symver only_old, forgotten@V_1");
    """

  private static let overloaded = """
    namespace ns {
    struct List {
      __attribute__((noinline)) int add(int x) const { return x + 1; }
      __attribute__((noinline)) int add(const char *x) const { return *x; }
      __attribute__((noinline)) int operator()(int x) const { return x * x; }
    };
    template <class T> __attribute__((noinline)) T twice(T x) { return x + x; }
    }
    int main(int count, char **words) {
      ns::List list;
      return list.add(count) + list.add(words[0]) + list(count) + ns::twice(count) + ns::twice(2L);
    }
    """

  private func library() throws -> CompiledProgram {
    let script = FileManager.default.temporaryDirectory.appending(path: "tare-\(UUID()).map")
    try Data("V_1 {};\nV_2 {} V_1;\n".utf8).write(to: script)
    defer { _ = unsafe unlink(script.path) }
    return try CompiledProgram(
      Self.versioned, as: "libx.so.1", "-shared", "-fPIC", "-Wl,--version-script=\(script.path)")
  }

  private func functions(_ spelling: String, of program: CompiledProgram) throws
    -> [LocatedFunction]
  {
    let found = try TracedFunctions(argument: "\(program.path):\(spelling)")
    guard case .located(let functions) = found else { return [] }
    return functions
  }

  @Test func `a name with versions means the default one, and another can be asked for`() throws {
    let library = try library()
    let symbols = ProgramSymbols(try ProgramFile(library.path))
    func address(_ name: String) -> UInt64? { symbols.named(name).first?.address }
    #expect(symbols.named("wait_for").count == 1)
    #expect(address("wait_for") == address("new_wait"))
    #expect(symbols.named("wait_for", version: "V_1").first?.address == address("old_wait"))
    #expect(symbols.named("wait_for", version: "V_3").isEmpty)
    #expect(symbols.named("forgotten").first?.address == address("only_old"))
    #expect(try functions("wait_for@V_1", of: library) != functions("wait_for", of: library))
  }

  @Test func `a pattern takes one name for each function, whatever its versions`() throws {
    let found = try functions("*wait*", of: library())
    #expect(Set(found.map(\.offset)).count == found.count)
    #expect(found.count == 2)
  }

  @Test(
    arguments: [
      ("ns::List::add", 2), ("ns::List::add(int) const", 1), ("ns::List::add(int)const", 1),
      ("_ZNK2ns4List3addEi", 1), ("ns::List::operator()", 1), ("ns::twice", 2),
      ("ns::twice<int>", 1), ("int ns::twice<int>(int)", 1), ("main", 1),
    ] as [(String, Int)])
  func `a name of C++ without arguments fits all overloads`(spelling: String, count: Int) throws {
    let program = try CompiledProgram(Self.overloaded, language: "c++")
    let found = try functions(spelling, of: program)
    #expect(found.count == count)
    #expect(Set(found.map(\.name)).count == count)
  }

  private static let cloned = """
    namespace ns {
    struct List { int *data; int add(int x); int add(long x, long y); };
    __attribute__((noinline)) int List::add(int x) { return x + 1; }
    __attribute__((noinline)) int List::add(long x, long y) { return x + y; }
    }
    int main(int count, char **words) {
      ns::List list;
      return list.add(count) + list.add(count, 2);
    }
    __asm__(".set _ZN2ns4List3addEi.isra.0, _ZN2ns4List3addEi\\n"
            ".type _ZN2ns4List3addEi.cold, @function\\n"
            "_ZN2ns4List3addEi.cold: nop\\nret\\n"
            ".size _ZN2ns4List3addEi.cold, .-_ZN2ns4List3addEi.cold\\n"
            ".type _ZN2ns4List3addEv.isra.0, @function\\n"
            "_ZN2ns4List3addEv.isra.0: nop\\nret\\n"
            ".size _ZN2ns4List3addEv.isra.0, .-_ZN2ns4List3addEv.isra.0\\n");
    """

  @Test(
    arguments: [
      ("ns::List::add", 3), ("ns::List::add()", 1), ("ns::List::add(int)", 1),
      ("ns::List::a*", 3), ("add*", 0), ("*add*", 3),
    ] as [(String, Int)])
  func `clones count as the function that they are of, and parts moved out of one do not`(
    spelling: String, count: Int
  ) throws {
    let program = try CompiledProgram(Self.cloned, language: "c++")
    guard count > 0 else {
      #expect(throws: TracedFunctionsError.noMatch(spelling)) {
        try functions(spelling, of: program)
      }
      return
    }
    let found = try functions(spelling, of: program)
    #expect(found.count == count)
    #expect(!found.contains { $0.name.contains("cold") })
  }

  @Test func `a version that is not there says which are`() throws {
    let library = try library()
    #expect(
      throws: TracedFunctionsError.noVersion(
        "wait_for", "V_3", path: library.path, known: ["V_1", "V_2"])
    ) { try functions("wait_for@V_3", of: library) }
  }

  @Test func `a name that is not there says which are similar`() throws {
    let program = try CompiledProgram(
      "int stopper(void) { return 1; } int main(void) { return 0; }")
    #expect(
      throws: TracedFunctionsError.noFunctionOfProgram(
        "stop", path: program.path, similar: ["stopper"], isStripped: false)
    ) { try functions("stop", of: program) }
  }

  @Test func `an address is the one that nm tells, and none in the middle of a function`() throws {
    let program = try CompiledProgram("int f(int x) { return x * x; } int main(void) { return 0; }")
    let address = try #require(
      ProgramSymbols(try ProgramFile(program.path)).named("f").first?.address)
    let found = try functions("0x\(String(address, radix: 16))", of: program)
    #expect(found == (try functions("f", of: program)))
    let middle = "0x\(String(address + 1, radix: 16))"
    #expect(
      throws: TracedFunctionsError.insideFunction(middle, function: "f", start: address)
    ) { try functions(middle, of: program) }
    #expect(throws: TracedFunctionsError.notInCode("0x0", path: program.path)) {
      try functions("0x0", of: program)
    }
  }

  @Test func `Rust's hash is no part of a name`() {
    let name = DemangledName(symbol: "_ZN4shop4sell17h0123456789abcdefE")
    #expect(name?.isSpelled("shop::sell") == true)
    #expect(DemangledName(symbol: "_ZN4shop2h1E")?.isSpelled("shop") == false)
  }

  @Test(arguments: ["c", "libc", "libc.so.6", "pthread", "libpthread", "dl"])
  func `bcc's spellings of the C library find it`(library: String) throws {
    let functions = try TracedFunctions(argument: "\(library):pthread_create")
    guard case .located(let found) = functions else {
      Issue.record("\(functions)")
      return
    }
    #expect(found.count == 1)
    #expect(found[0].name == "pthread_create")
  }

  @Test func `what is no program is refused, and what is damaged has fewer symbols or none`() throws
  {
    for path in ["/etc/passwd", "/dev/null", "/"] {
      #expect(throws: TracedFunctionsError.self) { try ProgramFile(path) }
    }
    let whole = try CompiledProgram(Self.overloaded, language: "c++")
    let bytes = try whole.bytes
    let copy = URL(fileURLWithPath: whole.path + "-damaged")
    var random = SystemRandomNumberGenerator()
    for round in 0..<200 {
      var damaged = bytes
      if round % 2 == 0 { damaged.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      for _ in 0..<50 where !damaged.isEmpty {
        // Often where the tables of the file are.
        let ends = [0..<min(64, damaged.count), max(0, damaged.count - 4000)..<damaged.count]
        let place = Int.random(in: ends[round / 2 % 2], using: &random)
        damaged[place] = UInt8.random(in: 0...255, using: &random)
      }
      try Data(damaged).write(to: copy)
      for spelling in ["main", "ns::List::add", "*", "0x1139"] {
        do throws(TracedFunctionsError) {
          _ = try TracedFunctions(argument: "\(copy.path):\(spelling)")
        } catch { #expect(!error.description.isEmpty) }
      }
    }
  }
}
