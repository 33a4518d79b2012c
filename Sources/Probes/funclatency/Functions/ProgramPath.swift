// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System

/// Where programs and libraries lie.
enum ProgramPath {
  /// Where the loader looks for libraries, those of `LD_LIBRARY_PATH` apart.
  private static let libraryFolders = [
    "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64",
    "/usr/local/lib", "/lib", "/usr/lib",
  ]

  /// The path of a program or library: one with a slash is itself; else a program of that name in
  /// `PATH`, or a library, `libc` as well as `libc.so.6` and `c`; `nil` where there is none.
  static func find(
    _ name: String, programs: [String] = folders("PATH"),
    libraries: [String] = folders("LD_LIBRARY_PATH") + libraryFolders
  ) -> String? {
    if name.contains("/") { return exists(name) ? name : nil }
    guard !name.isEmpty else { return nil }
    for folder in programs where unsafe access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    return library(name, in: libraries) ?? library("lib\(name)", in: libraries)
  }

  /// A path from the root, without `.` and `..`.
  static func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static var workingDirectory: String {
    guard let text = unsafe getcwd(nil, 0) else { return "" }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  private static func library(_ name: String, in folders: [String]) -> String? {
    for folder in folders {
      // What ends with .so alone is for the linker, and may be text; the loader takes the numbered
      // one.
      let found = Folder.names(in: folder).filter { $0 == name || $0.hasPrefix("\(name).so") }
      if let library = found.first(where: { $0 == name })
        ?? found.filter({ !$0.hasSuffix(".so") }).min(by: { $0.utf8.count < $1.utf8.count })
        ?? found.first
      {
        return "\(folder)/\(library)"
      }
    }
    return nil
  }

  private static func folders(_ variable: String) -> [String] {
    guard let value = unsafe getenv(variable) else { return [] }
    return unsafe String(cString: value).split(separator: ":").map(String.init)
  }

  private static func exists(_ path: String) -> Bool {
    unsafe access(path, R_OK) == 0
  }
}
