// SPDX-License-Identifier: Apache-2.0

import BPF

/// A CO-RE record's question to the kernel's types, in names.
struct KernelField: Hashable, Comparable {
  /// The subject of a question.
  enum Subject: Hashable {
    /// A member, by the names on its path.
    case member([String])
    /// The type itself.
    case type
    /// A constant of an enumeration.
    case constant(String)
  }

  /// `struct task_struct`, without the flavour.
  let root: String
  private let rootKind: TypeInformation.Kind
  private let rootName: String
  /// The part after `___` in the object's type name.
  let flavour: String?
  let subject: Subject

  /// Reads a record; `nil` where it does not fit the object's types, or concerns them alone.
  init?(_ record: FieldRecord, types: TypeInformation) {
    guard record.kind != .localType else { return nil }
    var type = record.type
    while [.const, .volatile, .restrict].contains(types.kind(type)) { type = types.target(type) }
    let name = types.name(type)
    guard !name.isEmpty else { return nil }
    // A flavour follows three underscores, but not at a name's start, as in libbpf.
    let split = name.dropFirst().firstRange(of: "___")
    rootName = split.map { String(name[..<$0.lowerBound]) } ?? name
    flavour = split.map { String(name[$0.upperBound...]) }
    rootKind = types.kind(type)
    root = Self.keyword(rootKind) + rootName
    guard let subject = Self.subject(of: record, in: type, types) else { return nil }
    self.subject = subject
  }

  private static func keyword(_ kind: TypeInformation.Kind) -> String {
    switch kind {
    case .structure: "struct "
    case .union: "union "
    case .enumeration, .enumeration64: "enum "
    default: ""
    }
  }

  private static func subject(
    of record: FieldRecord, in type: Int, _ types: TypeInformation
  ) -> Subject? {
    switch record.kind {
    case .typeExists, .typeSize, .typeMatches, .targetType: return .type
    case .constantExists, .constantValue:
      let constants = types.members(type)
      guard let number = record.path.first, constants.indices.contains(number) else { return nil }
      return .constant(constants[number].name)
    default:
      return names(record.path, from: type, types).map { $0.isEmpty ? .type : .member($0) }
    }
  }

  /// The member names on a path, without nameless structs.
  private static func names(_ path: [Int], from start: Int, _ types: TypeInformation) -> [String]? {
    var type = types.resolved(start)
    var names: [String] = []
    for number in path.dropFirst() {
      if types.kind(type) == .array {
        type = types.resolved(types.elements(type).type)
        continue
      }
      let members = types.members(type)
      guard members.indices.contains(number) else { return nil }
      if !members[number].name.isEmpty { names.append(members[number].name) }
      type = types.resolved(members[number].type)
    }
    return names
  }

  /// The dotted name: `task_struct.thread_info.status`.
  var name: String {
    switch subject {
    case .member(let names): ([rootName] + names).joined(separator: ".")
    case .type: root
    case .constant(let name): "\(rootName).\(name)"
    }
  }

  /// The member's type in C in the kernel's types, or the reason that there is none.
  func look(in kernel: TypeInformation) -> (type: String?, reason: String?) {
    guard let type = rootType(in: kernel) else { return (nil, "the kernel has no \(root)") }
    switch subject {
    case .type: return (root, nil)
    case .constant(let name):
      let isThere = kernel.members(type).contains { $0.name == name }
      return isThere ? (root, nil) : (nil, "\(root) has no constant \(name)")
    case .member(let names): return member(names, of: type, kernel)
    }
  }

  private func rootType(in kernel: TypeInformation) -> Int? {
    if let type = kernel.type(rootKind, named: rootName) { return type }
    // The kernel may have the other kind of enumeration.
    return rootKind == .enumeration ? kernel.type(.enumeration64, named: rootName) : nil
  }

  private func member(
    _ names: [String], of root: Int, _ kernel: TypeInformation
  ) -> (type: String?, reason: String?) {
    var type = root, owner = self.root
    for name in names {
      var inner = kernel.resolved(type)
      while kernel.kind(inner) == .array {
        inner = kernel.resolved(kernel.elements(inner).type)
      }
      guard let found = Self.find(name, in: inner, kernel) else {
        return (nil, "\(owner) has no member \(name)")
      }
      type = found
      owner = kernel.text(found)
    }
    return (kernel.text(type), nil)
  }

  /// A member's type, also from nameless structs.
  private static func find(
    _ name: String, in type: Int, _ kernel: TypeInformation, depth: Int = 0
  ) -> Int? {
    guard depth < 16 else { return nil }
    let members = kernel.members(type)
    if let member = members.first(where: { $0.name == name }) { return member.type }
    for member in members where member.name.isEmpty {
      let inner = kernel.resolved(member.type)
      if let found = find(name, in: inner, kernel, depth: depth + 1) { return found }
    }
    return nil
  }

  static func < (one: KernelField, other: KernelField) -> Bool {
    (one.name, one.flavour ?? "") < (other.name, other.flavour ?? "")
  }
}
