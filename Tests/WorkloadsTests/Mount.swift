// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A file system mounted for a test, in a folder of its own that goes with it.
struct Mount: ~Copyable {
  let path: String

  struct Failure: Error {
    let command: String
  }

  /// Mounts with `arguments`, which end in the source.
  init(_ arguments: String) throws {
    path = "/var/tmp/tare-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Mount.run("mount \(arguments) \(path)")
  }

  deinit {
    try? Mount.run("umount \(path)")
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Nothing is left for the kernel to do once it is mounted, which would be requests of its own.
  private static let whole = "lazy_itable_init=0,lazy_journal_init=0"
  /// Nor does it read ahead a moment later what is free: from Linux 5.13 on it does that unless
  /// told not to.
  private static let quiet = "no_prefetch_block_bitmaps"

  /// A new ext4 on a loop device whose file has no name once it is mounted.
  static func ext4(megabytes: Int) throws -> Mount {
    let image = "/var/tmp/tare-\(UUID().uuidString).img"
    defer { try? FileManager.default.removeItem(atPath: image) }
    try run("truncate -s \(megabytes)M \(image) && mkfs.ext4 -q -E \(whole) \(image)")
    do { return try Mount("-o loop,\(quiet) \(image)") } catch {
      // An older kernel does not know the word, and does not read ahead.
      return try Mount("-o loop \(image)")
    }
  }

  /// The read requests that the device has completed.
  func readRequests() throws -> UInt64 {
    let mounts = try String(contentsOfFile: "/proc/thread-self/mounts", encoding: .utf8)
    let line = mounts.split(separator: "\n").first { $0.contains(" \(path) ") }
    guard let device = line?.split(separator: " ").first?.split(separator: "/").last else {
      throw Failure(command: "find \(path)")
    }
    let statistics = try String(contentsOfFile: "/sys/block/\(device)/stat", encoding: .utf8)
    guard let reads = statistics.split(separator: " ").first.flatMap({ UInt64($0) }) else {
      throw Failure(command: "read \(device)")
    }
    return reads
  }

  private static func run(_ command: String) throws {
    guard unsafe system(command) == 0 else { throw Failure(command: command) }
  }
}
