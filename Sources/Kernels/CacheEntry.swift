// SPDX-License-Identifier: Apache-2.0

/// A folder of the cache that holds one kernel: its image, its modules, and a record of both.
struct CacheEntry {
  let folder: String

  /// The record of an unpacked kernel, with paths inside the folder.
  struct Record: Codable {
    static let schema = 4
    var schema = Record.schema
    var kernel: Kernel
    var imageSize: UInt64
    var unpackedSize: UInt64?
  }

  static let imageName = "vmlinuz"
  private var recordPath: String { "\(folder)/kernel.json" }
  private var usedPath: String { "\(folder)/used" }

  /// When a run last booted it, in seconds since 1970.
  var lastUsed: Int { Files.modified(usedPath) ?? Files.modified(recordPath) ?? 0 }

  /// The size on the disk, in bytes.
  var size: UInt64 { Files.all(below: folder).compactMap(Files.size).reduce(0, +) }

  /// The kernel; `nil` for an unfinished folder, as the record is written last.
  var kernel: Kernel? {
    guard let record: Record = Files.json(recordPath), record.schema == Record.schema,
      Files.size(of: "\(folder)/\(Self.imageName)") == record.imageSize,
      record.kernel.unpackedImage.flatMap({ Files.size(of: "\(folder)/\($0)") })
        == record.unpackedSize
    else { return nil }
    return record.kernel.moved { "\(folder)/\($0)" }
  }

  /// Notes the use, for pruning.
  func touch() throws(KernelsError) { try Files.write([], to: usedPath) }

  /// Compares the image's checksum with the record.
  func verify(_ kernel: Kernel) throws(KernelsError) {
    guard try Checksum.sha256(of: kernel.image) == kernel.checksum else {
      throw .damaged(path: kernel.image, reason: "its SHA-256 is not the one that was recorded")
    }
  }

  func write(_ kernel: Kernel, imageSize: UInt64) throws(KernelsError) {
    let record = Record(
      kernel: kernel.moved { String($0.dropFirst(folder.count + 1)) }, imageSize: imageSize,
      unpackedSize: kernel.unpackedImage.flatMap(Files.size))
    try Files.write(json: record, to: recordPath)
  }
}

extension Kernel {
  /// The kernel with its files at other paths.
  func moved(_ place: (String) -> String) -> Kernel {
    var kernel = self
    kernel.image = place(image)
    kernel.unpackedImage = unpackedImage.map(place)
    kernel.modules = modules.map { module in
      var module = module
      module.path = place(module.path)
      return module
    }
    return kernel
  }
}
