// SPDX-License-Identifier: Apache-2.0

import ELF

/// Why watching a function could harm who calls it.
///
/// A return probe puts an address of the kernel's in place of the return address on the stack.
/// Whatever looks for the caller there finds none: the program ends, or goes on wrongly.
public enum Hazard: Hashable, Sendable {
  /// The program is Go's, whose stacks are looked through and moved.
  case go
  /// The file is of C++ or Rust, where exceptions and panics pass through functions.
  case exceptions
  /// The function itself is told of exceptions, or of the end of its thread, that pass.
  case handlers
  /// The function calls what it is given, which may throw or end its thread.
  case callsBack
  /// A thread may be cancelled in it, whose handlers then run on its stack.
  case cancellation
  /// The function looks at its return address to know its caller.
  case looksForCaller
  /// The function returns to another place, or more than once.
  case changesStack
  /// The program switches stacks, or has another one for its signals.
  case switchesStacks
  /// Its first instruction is one that kernels do not run rightly for a uprobe.
  case unfitInstruction
  /// Nothing says whether a function begins at this address.
  case unknownStart
}

extension Hazard: CustomStringConvertible {
  /// The reason, to go behind "as".
  public var description: String {
    switch self {
    case .go: "Go looks through its stacks and moves them"
    case .exceptions: "exceptions may pass through it"
    case .handlers: "exceptions or the end of a thread may pass through it"
    case .callsBack: "what it calls may throw an exception or end its thread"
    case .cancellation: "a thread that is cancelled in it goes through its stack"
    case .looksForCaller: "it looks for its caller"
    case .changesStack: "it changes the stack that it returns by"
    case .switchesStacks: "its program switches stacks"
    case .unfitInstruction: "kernels do not run its first instruction rightly for a uprobe"
    case .unknownStart: "nothing says that a function begins there"
    }
  }
}

/// The signs in a file that return probes would harm its program.
struct FileHazards {
  private static let goSections: Set<String> = [
    ".go.buildinfo", ".gopclntab", ".note.go.buildid", ".data.rel.ro.gopclntab",
  ]
  private static let unwinders: Set<String> = [
    "__cxa_throw", "__gxx_personality_v0", "_Unwind_Resume", "_Unwind_RaiseException",
    "rust_eh_personality", "_Unwind_Backtrace",
  ]
  private static let stackChangers: Set<String> = [
    "setjmp", "_setjmp", "__sigsetjmp", "sigsetjmp", "longjmp", "_longjmp", "siglongjmp",
    "__longjmp_chk", "____longjmp_chk", "getcontext", "setcontext", "swapcontext", "makecontext",
    "vfork", "__vfork", "clone", "__clone", "clone3", "__clone3", "pthread_exit",
    "__pthread_exit", "__restore_rt", "_dl_runtime_resolve", "__cxa_throw", "__cxa_rethrow",
    "__cxa_end_catch", "_start", "__morestack",
  ]

  private static let stackSwitchers: Set<String> = [
    "swapcontext", "setcontext", "makecontext", "sigaltstack",
  ]

  /// Whether it is Go's.
  let isGo: Bool
  /// Whether its code keeps the running goroutine in a register (r14, from Go 1.17 on), as far as
  /// the file tells.
  let keepsGoroutine: Bool
  /// Whether it is or contains a C library, whose functions are known by name.
  let isCLibrary: Bool
  /// Whether it throws exceptions or lets them pass.
  let throwsExceptions: Bool
  /// Whether it goes on on other stacks, by calls of the C library's that it takes from there or,
  /// where it is linked with it, has in itself.
  let switchesStacks: Bool

  init(_ file: ProgramFile, _ symbols: ProgramSymbols) {
    isGo =
      file.elf.sections.contains { Self.goSections.contains($0.name) }
      || symbols.functions.contains { $0.name == "runtime.goexit" }
    // From Go 1.18 on the build's text is written into the section itself, which this bit says.
    let information = file.elf.section(".go.buildinfo").map(file.elf.contents) ?? []
    keepsGoroutine = information.count > 15 && information[15] & 2 != 0
    throwsExceptions =
      !symbols.imports.isDisjoint(with: Self.unwinders)
      || symbols.functions.contains { Self.unwinders.contains($0.name) }
    let ofCLibrary: Set<String> = ["__libc_start_main", "pthread_create", "dlsym"]
    isCLibrary = symbols.functions.contains { ofCLibrary.contains($0.name) }
    let isStatic = file.elf.section(".dynsym") == nil
    switchesStacks =
      !symbols.imports.isDisjoint(with: Self.stackSwitchers)
      || isStatic && symbols.functions.contains { Self.stackSwitchers.contains($0.name) }
  }

  /// The harm that a return probe at a function may do; `nil` where nothing is known to go wrong.
  func hazard(of names: [String], _ entry: UnwindTable.Entry?) -> Hazard? {
    if isGo { return .go }
    let changesStack = names.contains {
      Self.stackChangers.contains($0) || $0.hasPrefix("_Unwind_") || $0.hasPrefix("_dl_runtime_")
    }
    if changesStack { return .changesStack }
    if throwsExceptions { return .exceptions }
    if switchesStacks { return .switchesStacks }
    return entry?.hasHandlers == true ? .handlers : LibraryHazards.hazard(of: names, isCLibrary)
  }
}
