// SPDX-License-Identifier: Apache-2.0

/// What kernels really offer: the document of `tare features`.
public struct FeaturesDocument: Equatable, Sendable {
  /// `features`
  public static let kind = "features"
  /// The version of the shape.
  public static let schema = 1

  /// The version of tare that asked.
  public var tareVersion: String
  /// When it began: ISO 8601 in UTC.
  public var startedAt: String
  /// The command line.
  public var command: [String]
  /// The kernels, in the order they were asked for.
  public var kernels: [KernelFeatures]
  /// Whether the run was interrupted.
  public var interrupted: Bool

  /// Makes a document.
  public init(
    tareVersion: String, startedAt: String, command: [String], kernels: [KernelFeatures],
    interrupted: Bool = false
  ) {
    self.tareVersion = tareVersion
    self.startedAt = startedAt
    self.command = command
    self.kernels = kernels
    self.interrupted = interrupted
  }
}

extension FeaturesDocument: ResultDocument {
  private enum Key: String, CodingKey {
    case schema, kind, tareVersion, startedAt, command, kernels, interrupted
  }

  /// Reads a document of this schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      tareVersion: try container.decode(String.self, forKey: .tareVersion),
      startedAt: try container.decode(String.self, forKey: .startedAt),
      command: try container.decode([String].self, forKey: .command),
      kernels: try container.decode([KernelFeatures].self, forKey: .kernels),
      interrupted: try container.decode(Bool.self, forKey: .interrupted))
  }

  /// Writes the document.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(Self.kind, forKey: .kind)
    try container.encode(tareVersion, forKey: .tareVersion)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(command, forKey: .command)
    try container.encode(kernels, forKey: .kernels)
    try container.encode(interrupted, forKey: .interrupted)
  }
}
