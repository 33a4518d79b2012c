// SPDX-License-Identifier: Apache-2.0

/// The features that kernels really offer: the document of `tare features`.
public struct FeaturesDocument: ResultDocument, Equatable {
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
