// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells by a file's path whether it can be the one that functions are looked for in.
struct MeantFile {
  /// The search.
  let search: FoundFunctions.Search
  /// The file that a program's name means here.
  let fileHere: String?
  /// That file's own name, behind all links.
  private let nameHere: Substring?

  init(_ search: FoundFunctions.Search) {
    self.search = search
    fileHere = ProgramPath.find(search.program)
    nameHere = fileHere.flatMap(Self.ownName)
  }

  private static func ownName(_ path: String) -> Substring? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved).split(separator: "/").last
  }

  /// Whether a file of that path may be meant. Where the search has a path, links decide, in each
  /// process its own: all files may be.
  func includes(_ path: String) -> Bool {
    if search.isPath { return true }
    let name = path.split(separator: "/").last ?? ""
    return MappedFiles.isCalled(name, search.program) || name == nameHere
  }

  /// Whether a file of that path is meant, and not only may be: what a path means, links decide.
  func includesForCertain(_ path: String) -> Bool {
    let name = path.split(separator: "/").last
    return !search.isPath
      || name == search.program.split(separator: "/").last || name == nameHere
  }
}
