// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// The hooks' tracepoints and functions: presence, wholeness, shape and traceability.
extension Surveyor {
  /// A hook's target, with its kinds of hook and users.
  struct Target: Hashable {
    enum Nature: Int, Hashable { case event, rawEvent, function, file }
    let nature: Nature
    let name: String
    var kinds: Set<String> = []
    var users: Set<String> = []

    /// Whether a hook binds to its type.
    fileprivate var isTyped: Bool { !kinds.isDisjoint(with: ["fentry", "fexit"]) }

    init(_ hook: Hook) {
      switch hook {
      case .tracepoint: nature = .event
      case .rawTracepoint, .tpBTF: nature = .rawEvent
      case .fentry, .fexit, .kprobe, .kretprobe, .kprobeMulti, .kretprobeMulti, .kprobeSession:
        nature = .function
      case .uprobe, .uretprobe, .userFunction, .userReturn, .uprobeMulti, .uretprobeMulti:
        nature = .file
      }
      name = hook.target
    }
  }

  /// The answers for targets.
  func targets(_ hooks: [(hook: Hook, user: String)]) -> [Feature] {
    var targets: [String: Target] = [:]
    for (hook, user) in hooks {
      let target = Target(hook)
      let key = "\(target.nature.rawValue) \(target.name)"
      targets[key, default: target].kinds.insert(hook.kind.rawValue)
      targets[key]?.users.insert(user)
    }
    let functions = targets.values.filter { $0.nature == .function }.map(\.name)
    let survey = FunctionSurvey(Set(functions), types: types)
    return targets.sorted { $0.key < $1.key }.map { _, target in
      let facts =
        switch target.nature {
        case .event: eventFacts(target.name)
        case .rawEvent: [argumentsFact(target.name)]
        case .function: survey.facts(of: target.name, isTyped: target.isTyped)
        case .file: [Self.fileFact(target.name)]
        }
      return Self.feature(target, facts)
    }
  }

  /// No where a fact is no, unknown where no fact is known.
  private static func feature(_ target: Target, _ facts: [Feature.Fact]) -> Feature {
    let refusal = facts.first { $0.answer == .no }
    let found = facts.first { $0.answer == .yes }
    let answer: Feature.Answer = refusal != nil ? .no : found != nil ? .yes : .unknown
    return Feature(
      target.name, answer, reason: refusal?.reason ?? (found == nil ? facts.first?.reason : nil),
      detail: facts.compactMap(\.detail).first, kind: target.kinds.sorted().joined(separator: ", "),
      facts: facts, neededBy: Array(target.users))
  }

  private func eventFacts(_ name: String) -> [Feature.Fact] {
    let parts = name.split(separator: "/").map(String.init)
    if let noTracefs { return [.init("present", .unknown, reason: noTracefs)] }
    guard parts.count == 2, let text = Tracefs.format(category: parts[0], event: parts[1]) else {
      return [.init("present", .no, reason: "\(Tracefs.place)/events has no \(name)")]
    }
    let fields = TracepointFormat(text).fields.joined(separator: ", ")
    return [.init("present", .yes), .init("shape", .yes, detail: "{\(fields)}")]
  }

  private func argumentsFact(_ name: String) -> Feature.Fact {
    switch types {
    case .failure(let error): return .init("shape", .unknown, reason: error.cause)
    case .success(let types):
      guard let arguments = types.arguments(ofTracepoint: name) else {
        return .init("shape", .no, reason: "the kernel's types have no btf_trace_\(name)")
      }
      return .init("shape", .yes, detail: "(\(arguments))")
    }
  }

  private static func fileFact(_ name: String) -> Feature.Fact {
    .init("present", .unknown, reason: "tare does not look into \(name)")
  }
}

extension ResultsError {
  /// The path and reason alone.
  var cause: String {
    switch self {
    case .cannotRead(let path, let reason): "\(path): \(reason)"
    default: description
    }
  }
}

/// A tracepoint's `format` file: the members of its record.
struct TracepointFormat: Hashable {
  /// Each member as declared in C, for example `dev_t dev`, without those of all records.
  let fields: [String]

  /// Reads the text of the file.
  init(_ text: String) {
    fields = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: ";").first?.split(separator: ":", maxSplits: 1)
      guard let words, words.count == 2, words[0].allSatisfy({ $0.isWhitespace || $0.isLetter }),
        words[0].hasSuffix("field")
      else { return nil }
      let field = String(words[1])
      return field.split(separator: " ").last?.hasPrefix("common_") == true ? nil : field
    }
  }
}
