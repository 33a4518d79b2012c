// SPDX-License-Identifier: Apache-2.0

import Foundation

// usage: name-system-calls CLANG OUTPUT.swift
//
// Asks clang for the macros of the kernel's headers and writes what each number is called.

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: name-system-calls CLANG OUTPUT\n".utf8))
  exit(64)
}
let text = """
  // Made from <asm/unistd_64.h> and <asm/unistd_32.h>. Do not edit.

  extension Syscount {
    /// The names of 64-bit code's system calls, by number, as far as the headers knew when this was
    /// built.
    public static let names: [Int: String] = table(list64)

    /// The names of 32-bit code's system calls, by number, as far as the headers knew when this was
    /// built.
    public static let names32: [Int: String] = table(list32)

    private static func table(_ list: String) -> [Int: String] {
      let lines = list.split(separator: "\\n").map { $0.split(separator: " ") }
      return Dictionary(
        uniqueKeysWithValues: lines.compactMap { line in
          Int(line[0]).map { ($0, String(line[1])) }
        })
    }

    private static let list64 = \"\"\"
  \(try lines(of: "asm/unistd_64.h", clang: arguments[1]))
      \"\"\"

    private static let list32 = \"\"\"
  \(try lines(of: "asm/unistd_32.h", clang: arguments[1]))
      \"\"\"
  }

  """
try Data(text.utf8).write(to: URL(fileURLWithPath: arguments[2]), options: .atomic)

/// The numbers and names of a header's system calls, a line each.
func lines(of header: String, clang: String) throws -> String {
  let prefix = "#define __NR_"
  let calls = try macros(of: header, clang: clang).compactMap {
    line -> (number: Int, name: Substring)? in
    guard line.hasPrefix(prefix) else { return nil }
    let words = line.dropFirst(prefix.count).split(separator: " ")
    guard words.count == 2, let number = Int(words[1]) else { return nil }
    return (number, words[0])
  }
  guard !calls.isEmpty else {
    FileHandle.standardError.write(Data("<\(header)> names no system calls\n".utf8))
    exit(1)
  }
  return calls.sorted { $0.number < $1.number }.map { "    \($0.number) \($0.name)" }
    .joined(separator: "\n")
}

/// The lines that define macros.
func macros(of header: String, clang: String) throws -> [Substring] {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  let (source, result) = (folder.appending(path: "a.c"), folder.appending(path: "macros"))
  try Data("#include <\(header)>\n".utf8).write(to: source)
  let status = run(clang, ["-E", "-dM", source.path, "-o", result.path])
  guard status == 0 else { exit(1) }
  return try String(contentsOf: result, encoding: .utf8).split(separator: "\n")
}

/// Runs a program and returns its exit code, or 127 where it could not be started or was killed.
/// Not by Foundation's `Process`, which has been seen to wait for ever for a child that had ended.
func run(_ program: String, _ arguments: [String]) -> Int32 {
  var pointers = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
  defer { unsafe pointers.forEach { unsafe free($0) } }
  var child = pid_t()
  guard unsafe posix_spawn(&child, program, nil, nil, &pointers, environ) == 0 else { return 127 }
  var word: Int32 = 0
  while unsafe waitpid(child, &word, 0) < 0 && errno == EINTR {}
  return word & 0x7f == 0 ? (word >> 8) & 0xff : 127
}
