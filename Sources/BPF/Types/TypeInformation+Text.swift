// SPDX-License-Identifier: Apache-2.0

extension TypeInformation {
  /// A type as C writes it, for example `struct task_struct *`.
  package func text(_ type: Int, depth: Int = 0) -> String {
    guard depth < 32 else { return "…" }
    let inner = { self.text(self.target(type), depth: depth + 1) }
    switch kind(type) {
    case .void: return "void"
    case .integer, .float, .typedef, .forward: return name(type)
    case .structure: return named("struct", type)
    case .union: return named("union", type)
    case .enumeration, .enumeration64: return named("enum", type)
    case .const: return "const \(inner())"
    case .volatile, .restrict, .typeTag, .declarationTag: return inner()
    case .pointer: return pointer(to: target(type), depth)
    case .array:
      let (element, count) = elements(type)
      return "\(text(element, depth: depth + 1))[\(count)]"
    case .prototype: return prototype(type)
    case .function, .variable, .section: return inner()
    }
  }

  private func named(_ word: String, _ type: Int) -> String {
    name(type).isEmpty ? "\(word) {…}" : "\(word) \(name(type))"
  }

  private func pointer(to type: Int, _ depth: Int) -> String {
    if kind(type) == .prototype { return "\(text(target(type), depth: depth + 1)) (*)()" }
    let text = text(type, depth: depth + 1)
    return text.hasSuffix("*") ? "\(text)*" : "\(text) *"
  }

  private func prototype(_ type: Int) -> String {
    "\(text(target(type), depth: 8)) (\(parameters(of: type)))"
  }

  /// The parameters of a prototype, without the first `dropping` of them.
  package func parameters(of prototype: Int, dropping count: Int = 0) -> String {
    let parts = members(prototype).dropFirst(count).map { parameter in
      let type = parameter.type == 0 ? "..." : text(parameter.type, depth: 8)
      guard !parameter.name.isEmpty else { return type }
      return type.hasSuffix("*") ? "\(type)\(parameter.name)" : "\(type) \(parameter.name)"
    }
    return parts.isEmpty ? "void" : parts.joined(separator: ", ")
  }

  /// A raw tracepoint's arguments, from the type `btf_trace_NAME` less the tracing core's own
  /// parameter, the first; `nil` for an unknown one.
  package func arguments(ofTracepoint name: String) -> String? {
    guard var type = type(.typedef, named: "btf_trace_\(name)") else { return nil }
    while [.typedef, .pointer].contains(kind(type)) { type = target(type) }
    guard kind(type) == .prototype else { return nil }
    return parameters(of: named(type, ofTracepoint: name), dropping: 1)
  }

  /// The prototype with parameter names, where a function of the tracing core has them.
  private func named(_ prototype: Int, ofTracepoint name: String) -> Int {
    let functions = ["__probestub_\(name)", "__bpf_trace_\(name)"]
    let prototypes = functions.compactMap { type(.function, named: $0) }.map { target($0) }
    return prototypes.first { members($0).map(\.type) == members(prototype).map(\.type) }
      ?? prototype
  }

  /// A function's prototype; `nil` where the kernel's types lack it.
  package func prototype(ofFunction name: String) -> String? {
    type(.function, named: name).map { text(target($0)) }
  }

  /// The type without names and qualifiers.
  package func resolved(_ type: Int) -> Int {
    var type = type
    for _ in 0..<32 {
      switch kind(type) {
      case .typedef, .const, .volatile, .restrict, .typeTag: type = target(type)
      default: return type
      }
    }
    return type
  }
}
