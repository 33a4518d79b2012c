// SPDX-License-Identifier: Apache-2.0

import ELF
import Glibc
import System
import Testing

@testable import Kernels

/// A guest's file system, ext4 in a file in memory, with programs and files of this machine.
///
/// Of it nothing is left, whatever ends the tests.
struct RootDisk {
  private static let makeFileSystem = ExternalCommand(name: "mke2fs", package: "e2fsprogs")
  private static let editor = ExternalCommand(name: "debugfs", package: "e2fsprogs")
  /// What is free for the guest, in bytes.
  private static let room: UInt64 = 320 << 20

  /// Where each file comes from, by its place.
  private var sources: [String: String] = [:]
  private var folders: Set<String> = []
  private var texts: [MemoryFile] = []
  private let loader: String

  /// An empty one for programs that are linked as this one is.
  init(loaderOf program: String) throws {
    guard let loader = ELFFile(try Files.read(program))?.interpreter else {
      throw KernelsError.cannotRead(path: program, reason: "it names no loader")
    }
    self.loader = loader
    add(file: loader, at: loader)
  }

  mutating func add(folder: String) {
    var path = ""
    for name in folder.split(separator: "/") {
      path += "/\(name)"
      folders.insert(path)
    }
  }

  mutating func add(file: String, at place: String) {
    add(folder: Self.split(place).folder)
    sources[place] = file
  }

  mutating func add(_ text: String, at place: String) throws {
    let file = try MemoryFile(named: "tare-file", holding: Array(text.utf8))
    texts.append(file)
    add(file: file.path, at: place)
  }

  /// Adds a program or a shared library with the libraries that it needs.
  mutating func add(program: String, at place: String) throws {
    add(file: program, at: place)
    let listed = try ExternalCommand(name: loader, package: "libc6").run(
      atPath: loader, ["--list", program], deadline: .seconds(30))
    for library in try Initramfs.libraries(listed, of: program) { add(file: library, at: library) }
  }

  /// Makes the file system.
  func written() throws -> MemoryFile {
    let sizes = sources.values.map { Files.size(of: $0) ?? 0 }
    let disk = try MemoryFile(
      named: "tare-root", size: Int(sizes.reduce(0, +) / 10 * 11 + Self.room))
    try Self.makeFileSystem.run(
      ["-q", "-F", "-t", "ext4", "-m", "0", "-N", "8192", "-E", "lazy_itable_init=0", disk.path],
      deadline: .seconds(60))
    let script = try MemoryFile(named: "tare-script", holding: Array(commands.utf8))
    let output = try Self.editor.run(
      ["-w", "-f", script.path, disk.path], deadline: .seconds(120))
    // It ends with 0 whatever happened.
    guard output.matches(of: #/(?m)^Allocated inode/#).count == sources.count else {
      throw KernelsError.toolFailed(
        name: Self.editor.name, reason: "files are missing", output: output)
    }
    return disk
  }

  private var commands: String {
    let files = sources.sorted { $0.key < $1.key }.map { place, source in
      let (folder, name) = Self.split(place)
      return """
        cd "\(folder)"
        write "\(source)" "\(name)"

        """
    }
    return folders.sorted().map { "mkdir \"\($0)\"\n" }.joined() + files.joined()
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    let parts = path.split(separator: "/")
    return ("/" + parts.dropLast().joined(separator: "/"), String(parts.last ?? ""))
  }
}

extension Trait where Self == ConditionTrait {
  /// The test makes a disk for a guest.
  static var requiresRootDisk: Self {
    let names = ["mke2fs", "debugfs", "python3"]
    return .enabled(
      if: unsafe getenv("TARE_REQUIRE_ALL") != nil
        || names.allSatisfy { (try? ExternalCommand(name: $0, package: $0).path()) != nil },
      "makes a guest's disk: needs mke2fs and debugfs (Debian: e2fsprogs), and python3")
  }
}
