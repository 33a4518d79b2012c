// SPDX-License-Identifier: Apache-2.0

import BPF

/// A part of a process's memory.
struct MemoryMapping: Hashable, Sendable {
  /// The source of the memory.
  enum Source: Hashable, Sendable {
    /// A file that the process has under this path; the path has no meaning elsewhere.
    case file(path: String, inode: UInt64, device: UInt64)
    /// Code that the kernel gives to each process, for example `vdso`.
    case kernel(String)
    /// Memory of its own: code that was made while it ran.
    case memory
  }

  /// Where it is.
  let range: Range<UInt64>
  /// The offset in the file at which it begins.
  let offset: UInt64
  let source: Source
  /// Whether it holds code.
  let isExecutable: Bool
  /// When it was seen mapped, in nanoseconds of CLOCK_MONOTONIC; 0 where that does not matter.
  var time: UInt64 = 0

  /// Reads a line of `/proc/PID/maps`: `FROM-TO PERMISSIONS OFFSET MAJOR:MINOR INODE [PATH]`.
  ///
  /// - Returns: `nil` where it is no such line.
  init?(line: Substring.UTF8View.SubSequence) {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 4)
    guard words.count == 5, let range = Self.pair(words[0], UInt8(ascii: "-")), range.0 < range.1,
      let offset = Self.number(words[2]), let device = Self.pair(words[3], UInt8(ascii: ":")),
      device.0 <= UInt32.max, device.1 <= UInt32.max
    else { return nil }
    let end = words[4].split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard let first = end.first, let inode = UInt64(String(decoding: first, as: UTF8.self)) else {
      return nil
    }
    let path = end.count > 1 ? end[1].drop { $0 == UInt8(ascii: " ") } : end[0].prefix(0)
    self.range = range.0..<range.1
    self.offset = offset
    isExecutable = words[1].dropFirst(2).first == UInt8(ascii: "x")
    source = Self.source(
      String(decoding: path, as: UTF8.self), inode: inode, device: device.0 << 32 | device.1)
  }

  /// Code that the kernel says a process has mapped.
  init(_ mapping: ProcessRecords.Mapping, time: UInt64) {
    self.time = time
    range = mapping.range
    offset = mapping.offset
    isExecutable = true
    source = Self.source(mapping.path, inode: mapping.inode, device: mapping.device)
  }

  private static func source(_ path: String, inode: UInt64, device: UInt64) -> Source {
    if path == "[vdso]" || path == "[vsyscall]" {
      return .kernel(String(path.dropFirst().dropLast()))
    }
    if inode == 0 { return .memory }
    return .file(path: path, inode: inode, device: device)
  }

  private static func number(_ text: Substring.UTF8View.SubSequence) -> UInt64? {
    UInt64(String(decoding: text, as: UTF8.self), radix: 16)
  }

  private static func pair(
    _ text: Substring.UTF8View.SubSequence, _ separator: UInt8
  ) -> (UInt64, UInt64)? {
    let parts = text.split(separator: separator)
    guard parts.count == 2, let one = number(parts[0]), let other = number(parts[1]) else {
      return nil
    }
    return (one, other)
  }

  /// Whether the file was deleted, or another one put in its place, since it was mapped.
  var isDeleted: Bool {
    if case .file(let path, _, _) = source { path.hasSuffix(Self.deleted) } else { false }
  }

  private static let deleted = " (deleted)"

  /// Whether the process may have made the code itself: no file of a disk is behind it.
  var isGenerated: Bool {
    switch source {
    case .memory: true
    case .kernel: false
    case .file(let path, _, _):
      ["/memfd:", "/dev/zero", "/SYSV"].contains { path.hasPrefix($0) }
    }
  }

  /// The path of the file as the process knows it; empty where it is none.
  var path: String {
    guard case .file(let path, _, _) = source else { return "" }
    return isDeleted ? String(path.dropLast(Self.deleted.count)) : path
  }

  /// The number of the file on its device; `nil` where it is none.
  var inode: UInt64? {
    if case .file(_, let inode, _) = source { inode } else { nil }
  }

  /// What leads to the file in the process's folder in `/proc`, whatever has become of its name.
  /// Following it needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE.
  var link: String {
    let ends = [range.lowerBound, range.upperBound].map { String($0, radix: 16) }
    return "map_files/\(ends.joined(separator: "-"))"
  }

  /// The name of the file without its folder; `nil` for memory of the process's own.
  var name: String? {
    switch source {
    case .memory: return nil
    case .kernel(let name): return name
    case .file: return path.split(separator: "/").last.map(String.init) ?? path
    }
  }

  /// The code in a text of `/proc/PID/maps`, by address.
  static func code(in text: String) -> [MemoryMapping] { all(in: text).filter(\.isExecutable) }

  /// All that a text of `/proc/PID/maps` tells, by address.
  static func all(in text: String) -> [MemoryMapping] {
    let lines = text.utf8[...].split(separator: UInt8(ascii: "\n"))
    return lines.compactMap { MemoryMapping(line: $0) }.sorted {
      $0.range.lowerBound < $1.range.lowerBound
    }
  }
}

extension [MemoryMapping] {
  /// The one that an address is in; they are sorted.
  func mapping(at address: UInt64) -> MemoryMapping? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].range.lowerBound <= address { low = middle + 1 } else { high = middle }
    }
    return low > 0 && self[low - 1].range.contains(address) ? self[low - 1] : nil
  }
}
