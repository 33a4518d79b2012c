// SPDX-License-Identifier: Apache-2.0

/// The modules refused by a guest's kernel, among the failed steps of its start.
public struct ModuleRefusals: Sendable {
  static let beginning = "the module "
  private let refusals: [String]

  /// Finds refused modules.
  ///
  /// - Parameter complaints: ``GuestHello/complaints`` or ``GuestJob/complaints``.
  public init(_ complaints: [String]) {
    refusals = complaints.filter { $0.hasPrefix(Self.beginning) }
  }

  /// The first with the kernel's reason, and the number of the others; `nil` for none. Modules load
  /// after their needs, so the first is the cause of the others.
  public var sentence: String? {
    guard let first = refusals.first else { return nil }
    return refusals.count > 1 ? "\(first) (nor \(refusals.count - 1) more)" : first
  }
}
