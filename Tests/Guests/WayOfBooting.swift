// SPDX-License-Identifier: Apache-2.0

import Glibc
import System

@testable import Kernels

/// Copies of one kernel that come up each in a way of its own: a stand-in for QEMU, first in PATH,
/// adds words to the command line of the kernel whose file has that name.
struct WayOfBooting {
  /// The file, to be given with `--kernel`.
  let file: String
  /// Words for the kernel.
  let parameters: String
  /// Words for QEMU.
  var arguments = ""

  /// Writes the copies, and the stand-in.
  ///
  /// - Returns: A PATH that has it first.
  static func prepare(_ ways: [WayOfBooting], of kernel: Kernel, in folder: String) throws -> String
  {
    let image = try Files.read(kernel.image)
    var cases = ""
    for (index, way) in ways.enumerated() {
      // What follows an image is not looked at, and makes it another one to the cache.
      try Files.write(image + [UInt8](repeating: 0, count: index + 1), to: way.file)
      cases += "*\(way.file)*) words='\(way.parameters)' more='\(way.arguments)' ;;\n"
    }
    let standIn = "\(folder)/\(ExternalCommand.qemu.name)"
    try Files.write(
      Array(script(cases, emulator: try ExternalCommand.qemu.path()).utf8), to: standIn)
    try require0(unsafe chmod(standIn, 0o755))
    return "\(folder):" + (unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "")
  }

  /// The record of the cache beside the kernel says which file it is a copy of.
  private static func script(_ cases: String, emulator: String) -> String {
    """
    #!/bin/sh
    for argument; do
      case $previous in
      -kernel)
        case $(cat "${argument%/*}/kernel.json") in
        \(cases)
        esac ;;
      -append) argument="$argument $words" ;;
      esac
      set -- "$@" "$argument"
      shift
      previous=$argument
    done
    exec \(emulator) "$@" $more

    """
  }

  private static func require0(_ result: Int32) throws {
    guard result == 0 else {
      throw KernelsError.cannotStore(path: "", reason: SystemError.last.description)
    }
  }
}
