// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// The kernel's lists on a few of its functions.
struct FunctionSurvey {
  private let types: Result<TypeInformation, ResultsError>
  private let symbols: Result<FunctionSymbols, ResultsError>
  private let traceable: Result<TraceableFunctions, ResultsError>

  init(_ names: Set<String>, types: Result<TypeInformation, ResultsError>) {
    self.types = types
    let read = { (path: String) in
      Result { () throws(ResultsError) -> [UInt8] in try ResultFile.read(path) }
    }
    guard !names.isEmpty else {
      symbols = .success(FunctionSymbols([], wanted: []))
      traceable = .success(TraceableFunctions([], wanted: []))
      return
    }
    symbols = read("/proc/kallsyms").map { FunctionSymbols($0, wanted: names) }
    traceable = read("\(Tracefs.place)/available_filter_functions")
      .map { TraceableFunctions($0, wanted: names) }
  }

  init(
    types: Result<TypeInformation, ResultsError>, symbols: Result<FunctionSymbols, ResultsError>,
    traceable: Result<TraceableFunctions, ResultsError>
  ) {
    self.types = types
    self.symbols = symbols
    self.traceable = traceable
  }

  /// A function's presence, wholeness, traceability and shape, which must exist where `isTyped`.
  func facts(of name: String, isTyped: Bool) -> [Feature.Fact] {
    [presence(name), wholeness(name), shape(name, isTyped), traceability(name)].compactMap(\.self)
  }

  private func presence(_ name: String) -> Feature.Fact {
    switch symbols {
    case .failure(let error): return .init("present", .unknown, reason: error.cause)
    case .success(let symbols):
      let found = symbols.all(of: name)
      if found.contains(where: { $0.variant == nil }) { return .init("present", .yes) }
      guard let variant = found.first else {
        return .init(
          "present", .no, reason: "not in /proc/kallsyms: not built, or inlined everywhere")
      }
      return .init("present", .no, reason: "there is \(variant.name) alone: \(Self.told(variant))")
    }
  }

  private func wholeness(_ name: String) -> Feature.Fact? {
    guard case .success(let symbols) = symbols else { return nil }
    let found = symbols.all(of: name)
    let whole = found.filter { $0.variant == nil }
    guard !whole.isEmpty else { return nil }
    if whole.count > 1 {
      return .init("whole", .no, reason: "\(whole.count) functions have this name")
    }
    let others = found.filter { $0.variant != nil && $0.variant != "cold" }
    if let other = others.first {
      return .init("whole", .no, reason: "there is \(other.name) too: \(Self.told(other))")
    }
    return .init("whole", .yes)
  }

  /// The compiler's change, by the ending of the name.
  private static func told(_ symbol: FunctionSymbols.Symbol) -> String {
    switch symbol.variant {
    case "isra": "its arguments were changed"
    case "constprop": "calls with constant arguments go there"
    case "part": "a part of it was inlined into its callers"
    default: "the compiler split it"
    }
  }

  private func shape(_ name: String, _ isTyped: Bool) -> Feature.Fact {
    switch types {
    case .failure(let error): return .init("shape", .unknown, reason: error.cause)
    case .success(let types):
      if let text = types.prototype(ofFunction: name) {
        return .init("shape", .yes, detail: text)
      }
      if case .success(let symbols) = symbols,
        let module = symbols.all(of: name).compactMap(\.module).first
      {
        return .init("shape", .unknown, reason: "its types are those of the module \(module)")
      }
      return .init("shape", isTyped ? .no : .unknown, reason: "the kernel's types do not know it")
    }
  }

  private func traceability(_ name: String) -> Feature.Fact {
    switch traceable {
    case .failure(let error): .init("traceable", .unknown, reason: error.cause)
    case .success(let functions):
      functions.contains(name)
        ? .init("traceable", .yes)
        : .init("traceable", .no, reason: "not in available_filter_functions")
    }
  }
}

/// The wanted functions that ftrace can trace.
struct TraceableFunctions {
  private var found: Set<String> = []

  /// Reads `available_filter_functions`: a name a line, then its module.
  init(_ text: [UInt8], wanted: Set<String>) {
    let hashes = Set(wanted.map { NameHash($0).value })
    var at = 0
    while at < text.count {
      let start = at
      var hash = NameHash()
      while at < text.count, text[at] != UInt8(ascii: " "), text[at] != UInt8(ascii: "\n") {
        hash.add(text[at])
        at += 1
      }
      if hashes.contains(hash.value) {
        found.insert(String(decoding: text[start..<at], as: UTF8.self))
      }
      while at < text.count, text[at] != UInt8(ascii: "\n") { at += 1 }
      at += 1
    }
  }

  func contains(_ name: String) -> Bool { found.contains(name) }
}
