// SPDX-License-Identifier: Apache-2.0

/// Whether a cell holds a cost, and why not when it does not.
public enum CellVerdict: Hashable, Sendable {
  /// The controls held.
  case measured
  /// The run's own controls failed, so its numbers mean nothing.
  case invalid(reason: String)
  /// The machinery failed; `lastOutput` is the end of what the failing part printed.
  case failed(reason: String, lastOutput: String)
  /// The kernel refused every rung that was asked for.
  case unsupported(reason: String)
}

extension CellVerdict: Codable {
  private enum Kind: String, Codable { case measured, invalid, failed, unsupported }
  private enum Key: String, CodingKey { case kind, reason, lastOutput }

  /// Reads `{ "kind": …, "reason": …, "lastOutput": … }`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func reason() throws -> String { try container.decode(String.self, forKey: .reason) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .measured: self = .measured
    case .invalid: self = .invalid(reason: try reason())
    case .unsupported: self = .unsupported(reason: try reason())
    case .failed:
      let lastOutput = try container.decode(String.self, forKey: .lastOutput)
      self = .failed(reason: try reason(), lastOutput: lastOutput)
    }
  }

  /// Writes `{ "kind": …, "reason": …, "lastOutput": … }`, only with what the kind has.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .measured: try container.encode(Kind.measured, forKey: .kind)
    case .invalid(let reason):
      try container.encode(Kind.invalid, forKey: .kind)
      try container.encode(reason, forKey: .reason)
    case .unsupported(let reason):
      try container.encode(Kind.unsupported, forKey: .kind)
      try container.encode(reason, forKey: .reason)
    case .failed(let reason, let lastOutput):
      try container.encode(Kind.failed, forKey: .kind)
      try container.encode(reason, forKey: .reason)
      try container.encode(lastOutput, forKey: .lastOutput)
    }
  }
}
