// SPDX-License-Identifier: Apache-2.0

extension MatrixDocument: ResultDocument {
  private enum Key: String, CodingKey {
    case schema, kind, tareVersion, startedAt, elapsedSeconds, command, host, split, kernels
    case interrupted
  }

  /// Reads a document of this schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kernels = try container.decode([KernelRun].self, forKey: .kernels)
    guard Set(kernels.map(\.series)).count == kernels.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .kernels, in: container, debugDescription: "a series is there twice")
    }
    self.init(
      tareVersion: try container.decode(String.self, forKey: .tareVersion),
      startedAt: try container.decode(String.self, forKey: .startedAt),
      elapsedSeconds: try container.decode(Double.self, forKey: .elapsedSeconds),
      command: try container.decode([String].self, forKey: .command),
      host: try container.decode(Host.self, forKey: .host),
      split: try container.decode(Split.self, forKey: .split), kernels: kernels,
      interrupted: try container.decode(Bool.self, forKey: .interrupted))
  }

  /// Writes the document.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(Self.kind, forKey: .kind)
    try container.encode(tareVersion, forKey: .tareVersion)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(elapsedSeconds, forKey: .elapsedSeconds)
    try container.encode(command, forKey: .command)
    try container.encode(host, forKey: .host)
    try container.encode(split, forKey: .split)
    try container.encode(kernels, forKey: .kernels)
    try container.encode(interrupted, forKey: .interrupted)
  }
}
