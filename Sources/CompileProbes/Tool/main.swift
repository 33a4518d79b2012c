// SPDX-License-Identifier: Apache-2.0

import Foundation

// usage: compile-probe CLANG INCLUDE NAME.bpf.c OUTPUT.swift
//
// Runs clang for the bpf target and writes the object as a base64 `StaticString`: a literal of that
// kind costs the Swift compiler nothing, an array literal of 32 KB takes it many seconds. Of what
// `-g` adds the type information (BTF) stays; the DWARF that it is made from, a third of the
// object, goes.

let arguments = CommandLine.arguments
guard arguments.count == 5 else {
  FileHandle.standardError.write(Data("usage: compile-probe CLANG INCLUDE SOURCE OUTPUT\n".utf8))
  exit(64)
}
let (clang, include, source, output) = (arguments[1], arguments[2], arguments[3], arguments[4])
let object = output + ".o"

let status = run(
  clang,
  [
    "-target", "bpf", "-mcpu=v2", "-g", "-O2", "-Wall", "-Werror", "-D__TARGET_ARCH_x86",
    "-I", include, "-idirafter", "/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu",
    "-fdebug-prefix-map=\(FileManager.default.currentDirectoryPath)=.",
    "-c", source, "-o", object,
  ])
guard status == 0 else { exit(1) }
let tools = URL(fileURLWithPath: clang).resolvingSymlinksInPath().deletingLastPathComponent()
guard run(tools.appending(path: "llvm-objcopy").path, ["--strip-debug", object]) == 0 else {
  exit(1)
}

let bytes = try Data(contentsOf: URL(fileURLWithPath: object))
let probe = URL(fileURLWithPath: source).lastPathComponent
  .replacingOccurrences(of: ".bpf.c", with: "")
let identifier =
  probe.split(whereSeparator: { $0 == "_" || $0 == "-" }).enumerated()
  .map { $0.offset == 0 ? String($0.element) : $0.element.capitalized }.joined()
let text = """
  // Made from \(probe).bpf.c. Do not edit.

  extension ProbeObject {
    /// The compiled programs of `\(probe).bpf.c`.
    public static let \(identifier) = ProbeObject(
      name: "\(probe)",
      base64: "\(bytes.base64EncodedString())")
  }

  """
try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)

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
