// SPDX-License-Identifier: Apache-2.0

import BPF

/// The functions that a search found.
public struct FoundFunctions: Sendable, Hashable {
  /// A function that fits and cannot be traced.
  public struct Omission: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Why not.
    public var reason: TracedFunctionsError
  }

  /// A search in programs, to be repeated in files that appear later.
  struct Search: Sendable, Hashable {
    /// The functions as the user wrote them, for example `libc:malloc`.
    let argument: String
    /// The program's part of that: a path, a name, or nothing.
    let program: String
    /// The functions' part of that.
    let target: FunctionSpelling.Target

    /// Whether the program is a path, whose file links decide, or that of a process.
    var isPath: Bool { program.isEmpty || program.contains("/") }
  }

  /// The functions that can be traced.
  public var functions: TracedFunctions
  /// Functions that fit as well and cannot be traced.
  public var omissions: [Omission] = []
  /// Files that the watched processes have mapped as well, without such functions or unreadable.
  public var failures: [Omission] = []
  /// The files that have the functions; none for functions of the kernel.
  public var files: [TracedFile] = []
  /// The search that found them; `nil` for functions of the kernel.
  var search: Search?

  /// A line that names the files where there are several, and one for those that are not traced.
  public var remarksOnFiles: [String] {
    var lines: [String] = []
    if files.count > 1 {
      lines.append(
        "the watched processes have \(files.count) such files mapped: "
          + FirstFew(of: files.map { "'\($0.name)'" }).text(separator: ", "))
    }
    if !failures.isEmpty {
      let reasons = failures.map { "'\($0.name)': \($0.reason.cause)" }
      lines.append("not traced in " + FirstFew(of: reasons).text(separator: "; "))
    }
    return lines
  }

  /// A line that names the functions whose calls may seem too short; `nil` for none.
  public var remarkOnLengths: String? {
    guard case .located(let located) = functions else { return nil }
    let names = located.filter(\.isCutShort).map { "'\($0.name)'" }
    guard !names.isEmpty else { return nil }
    return
      "calls of \(FirstFew(of: names).text(separator: ", ")) end where they hand over to a function whose ends "
      + "cannot be told; with --force they end when that one returns"
  }

  /// One line that names up to three functions that are not traced; `nil` where all are.
  ///
  /// - Parameter refused: The functions that the kernel refused, by their numbers in `functions`,
  ///   with its reasons.
  /// - Returns: The line.
  public func remark(refused: [Int: BPFError] = [:]) -> String? {
    let names = functions.names
    let byKernel = refused.sorted { $0.key < $1.key }.compactMap { index, error in
      names.indices.contains(index) ? "\(names[index]): \(Self.text(of: error))" : nil
    }
    let all = omissions.map { "\($0.name): \($0.reason.cause)" } + byKernel
    guard !all.isEmpty else { return nil }
    let few = FirstFew(of: all)
    return "\(all.count) of \(omissions.count + names.count) functions cannot be traced: "
      + few.named.joined(separator: "; ") + (few.unnamed > 0 ? "; …" : "")
  }

  private static func text(of error: BPFError) -> String {
    guard let code = error.code else { return error.description }
    return code.isUnfitInstruction ? "the kernel refuses its first instruction" : code.text
  }
}
