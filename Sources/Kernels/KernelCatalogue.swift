// SPDX-License-Identifier: Apache-2.0

/// The newest kernel of each series and flavour that the mirror has.
public struct KernelCatalogue: Hashable, Codable, Sendable {
  /// By series, the oldest first, then by flavour.
  public var kernels: [KernelPackage]
  /// When the mirror was read, in seconds since 1970.
  public var readAt: Int
  /// Why this is not the mirror's present state; `nil` where it is, or was within a day.
  public var staleBecause: String?

  /// The kernel of a series and a flavour.
  public subscript(_ name: KernelName) -> KernelPackage? {
    kernels.first { $0.name == name }
  }
}
