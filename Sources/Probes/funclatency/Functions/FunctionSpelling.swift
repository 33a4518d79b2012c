// SPDX-License-Identifier: Apache-2.0

/// A function as its user writes it.
struct FunctionSpelling: Hashable {
  /// The word before the colon: a program, a library or a path; nothing for the program of the
  /// process that is watched. `nil` for a function of the kernel.
  let program: String?
  /// The function behind the colon.
  let function: Target

  /// Which functions of the program.
  enum Target: Hashable {
    /// One of this name, of this version where one is given.
    case named(String, version: String?)
    /// The one that begins at an address, as the file's symbols count.
    case address(UInt64)
    /// All whose names fit.
    case fitting(String, isRegularExpression: Bool)
  }

  /// - Parameters:
  ///   - argument: For example `vfs_read`, `libc:malloc`, `c:malloc`, `/path/to/program:0x1139`,
  ///     `:main`.
  ///   - isRegularExpression: Whether the function is a regular expression.
  /// - Throws: `TracedFunctionsError.noFunction` where there is no name.
  init(_ argument: String, isRegularExpression: Bool = false) throws(TracedFunctionsError) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let text = String(parts[parts.count - 1])
    guard !text.isEmpty else { throw .noFunction(argument) }
    program = parts.count == 1 ? nil : String(parts[0])
    function =
      isRegularExpression || text.contains("*") && !text.hasPrefix("operator")
      ? .fitting(text, isRegularExpression: isRegularExpression)
      : Self.target(text, isOfProgram: parts.count > 1)
  }

  private static func target(_ text: String, isOfProgram: Bool) -> Target {
    guard isOfProgram else { return .named(text, version: nil) }
    if text.hasPrefix("0x"), let address = UInt64(text.dropFirst(2), radix: 16) {
      return .address(address)
    }
    guard let mark = text.firstIndex(of: "@"), mark != text.startIndex else {
      return .named(text, version: nil)
    }
    let version = text[mark...].drop { $0 == "@" }
    return .named(String(text[..<mark]), version: version.isEmpty ? nil : String(version))
  }
}
