// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import System
import Testing

/// A cgroup of version 2 with one more below it, both empty.
struct TestCgroup {
  /// Where cgroup2 is mounted.
  let root: String
  let path: String

  init() throws {
    let mounts = (File.text(of: "/proc/self/mounts") ?? "").split(separator: "\n").map {
      $0.split(separator: " ")
    }
    let mount = mounts.first { $0.count > 2 && $0[2] == "cgroup2" }
    root = String(try #require(mount, "cgroup2 is not mounted")[1])
    path = "\(root)/tare-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: "\(path)/inner", withIntermediateDirectories: true)
  }

  /// A program in Python that can join the root (`/`), this cgroup (an empty name) or the one below
  /// it.
  func joining(_ program: String) -> String {
    """
    import os
    def join(name):
        place = "\(root)" if name == "/" else "\(path)/" + name
        with open(place + "/cgroup.procs", "w") as file: file.write("0")
    def attempt(path):
        try: os.close(os.open(path, os.O_RDONLY))
        except OSError: pass

    """ + program
  }

  /// Puts a process into it.
  func add(_ process: UInt32) throws {
    try Data("\(process)".utf8).write(to: URL(fileURLWithPath: "\(path)/cgroup.procs"))
  }

  func remove() {
    for group in ["\(path)/inner", path] where unsafe rmdir(group) != 0 {
      Issue.record("cannot remove \(group): \(unsafe String(cString: strerror(errno)))")
    }
  }
}
