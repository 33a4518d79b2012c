// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import System

@testable import Kernels

/// The files of this machine's Python that the tests' small programs need.
struct PythonFiles {
  private struct Found: Decodable {
    var interpreter: String
    var files: [String]
  }

  private let found: Found

  /// Those that Python has opened once it has all modules that the programs import.
  init() throws {
    let output = try ExternalCommand(name: "python3", package: "python3").run(
      ["-I", "-c", Self.program], deadline: .seconds(30))
    found = try JSONDecoder().decode(Found.self, from: Data(output.utf8))
  }

  var interpreter: String { found.interpreter }

  func add(to disk: inout RootDisk) throws {
    try disk.add(program: interpreter, at: interpreter)
    for file in found.files {
      if file.hasSuffix(".so") {
        try disk.add(program: file, at: file)
      } else {
        disk.add(file: file, at: file)
      }
    }
  }

  private static let program = """
    import ctypes, errno, fcntl, json, mmap, os, socket, struct, sys, threading, time
    names = {getattr(module, name, None)
        for module in list(sys.modules.values()) for name in ("__file__", "__cached__")}
    files = [name for name in names if name and os.path.isfile(name)]
    print(json.dumps({"interpreter": sys.executable, "files": files}))
    """
}
