// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// Program types, map types and helpers: each is loaded, made or called.
extension Surveyor {
  private static let returnZero: [KernelTrial.Instruction] = [0xb7, 0x95]

  func programTypes(_ needs: ObjectNeeds) -> [Feature] {
    needs.kinds.map { kind, users in
      Feature(
        kind.isTracing ? "\(kind.typeName) (\(kind.name))" : kind.typeName,
        trial { load(kind, Self.returnZero) }, kind: kind.attachName,
        hints: [hint(kind)].compactMap(\.self),
        neededBy: users)
    }.sorted { $0.name < $1.name }
  }

  /// Loads instructions as a program of a kind.
  private func load(_ kind: ProgramKind, _ code: [KernelTrial.Instruction]) -> TrialAnswer {
    let target = self.target(kind)
    if kind.needsTarget, target == nil {
      return .unknown("tare has no target to try a program of this type on")
    }
    return .trying { () throws(BPFError) -> TrialAnswer in
      try KernelTrial.load(kind, target: target ?? 0, code)
      return .yes()
    }
  }

  func mapTypes(_ needs: ObjectNeeds) -> [Feature] {
    Dictionary(grouping: needs.maps, by: \.key.typeName).map { name, maps in
      let type = maps[0].key.type
      let answers = maps.map { map in trial { Self.make(map.key) } }
      let hint =
        obstacle == nil
        ? KernelTrial.hint(map: type).map {
          Feature.Hint(source: "libbpf_probe_bpf_map_type(\(name))", value: Self.word($0), says: $0)
        } : nil
      return Feature(
        name, answers.first { $0.answer != .yes } ?? .yes(), hints: [hint].compactMap(\.self),
        neededBy: maps.reduce(into: Set()) { $0.formUnion($1.value) })
    }.sorted { $0.name < $1.name }
  }

  /// Makes a map of one entry; libbpf tries maps that need types or other maps.
  private static func make(_ map: MapDescription) -> TrialAnswer {
    var map = map
    if map.typeName == "ringbuf" || map.typeName == "user_ringbuf" { map.entries = 4096 }
    if needsMore.contains(map.typeName) {
      return switch KernelTrial.hint(map: map.type) {
      case true?: .yes("made by libbpf")
      case false?: .no("libbpf could not make one")
      case nil: .unknown("neither tare nor libbpf has a way to make one alone")
      }
    }
    return .trying { [map] () throws(BPFError) -> TrialAnswer in
      try KernelTrial.make(map)
      return .yes()
    }
  }

  private static let needsMore: Set<String> = [
    "array_of_maps", "hash_of_maps", "sk_storage", "inode_storage", "task_storage", "cgrp_storage",
    "struct_ops", "arena",
  ]

  func helpers(_ needs: ObjectNeeds) -> [Feature] {
    needs.helpers.map { helper, users in
      let hint =
        obstacle == nil
        ? KernelTrial.hint(helper: helper.number, in: helper.kind).map {
          Feature.Hint(source: "libbpf_probe_bpf_helper", value: Self.word($0), says: $0)
        } : nil
      return Feature(
        KernelTrial.name(ofHelper: helper.number), trial { call(helper) }, kind: helper.kind.name,
        isOptional: needs.isOptional(helper),
        hints: [hint].compactMap(\.self), neededBy: users)
    }.sorted { ($0.name, $0.kind ?? "") < ($1.name, $1.kind ?? "") }
  }

  /// Loads a program that calls a helper without arguments.
  private func call(_ helper: ObjectNeeds.Helper) -> TrialAnswer {
    let target = self.target(helper.kind)
    if helper.kind.needsTarget, target == nil {
      return .unknown("tare has no target to try a program of this type on")
    }
    let code = [UInt64(helper.number) << 32 | 0x85] + Self.returnZero
    return .trying { () throws(BPFError) -> TrialAnswer in
      do throws(BPFError) {
        try KernelTrial.load(helper.kind, target: target ?? 0, code)
        return .yes()
      } catch { return HelperVerdict.answer(to: error) }
    }
  }
}

/// The meaning of the verifier's complaint about a call without arguments.
enum HelperVerdict {
  /// The complaint about an unknown helper, or one not for this program type.
  private static let refusals = [
    "unknown func", "invalid func", "cannot use helper", "helper call is not allowed",
  ]

  static func answer(to error: BPFError) -> TrialAnswer {
    guard case .failed(_, let subject, let code, let log) = error else {
      return .unknown(error.description)
    }
    guard let log else {
      return .unknown("the kernel refuses every \(subject) program: \(code.text)")
    }
    let lines = log.text.split(separator: "\n").map(String.init)
    if let line = lines.last(where: { line in refusals.contains { line.contains($0) } }) {
      return .no(line)
    }
    // The verifier knows the helper and rejects the missing arguments.
    return .yes()
  }
}
