// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// The folder of a process in `/proc`, held open: it is empty when the process is gone, and never
/// becomes that of another process with the same number.
struct ProcessFolder: ~Copyable {
  private let folder: Descriptor

  /// - Returns: `nil` where there is no such process.
  init?(of pid: UInt32) { self.init(named: "\(pid)") }

  /// The folder of this process itself, whatever `/proc` calls it.
  static var own: ProcessFolder? { ProcessFolder(named: "self") }

  private init?(named name: String) {
    guard let folder = Descriptor.place("/proc/\(name)") else { return nil }
    self.folder = folder
  }

  /// The words of a line of its `status`, for example of `NSpid`; none where there is no such line.
  func status(_ name: String) -> [Substring] {
    let lines = text("status")?.split(separator: "\n") ?? []
    let line = lines.first { $0.hasPrefix("\(name):") }
    return line.map { Array($0.split(whereSeparator: \.isWhitespace).dropFirst()) } ?? []
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// The text of one of its files.
  func text(_ name: String) -> String? { File.text(of: path(name)) }

  /// The path of its root folder.
  var root: String { path("root") }

  /// Whatever is at a path as the process sees it.
  func file(_ path: String) -> Descriptor? { Descriptor.place(path, inRoot: root) }

  /// Opens the file that is mapped, or a copy of what the kernel gives to each process; be it
  /// deleted or in another mount namespace: never another one that has its path.
  ///
  /// - Returns: `nil` where it is out of reach, or no plain file: opening a device or a pipe may do
  ///   anything.
  func open(_ mapping: MemoryMapping) -> Descriptor? {
    if case .kernel = mapping.source {
      return Descriptor.copy(of: mapping.range, in: self.path("mem"))
    }
    guard case .file(let path, let inode, let device) = mapping.source else { return nil }
    if let mapped = Descriptor.place(self.path(mapping.link)) {
      return mapped.openedFile()
    }
    // Without the capability for that: the file at the same path of the process's own root, if it
    // is that file.
    guard let same = file(path),
      same.identity == FileIdentity(inode: inode, device: device)
    else { return nil }
    return same.openedFile()
  }
}
