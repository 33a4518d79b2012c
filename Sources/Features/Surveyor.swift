// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import System

/// The facts about the kernel that all parts of a survey share.
struct Surveyor {
  /// The kernel's types, or why there are none.
  let types: Result<TypeInformation, ResultsError>
  let configuration: KernelConfiguration
  /// Why nothing can be loaded; `nil` where it can be tried.
  let obstacle: String?
  /// Why tracefs cannot be read; `nil` where it can.
  let noTracefs: String?

  /// Runs a trial unless a capability is missing.
  func trial(_ body: () -> TrialAnswer) -> TrialAnswer {
    obstacle.map { .unknown($0) } ?? body()
  }

  /// The kernel config's value of an option.
  func hint(_ option: String) -> Feature.Hint? {
    configuration.value(option).map {
      Feature.Hint(source: option, value: $0, says: $0 != "not set")
    }
  }

  /// libbpf's opinion on a program type.
  func hint(_ kind: ProgramKind) -> Feature.Hint? {
    guard obstacle == nil else { return nil }
    let answer = KernelTrial.hint(program: kind)
    return Feature.Hint(
      source: "libbpf_probe_bpf_prog_type(\(kind.typeName))", value: Self.word(answer),
      says: answer)
  }

  static func word(_ answer: Bool?) -> String {
    answer.map { $0 ? "yes" : "no" } ?? "cannot tell"
  }

  /// The BTF id of a target for trying a kind of tracing program.
  func target(_ kind: ProgramKind) -> UInt32? {
    guard case .success(let types) = types else { return nil }
    let type: Int? =
      switch kind.name {
      case "tp_btf": types.type(.typedef, named: "btf_trace_sys_enter")
      case "fentry", "fexit":
        HookTrial.functions.lazy.compactMap { types.type(.function, named: $0) }.first
      case "iter": types.type(.function, named: "bpf_iter_task")
      case "lsm": types.type(.function, named: "bpf_lsm_file_open")
      default: nil
      }
    return type.map { UInt32($0) }
  }

  /// One feature for each field and flavour, by name. Where all readers of a field are among the
  /// user's `programs` and load, they do without it.
  func fields(_ needs: ObjectNeeds, programs: [Feature]) -> [Feature] {
    needs.fields.sorted { $0.key < $1.key }.map { field, users in
      let readers = programs.filter { users.contains($0.name) }
      let isTold = readers.count == users.count && readers.allSatisfy { $0.answer != .unknown }
      let isOptional =
        isTold ? readers.allSatisfy { $0.answer == .yes } : needs.isOptional(field)
      return Feature(
        field.name, look(field), kind: field.flavour.map { "flavour \($0)" },
        isOptional: isOptional, neededBy: users)
    }
  }

  private func look(_ field: KernelField) -> TrialAnswer {
    switch types {
    case .failure(let error): .unknown(error.cause)
    case .success(let types):
      switch field.look(in: types) {
      case (let type?, _): .yes(type)
      case (nil, let reason): .no(reason ?? "not there")
      }
    }
  }

  /// Tries each kind, needed or not.
  func hooks(neededBy users: [String: Set<String>]) -> [Feature] {
    let trials = HookTrial.all(function: function, uprobe: Self.uprobe)
    return trials.map { hook in
      let hints = [hint(hook.kind)] + hook.options.map { hint($0) }
      return Feature(
        hook.name, trial { hook.run() }, hints: hints.compactMap(\.self),
        neededBy: users[hook.name] ?? [])
    }
  }

  private var function: String {
    guard case .success(let types) = types else { return HookTrial.functions[0] }
    return HookTrial.functions.first { types.type(.function, named: $0) != nil }
      ?? HookTrial.functions[0]
  }

  private static var uprobe: MemoryPlace? {
    File.text(of: "/proc/self/maps").flatMap { MemoryPlace(of: UprobeTarget.address, in: $0) }
  }
}
