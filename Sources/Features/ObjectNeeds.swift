// SPDX-License-Identifier: Apache-2.0

import BPF

/// Compiled objects' needs of a kernel, with the users, from code, maps and types.
struct ObjectNeeds {
  /// A helper function in a kind of program.
  struct Helper: Hashable {
    let number: UInt32
    let kind: ProgramKind
  }

  private(set) var programs: [ProgramDescription] = []
  private(set) var kinds: [ProgramKind: Set<String>] = [:]
  private(set) var maps: [MapDescription: Set<String>] = [:]
  private(set) var helpers: [Helper: Set<String>] = [:]
  private(set) var fields: [KernelField: Set<String>] = [:]
  /// Fields whose existence some program checks.
  private var guarded: Set<KernelField> = []

  /// The name for the user of an object's need.
  enum User {
    /// The object, by this name.
    case object(String)
    /// The name of the needing program.
    case program

    func name(_ program: String) -> String {
      switch self {
      case .object(let name): name
      case .program: program
      }
    }
  }

  /// Adds the needs of an object, or of the `chosen` programs in it; it throws `BPFError.failed`
  /// with `open` when the bytes are no BPF object.
  mutating func add(
    _ bytes: [UInt8], name: String, as user: User, only chosen: Set<String>? = nil
  ) throws(BPFError) {
    let open = try OpenObject(bytes, name: name)
    let all = open.programDescriptions
    let found = all.filter { chosen?.contains($0.name) ?? true }
    programs += found
    for program in found { kinds[program.kind, default: []].insert(user.name(program.name)) }
    for map in open.mapDescriptions { add(map, user.name(map.name)) }
    guard let object = ObjectCode(bytes) else { return }
    addHelpers(of: object, found, user)
    let others = Set(all.map(\.name)).subtracting(found.map(\.name))
    addFields(of: object, user, leavingOut: others)
  }

  private mutating func add(_ map: MapDescription, _ user: String) {
    // Names and numbers of entries do not matter to the kernel.
    var map = map
    map.name = ""
    map.entries = 1
    maps[map, default: []].insert(user)
  }

  private mutating func addHelpers(
    of object: ObjectCode, _ programs: [ProgramDescription], _ user: User
  ) {
    // Shared functions lie in .text; which of them a program reaches is not followed.
    let shared = object.functions.filter { $0.section == ".text" }
      .reduce(into: Set<UInt32>()) { $0.formUnion(Calls(in: object.code($1)).helpers) }
    for program in programs {
      let functions = object.functions.filter {
        $0.name == program.name && $0.section == program.section
      }
      for calls in functions.map({ Calls(in: object.code($0)) }) {
        for number in calls.callsOwnFunctions ? calls.helpers.union(shared) : calls.helpers {
          helpers[Helper(number: number, kind: program.kind), default: []]
            .insert(user.name(program.name))
        }
      }
    }
  }

  private mutating func addFields(
    of object: ObjectCode, _ user: User, leavingOut others: Set<String>
  ) {
    guard let types = object.types else { return }
    for record in object.fieldRecords(types) {
      guard let field = KernelField(record, types: types) else { continue }
      let function = object.function(at: record.offset, in: record.section)
      if let function, others.contains(function.name) { continue }
      fields[field, default: []].insert(user.name(function?.name ?? record.section))
      if record.kind == .exists || record.kind == .typeExists || record.kind == .constantExists {
        guarded.insert(field)
      }
    }
  }

  /// Whether programs check for a helper before calling it.
  func isOptional(_ helper: Helper) -> Bool {
    let name = KernelTrial.name(ofHelper: helper.number).dropFirst("bpf_".count)
    return guarded.contains { $0.name == "bpf_func_id.BPF_FUNC_\(name)" }
  }

  /// Whether programs check for a field, or another flavour of its struct, before reading it.
  func isOptional(_ field: KernelField) -> Bool {
    guarded.contains(field)
      || guarded.contains { $0.root == field.root && $0.flavour != field.flavour }
  }
}
