// SPDX-License-Identifier: Apache-2.0

/// The modules that a guest's kernel did not take, among what could not be done when the guest started.
public struct ModuleRefusals: Sendable {
  static let beginning = "the module "
  private let refusals: [String]

  /// Looks for them.
  ///
  /// - Parameter complaints: As ``GuestHello/complaints`` or ``GuestJob/complaints`` has them.
  public init(_ complaints: [String]) {
    refusals = complaints.filter { $0.hasPrefix(Self.beginning) }
  }

  /// The first, with the kernel's reason, and how many more there are; `nil` where there is none. Modules are loaded
  /// in the order of their needs, so the first is why others followed.
  public var sentence: String? {
    guard let first = refusals.first else { return nil }
    return refusals.count > 1 ? "\(first) (nor \(refusals.count - 1) more)" : first
  }
}
