// SPDX-License-Identifier: Apache-2.0

/// Writes a cpio archive in the format `newc`, which the kernel unpacks at boot
/// (Documentation/driver-api/early-userspace/buffer-format.rst). Files belong to root and have time
/// 0: equal content gives equal bytes.
struct CPIOArchive {
  private(set) var bytes: [UInt8] = []
  private var nextNode = 1
  private var folders: Set<String> = []

  private enum Kind: UInt32 {
    case folder = 0o040000
    case regular = 0o100000
    case link = 0o120000
    case characterDevice = 0o020000
  }

  /// Adds a folder and those above it, each once.
  mutating func addFolder(_ path: String, mode: UInt32 = 0o755) {
    let path = Self.relative(path)
    guard !path.isEmpty, folders.insert(path).inserted else { return }
    addFoldersAbove(path)
    add(path, kind: .folder, mode: mode, content: [])
  }

  /// Adds a file and the folders above it.
  mutating func addFile(_ path: String, mode: UInt32, content: [UInt8]) {
    let path = Self.relative(path)
    addFoldersAbove(path)
    add(path, kind: .regular, mode: mode, content: content)
  }

  /// Adds a symbolic link and the folders above it.
  mutating func addLink(_ path: String, to target: String) {
    let path = Self.relative(path)
    addFoldersAbove(path)
    add(path, kind: .link, mode: 0o777, content: Array(target.utf8))
  }

  /// Adds a character device such as `/dev/console` (5, 1).
  mutating func addCharacterDevice(_ path: String, mode: UInt32, major: Int, minor: Int) {
    let path = Self.relative(path)
    addFoldersAbove(path)
    add(path, kind: .characterDevice, mode: mode, content: [], device: (major, minor))
  }

  /// The archive with its closing entry.
  consuming func finished() -> [UInt8] {
    addHeader(name: "TRAILER!!!", node: 0, mode: 0, size: 0, device: (0, 0))
    return bytes
  }

  private mutating func addFoldersAbove(_ path: String) {
    guard let slash = path.lastIndex(of: "/") else { return }
    addFolder(String(path[..<slash]))
  }

  private mutating func add(
    _ path: String, kind: Kind, mode: UInt32, content: [UInt8], device: (Int, Int) = (0, 0)
  ) {
    addHeader(
      name: path, node: nextNode, mode: kind.rawValue | mode, size: content.count, device: device)
    nextNode += 1
    bytes += content
    pad()
  }

  private mutating func addHeader(
    name: String, node: Int, mode: UInt32, size: Int, device: (Int, Int)
  ) {
    let fields = [
      node, Int(mode), 0, 0, 1, 0, size, 0, 0, device.0, device.1, name.utf8.count + 1, 0,
    ]
    bytes += Array("070701".utf8)
    for field in fields { bytes += Self.hexadecimal(field) }
    bytes += Array(name.utf8) + [0]
    pad()
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  private static func hexadecimal(_ number: Int) -> [UInt8] {
    let digits = Array(String(number, radix: 16).utf8)
    precondition(digits.count <= 8, "a cpio archive holds no file of 4 GiB or more")
    return [UInt8](repeating: UInt8(ascii: "0"), count: 8 - digits.count) + digits
  }

  private static func relative(_ path: String) -> String {
    path.split(separator: "/").joined(separator: "/")
  }
}
