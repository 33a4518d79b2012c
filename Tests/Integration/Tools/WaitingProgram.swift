// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A C program with a C library of its own, which does its work when it is told to.
final class WaitingProgram {
  private static let source = """
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/prctl.h>
    #include <unistd.h>
    __attribute__((noinline)) int step(int x) { return x + 1; }
    int main(void) {
      int line = 0, told;
      puts("ready");
      fflush(stdout);
      while ((told = getchar()) != EOF)
        if (told == 'r')
          prctl(PR_SET_NAME, "renamed");
        else for (int i = 0; i < 50; i++) {
          void *volatile memory = malloc(100);
          free(memory);
          line = step(line);
        }
      _exit(line == 0);
    }
    """
  /// How often it calls `step` and `malloc` for each byte that it is sent.
  static let callsPerByte = 50

  private let folder: TemporaryFolder
  private let worker = Process()
  private let input = Pipe(), output = Pipe()

  /// Where the program `program` and the library `libc.so.6` are.
  var path: String { folder.url.path }

  /// Builds it.
  init() throws {
    folder = try TemporaryFolder(
      building: Self.source, as: "main.c",
      with: """
        gcc -O1 -fno-builtin main.c -o program && cp -L /lib/x86_64-linux-gnu/libc.so.6 .
        """)
  }

  /// Starts it, with its own library or the machine's, and waits until it is ready.
  func start(ownLibrary: Bool = true) throws {
    worker.executableURL = folder.url.appending(path: "program")
    if ownLibrary { worker.environment = ["LD_LIBRARY_PATH": path] }
    worker.standardInput = input
    worker.standardOutput = output
    try worker.run()
    try #require(output.fileHandleForReading.availableData == Data("ready\n".utf8))
  }

  /// Makes the named pipe `pipe` in its folder.
  ///
  /// - Returns: The path of the pipe.
  func makePipe() throws -> String {
    let pipe = "\(path)/pipe"
    let isMade = unsafe mkfifo(pipe, 0o600) == 0
    try #require(isMade)
    return pipe
  }

  /// The number of the process.
  var pid: UInt32 { UInt32(worker.processIdentifier) }

  /// Deletes a file of its folder.
  func delete(_ file: String) throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: file))
  }

  /// Has it take the name `renamed`.
  func rename() throws { try input.fileHandleForWriting.write(contentsOf: Data("r".utf8)) }

  /// Has it work so many times, and end.
  ///
  /// - Returns: Its exit status.
  func work(_ times: Int) throws -> Int32 {
    try input.fileHandleForWriting.write(
      contentsOf: Data(String(repeating: "x", count: times).utf8))
    try input.fileHandleForWriting.close()
    worker.waitUntilExit()
    return worker.terminationStatus
  }
}
