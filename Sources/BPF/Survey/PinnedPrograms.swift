// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// Programs and links pinned in a BPF file system.
enum PinnedPrograms {
  /// Every pinned program with its file.
  static func all() -> [(program: UInt32, file: ProgramHolder)] {
    var found: [(program: UInt32, file: ProgramHolder)] = []
    for place in Mounts.places(of: "bpf") { look(in: place, &found) }
    return found
  }

  private static func look(
    in folder: String, _ found: inout [(program: UInt32, file: ProgramHolder)]
  ) {
    for name in Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard unsafe lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: look(in: path, &found)
      case S_IFREG:
        if let program = program(at: path) {
          found.append((program, .file(path: Array(path.utf8))))
        }
      default: continue
      }
    }
  }

  /// The number of a pinned program; `nil` for a map or an ordinary file.
  private static func program(at path: String) -> UInt32? {
    let descriptor = unsafe bpf_obj_get(path)
    guard descriptor >= 0 else { return nil }
    let owner = OpenFile(adopting: descriptor)
    // A map's fdinfo names no program.
    return DescriptorText.program(in: "/proc/self/fdinfo/\(owner.descriptor)")
  }
}

/// The holder of a program in the kernel.
public enum ProgramHolder: Sendable, Hashable {
  /// A process with a descriptor of the program, its link or its perf event.
  case process(pid: UInt32, comm: [UInt8])
  /// A file in a BPF file system that pins the program or its link.
  case file(path: [UInt8])
}
