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

  /// What was looked for in programs, to look for it in more of them.
  struct Search: Sendable, Hashable {
    /// As the user wrote it.
    let argument: String
    let program: String
    let target: FunctionSpelling.Target
  }

  /// Those that can be traced.
  public var functions: TracedFunctions
  /// Those that fit as well and cannot be traced, and files of the watched processes without any.
  public var omissions: [Omission] = []
  /// The files that were looked through; none for functions of the kernel.
  public var files: [TracedFile] = []
  /// `nil` for functions of the kernel.
  var search: Search?

  /// One line that names the files where there are several; `nil` where there are not.
  public var remarkOnFiles: String? {
    guard files.count > 1 else { return nil }
    let names = files.prefix(Self.mostNamed).map(\.name).joined(separator: ", ")
    let more = files.count > Self.mostNamed ? " and \(files.count - Self.mostNamed) more" : ""
    return "the watched processes have \(files.count) such files mapped: \(names)\(more)"
  }

  /// One line that says what is not traced, of at most three functions by name; `nil` where everything is.
  ///
  /// - Parameter refused: The functions that the kernel refused, by their numbers in `functions`, with its reasons.
  /// - Returns: The line.
  public func remark(refused: [Int: BPFError] = [:]) -> String? {
    let names = functions.names
    let byKernel = refused.sorted { $0.key < $1.key }.compactMap { index, error in
      names.indices.contains(index) ? "\(names[index]): \(Self.text(of: error))" : nil
    }
    let all = omissions.map { "\($0.name): \($0.reason.cause)" } + byKernel
    guard !all.isEmpty else { return nil }
    return "\(all.count) of \(omissions.count + names.count) functions cannot be traced: "
      + all.prefix(Self.mostNamed).joined(separator: "; ")
      + (all.count > Self.mostNamed ? "; …" : "")
  }

  private static let mostNamed = 3

  private static func text(of error: BPFError) -> String {
    guard let code = error.code else { return error.description }
    return code.isUnfitInstruction ? "the kernel refuses its first instruction" : code.text
  }
}
