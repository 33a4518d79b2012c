// SPDX-License-Identifier: Apache-2.0

/// The mirror's newest kernel of each series and flavour.
public struct KernelCatalogue: Hashable, Codable, Sendable {
  /// By series, the oldest first, then by flavour.
  public var kernels: [KernelPackage]
  /// When the mirror was read, in seconds since 1970.
  public var readAt: Int
  /// Why the catalogue is stale; `nil` within a day of reading the mirror.
  public var staleBecause: String?

  /// The kernel of a series and a flavour.
  public subscript(_ name: KernelName) -> KernelPackage? {
    kernels.first { $0.name == name }
  }
}
