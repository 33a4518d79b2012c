// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System

/// The files that a process has mapped, from `/proc/PID/maps`.
struct MappedFiles {
  /// The process.
  let pid: UInt32
  /// The parts, by address.
  let mappings: [MemoryMapping]

  /// Reads what a process has mapped at this moment.
  ///
  /// - Throws: `TracedFunctionsError.noProcess` where it is gone.
  init(of pid: UInt32) throws(TracedFunctionsError) {
    self.pid = pid
    mappings = Self.mappings(File.text(of: "/proc/\(pid)/maps") ?? "")
    if mappings.isEmpty, !ThreadNumber(pid).exists { throw .noProcess(pid) }
  }

  /// Whether a process has ended, waited for by its parent or not.
  static func isGone(_ pid: UInt32) -> Bool {
    File.text(of: "/proc/\(pid)/maps")?.isEmpty ?? true
  }

  private static let mostLooks = 50
  private static let betweenLooks: UInt32 = 20_000

  /// Reads what a process has mapped once it has a file. One that executes a program has hardly any
  /// at first: it is looked at again, for a second at most, as long as what it has mapped changes.
  ///
  /// - Throws: `TracedFunctionsError.noProcess` where it is gone, or a thread of the kernel's.
  init(of pid: UInt32, having program: String, here: String?) throws(TracedFunctionsError) {
    var maps = try MappedFiles(of: pid)
    for _ in 0..<Self.mostLooks where maps.files(of: program, here: here).isEmpty {
      usleep(Self.betweenLooks)
      let later = try MappedFiles(of: pid)
      if later.mappings == maps.mappings { break }
      maps = later
    }
    if maps.mappings.isEmpty { throw .noProcess(pid) }
    self = maps
  }

  /// The parts of files that a text of `/proc/PID/maps` tells.
  static func mappings(_ text: String) -> [MemoryMapping] {
    MemoryMapping.all(in: text).filter { !$0.path.isEmpty }
  }

  /// The path that leads to the file of a mapping, whatever has become of its name. Needs
  /// CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE.
  func path(of mapping: MemoryMapping) -> String { "/proc/\(pid)/\(mapping.link)" }

  /// A path that leads to the file of a mapping and goes on doing so when the process maps it
  /// elsewhere, as it does when it executes a program: the one that it is known by, here or as the
  /// process sees it, if that still is the file.
  func lastingPath(of mapping: MemoryMapping) -> String {
    let mapped = path(of: mapping)
    let identity = FileIdentity(path: mapped)
    let known = [mapping.path, "/proc/\(pid)/root\(mapping.path)"].first {
      guard let found = FileIdentity(path: $0) else { return false }
      return identity.map { $0 == found } ?? (found.inode == mapping.inode)
    }
    return known ?? mapped
  }

  /// The files with code that a user's word means, open.
  ///
  /// - Parameters:
  ///   - program: The word; see `files(of:here:)`.
  ///   - here: The file that a name means here, if any.
  ///   - known: Files that are left out.
  /// - Returns: Each file once; and by path, why others cannot be read.
  func programFiles(
    of program: String, here: String?, besides known: Set<FileIdentity> = []
  ) -> (files: [ProgramFile], failures: [(path: String, error: TracedFunctionsError)]) {
    var known = known
    var found: [ProgramFile] = []
    var failures: [(path: String, error: TracedFunctionsError)] = []
    for mapping in files(of: program, here: here) {
      let identity = FileIdentity(path: path(of: mapping))
      // Of a process that is gone another file may be at the path.
      if identity == nil, Self.isGone(pid) { continue }
      if let identity, !known.insert(identity).inserted { continue }
      do throws(TracedFunctionsError) {
        let file = try ProgramFile(lastingPath(of: mapping), name: mapping.path)
        // Where the process ended meanwhile, which file it is shows only now.
        if identity != nil || known.insert(file.identity).inserted { found.append(file) }
      } catch {
        // A process that is gone has nothing mapped, and its files cannot be opened.
        if !Self.isGone(pid) { failures.append((mapping.path, error)) }
      }
    }
    return (found, failures)
  }

  /// The parts of a file with code in them.
  func code(of identity: FileIdentity) -> [MemoryMapping] {
    mappings.filter {
      $0.isExecutable && $0.inode == identity.inode
        && FileIdentity(path: path(of: $0)) == identity
    }
  }

  /// Each file with code, once: its first such part.
  var filesWithCode: [MemoryMapping] {
    var seen: Set<String> = []
    return mappings.filter {
      $0.isExecutable && seen.insert("\($0.inode ?? 0) \($0.path)").inserted
    }
  }

  /// The files with code that a user's word means.
  ///
  /// - Parameters:
  ///   - program: A path, here or as the process sees it; a library or program by name; nothing for
  ///     the process's own program.
  ///   - here: The file that a name means here, if any.
  /// - Returns: One part of each.
  func files(of program: String, here: String?) -> [MemoryMapping] {
    let all = filesWithCode
    if program.isEmpty { return all.having(FileIdentity(path: "/proc/\(pid)/exe"), in: self) }
    guard program.contains("/") else {
      let same = all.having(here.flatMap(FileIdentity.init(path:)), in: self)
      return same + all.filter { !same.contains($0) && Self.isCalled($0.name ?? "", program) }
    }
    let path = ProgramPath.absolute(program)
    let identity = FileIdentity(path: path)
    var same = all.having(identity, in: self)
    if let inside = ProcessFolder(of: pid)?.file(path)?.identity, inside != identity {
      same += all.having(inside, in: self)
    }
    return same.isEmpty ? all.filter { $0.path == path } : same
  }

  /// Whether a file's name is what a user calls a program or library: `libc` or `c` are
  /// `libc.so.6`, `libc-2.31.so` and `ld-musl-x86_64.so.1`.
  static func isCalled(_ name: some StringProtocol, _ word: String) -> Bool {
    guard !word.isEmpty else { return false }
    let isMusl =
      name.hasPrefix("ld-musl-") && ["c", "libc", "pthread", "libpthread"].contains(word)
    return isMusl
      || [word, "lib\(word)"].contains { start in
        name == start || name.hasPrefix("\(start).so")
          || name.hasPrefix("\(start)-") && name.hasSuffix(".so")
      }
  }
}

extension [MemoryMapping] {
  /// The mappings of one file; none where it is `nil`.
  fileprivate func having(_ file: FileIdentity?, in maps: MappedFiles) -> [MemoryMapping] {
    guard let file else { return [] }
    return filter { FileIdentity(path: maps.path(of: $0)) == file }
  }
}
