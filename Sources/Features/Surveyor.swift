// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// What all parts of a survey share: what is known of the kernel before anything is tried.
struct Surveyor {
  /// The kernel's types, or the reason that there are none.
  let types: Result<TypeInformation, ResultsError>
  let configuration: KernelConfiguration
  /// Why nothing can be loaded; `nil` where it can be tried.
  let obstacle: String?
  /// Why tracefs cannot be read; `nil` where it can.
  let noTracefs: String?

  /// Tries something, unless what it takes is missing.
  func trial(_ body: () -> TrialAnswer) -> TrialAnswer {
    obstacle.map { .unknown($0) } ?? body()
  }

  /// What the kernel's config says of an option.
  func hint(_ option: String) -> Feature.Hint? {
    configuration.value(option).map {
      Feature.Hint(source: option, value: $0, says: $0 != "not set")
    }
  }

  /// What libbpf thinks of a program type.
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

  /// What a tracing program of a kind is bound to where it is tried: a number of the kernel's types.
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
