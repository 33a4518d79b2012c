// SPDX-License-Identifier: Apache-2.0

/// The head of a kernel image (Documentation/arch/x86/boot.rst).
public struct BootImage: Hashable, Sendable {
  /// The kernel's release, for example `6.12.117+deb13-cloud-amd64`.
  public let release: String
  /// The rest of the version string: who built it, and when.
  public let build: String
  /// The packed kernel, an ELF file; `nil` where the head names none.
  let payload: Payload?

  /// The packed kernel.
  struct Payload: Hashable {
    /// Its bytes in the image, without the size that ends it.
    let range: Range<Int>
    /// The unpacked size in bytes.
    let unpackedSize: UInt64
  }

  /// Offsets of the head's fields.
  private enum Offset {
    static let setupSectors = 0x1f1
    static let protectedSize = 0x1f4
    static let magic = 0x202
    static let versionPointer = 0x20e
    static let payloadOffset = 0x248
    static let payloadLength = 0x24c
    static let end = 0x250
  }

  /// Reads the head of an image.
  ///
  /// - Parameters:
  ///   - bytes: The whole image.
  ///   - path: For errors.
  /// - Throws: `notAKernel` with what it is instead; `damaged` where it was cut off.
  public init(_ bytes: [UInt8], path: String) throws(KernelsError) {
    guard bytes.count > Offset.end, Array(bytes[Offset.magic...].prefix(4)) == Array("HdrS".utf8)
    else { throw .notAKernel(path: path, reason: Self.guess(bytes)) }
    let setup = (Int(bytes[Offset.setupSectors]) + 1) * 512
    let size = setup + 16 * Self.number(bytes, at: Offset.protectedSize, bytes: 4)
    guard bytes.count >= size else {
      throw .damaged(path: path, reason: "it has \(bytes.count) bytes of \(size)")
    }
    let pointer = Self.number(bytes, at: Offset.versionPointer, bytes: 2)
    let version = bytes[min(pointer + 0x200, setup)..<setup].prefix { $0 != 0 }
    let words = String(decoding: version, as: UTF8.self).split(separator: " ", maxSplits: 1)
    guard pointer > 0, let release = words.first else {
      throw .notAKernel(path: path, reason: "it does not say its version")
    }
    self.release = String(release)
    build = words.count > 1 ? String(words[1]) : ""
    payload = Self.payload(bytes, after: setup)
  }

  private static func payload(_ bytes: [UInt8], after setup: Int) -> Payload? {
    let start = setup + number(bytes, at: Offset.payloadOffset, bytes: 4)
    let end = start + number(bytes, at: Offset.payloadLength, bytes: 4)
    guard end <= bytes.count, end - start > 16 else { return nil }
    return Payload(
      range: start..<end - 4, unpackedSize: UInt64(number(bytes, at: end - 4, bytes: 4)))
  }

  private static func number(_ bytes: [UInt8], at offset: Int, bytes count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  /// A guess at the kind of a file that is no bzImage.
  private static func guess(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "it is empty" }
    if bytes.starts(with: [0x7f] + Array("ELF".utf8)) {
      return "it is an ELF file; of a vmlinux, give the bzImage made from it"
    }
    if bytes.starts(with: Array("!<arch>".utf8)) {
      return "it is an archive; a package's name must end in .deb"
    }
    if bytes.starts(with: [0xed, 0xab, 0xee, 0xdb]) {
      return "it is an RPM package, whose name must end in .rpm"
    }
    if bytes.count > 0x3c, Array(bytes[0x38...].prefix(4)) == Array("ARMd".utf8) {
      return "it is an image for arm64; guests are x86-64"
    }
    return "it is no bzImage (no 'HdrS' at byte 514)"
  }
}
