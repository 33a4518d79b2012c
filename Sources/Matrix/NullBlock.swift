// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import System

/// Disks of `null_blk` that answer while they are asked, made through configfs
/// (Documentation/block/null_blk.rst).
enum NullBlock {
  /// The ext4 image in the initramfs, as a `SparseImage`.
  static let image = "/ext4.blocks"
  /// Room for the workloads, which leave 256 MiB free; only written blocks take memory.
  static let fileSystemBytes = 384 << 20
  private static let configuration = "/sys/kernel/config"

  /// Makes a disk that keeps its content, with an empty ext4.
  static func makeFileSystem() throws(GuestPlaceError) -> String {
    let path = try make("tarefs", mebibytes: fileSystemBytes >> 20, keepsContent: true)
    let disk = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard disk >= 0 else { throw failure("open", path) }
    defer { close(disk) }
    let content: [UInt8]
    do throws(ResultsError) { content = try ResultFile.read(image) } catch {
      throw GuestPlaceError(reason: error.description)
    }
    guard SparseImage(bytes: content).write(to: disk), fsync(disk) == 0 else {
      throw failure("write", path)
    }
    return path
  }

  /// Makes a disk for reading, with any content.
  static func makeSource() throws(GuestPlaceError) -> String {
    try make("tarereads", mebibytes: 1024, keepsContent: false)
  }

  private static func make(
    _ name: String, mebibytes: Int, keepsContent: Bool
  ) throws(GuestPlaceError) -> String {
    let mounted = unsafe mount("configfs", configuration, "configfs", 0, nil)
    guard mounted == 0 || errno == EBUSY else { throw failure("mount", configuration) }
    let folder = "\(configuration)/nullb/\(name)", before = Set(disks)
    guard unsafe mkdir(folder, 0o755) == 0 else { throw failure("make", folder) }
    // irqmode 0 completes a request in the call that submits it.
    let settings = [
      ("memory_backed", keepsContent ? 1 : 0), ("size", mebibytes), ("blocksize", 4096),
      ("queue_mode", 2), ("irqmode", 0), ("submit_queues", 1), ("power", 1),
    ]
    for (key, value) in settings {
      let path = "\(folder)/\(key)"
      do throws(SystemError) { try File.fill(path, with: Array("\(value)".utf8)) } catch {
        throw failure("set", path, error)
      }
    }
    // Some kernels give the disk the folder's name, others a number.
    guard let disk = disks.first(where: { !before.contains($0) }) else {
      throw GuestPlaceError(reason: "null_blk made no disk for \(folder)")
    }
    return "/dev/\(disk)"
  }

  private static var disks: [String] { Folder.names(in: "/sys/block") }

  private static func failure(
    _ action: String, _ path: String, _ error: SystemError = .last
  ) -> GuestPlaceError {
    GuestPlaceError(reason: "cannot \(action) \(path): \(error.text)")
  }
}
