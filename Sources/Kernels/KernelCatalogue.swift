// SPDX-License-Identifier: Apache-2.0

/// The newest kernel of each series that the mirror has.
public struct KernelCatalogue: Hashable, Codable, Sendable {
  /// By series, the oldest first.
  public var kernels: [KernelPackage]
  /// When the mirror was read, in seconds since 1970.
  public var readAt: Int
  /// Why this is not the mirror's present state; `nil` where it is, or was within a day.
  public var staleBecause: String?

  /// The kernel of a series.
  public subscript(_ series: KernelSeries) -> KernelPackage? {
    kernels.first { $0.series == series }
  }
}
