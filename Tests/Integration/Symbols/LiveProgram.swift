// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A program made by the test, which tells where its function is and naps, for two minutes at most.
final class LiveProgram {
  /// How it is made.
  struct Source {
    /// The name of its function.
    var function: String
    /// What stands before its functions.
    var declarations = ""
    /// What it does first.
    var statements = ""
    /// The address that it tells.
    var address: String?
    var compiler = "gcc"
    var options: [String] = []

    private var text: String {
      """
      #ifndef _GNU_SOURCE
      #define _GNU_SOURCE
      #endif
      #include <stdio.h>
      #include <sys/mman.h>
      #include <unistd.h>
      \(declarations)
      __attribute__((noinline)) int \(function)(void) {
        __asm__ volatile("");
        return \(36 + function.utf8.count);
      }
      __attribute__((noinline)) void rest(void) { usleep(1000); __asm__ volatile(""); }
      __attribute__((noinline)) void \(function)_naps(void) { rest(); __asm__ volatile(""); }
      int main() {
        alarm(120);
        \(statements)
        printf("%p\\n", (void *)\(address ?? function));
        fflush(stdout);
        for (;;) \(function)_naps();
      }
      """
    }

    /// Compiles it.
    func make(_ path: String) throws {
      let source = "\(path).\(compiler == "g++" ? "cpp" : "c")"
      try text.write(toFile: source, atomically: true, encoding: .utf8)
      _ = try Program.output(
        of: "/usr/bin/env",
        [compiler, "-O1", "-fno-omit-frame-pointer", "-o", path, source] + options)
    }
  }

  private let process = Process()
  private let output = Pipe()
  /// Where its function is in its memory.
  let address: UInt64
  var pid: UInt32 { UInt32(process.processIdentifier) }

  /// Starts a program, or another that ends up as one.
  init(_ path: String, _ arguments: [String] = []) throws {
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
      line.append(byte)
    }
    let text = String(decoding: line.dropFirst(2), as: UTF8.self)
    address = try #require(UInt64(text, radix: 16), "it said '\(text)'")
  }

  deinit { process.end() }
}
