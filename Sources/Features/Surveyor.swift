// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

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
}
