// SPDX-License-Identifier: Apache-2.0

/// A feature that a kernel may offer, and the answer of a trial.
public struct Feature: Codable, Hashable, Sendable {
  /// The three answers there are.
  public enum Answer: String, Codable, Hashable, Sendable, CaseIterable {
    /// It was tried and it is there.
    case yes
    /// It was tried and the kernel refused it, or it is not there; the reason is the kernel's.
    case no
    /// It could not be tried; the reason is ours.
    case unknown
  }

  /// The answer of a source other than a trial: a kernel's config, or libbpf.
  public struct Hint: Codable, Hashable, Sendable {
    /// The source, for example `CONFIG_KPROBES` or `libbpf_probe_bpf_prog_type(kprobe)`.
    public var source: String
    /// The words of the source, for example `y`.
    public var value: String
    /// Whether the words mean yes; `nil` where they mean neither.
    public var says: Bool?
    /// Whether the trial came out otherwise.
    public var disagrees: Bool

    /// Makes a hint. Whether it disagrees is found when it joins its feature.
    public init(source: String, value: String, says: Bool?) {
      self.source = source
      self.value = value
      self.says = says
      disagrees = false
    }
  }

  /// A finding that an answer rests on.
  public struct Fact: Codable, Hashable, Sendable {
    /// The property that was looked at, for example `traceable`.
    public var name: String
    /// Whether the property holds.
    public var answer: Answer
    /// Why, where the answer is not yes.
    public var reason: String?
    /// The details, where there is more to say than yes.
    public var detail: String?

    /// Makes a fact.
    public init(_ name: String, _ answer: Answer, reason: String? = nil, detail: String? = nil) {
      self.name = name
      self.answer = answer
      self.reason = reason
      self.detail = detail
    }
  }

  /// The feature's name, in the kernel's own words.
  public var name: String
  /// Whether it is there.
  public var answer: Answer
  /// The kernel's reason for a no, ours for what could not be told; `nil` beside a yes.
  public var reason: String?
  /// The details: how often a hook fired, a member's type, a setting's value.
  public var detail: String?
  /// The kind of program that was asked for; `nil` where that makes no difference.
  public var kind: String?
  /// Whether what needs it has another way and asks first: a no is then no loss.
  public var isOptional: Bool
  /// The answers of other sources, in the order they were asked.
  public var hints: [Hint]
  /// The findings that the answer rests on.
  public var facts: [Fact]
  /// Who needs it: probes, or programs of the user's object. Sorted.
  public var neededBy: [String]

  /// Makes a feature; each hint is held against the answer.
  public init(
    _ name: String, _ answer: Answer, reason: String? = nil, detail: String? = nil,
    kind: String? = nil, isOptional: Bool = false, hints: [Hint] = [], facts: [Fact] = [],
    neededBy: [String] = []
  ) {
    self.name = name
    self.answer = answer
    self.reason = reason
    self.detail = detail
    self.kind = kind
    self.isOptional = isOptional
    self.hints = hints.map { hint in
      var hint = hint
      hint.disagrees =
        switch (hint.says, answer) {
        case (true?, .no), (false?, .yes): true
        default: false
        }
      return hint
    }
    self.facts = facts
    self.neededBy = neededBy.sorted()
  }

  /// Whether a hint says something else than the trial.
  public var isDisputed: Bool { hints.contains(where: \.disagrees) }
}
