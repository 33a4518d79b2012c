// SPDX-License-Identifier: Apache-2.0

/// What a search found.
public struct FoundFunctions: Sendable, Hashable {
  /// A function that fits and cannot be traced.
  public struct Omission: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Why not.
    public var reason: TracedFunctionsError
  }

  /// What can be traced.
  public var functions: TracedFunctions
  /// What fits a pattern as well, and cannot be traced.
  public var omissions: [Omission]

  /// One line that says what is not traced, of at most three functions by name; `nil` where everything is.
  public var remark: String? {
    guard !omissions.isEmpty else { return nil }
    let all = omissions.count + functions.names.count
    let shown = omissions.prefix(3).map { "\($0.name): \($0.reason.cause)" }
    let rest = omissions.count > shown.count ? "; …" : ""
    return "\(omissions.count) of \(all) functions cannot be traced: "
      + shown.joined(separator: "; ") + rest
  }
}
