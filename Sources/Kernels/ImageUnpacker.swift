// SPDX-License-Identifier: Apache-2.0

import ELF

/// Takes the ELF file out of a bzImage, so that no guest has to. QEMU boots it through the PVH
/// entry of Xen, which every distribution's kernel has; one without it boots from its bzImage.
enum ImageUnpacker {
  /// The payload's first bytes, and the command that unpacks it.
  private static let packers: [(magic: [UInt8], tool: ExternalCommand)] = [
    ([0x28, 0xb5, 0x2f, 0xfd], ExternalCommand(name: "zstd", package: "zstd")),
    ([0x02, 0x21, 0x4c, 0x18], ExternalCommand(name: "lz4", package: "lz4")),
    ([0xfd, 0x37, 0x7a, 0x58], ExternalCommand.xz),
    ([0x1f, 0x8b], ExternalCommand(name: "gzip", package: "gzip")),
  ]

  /// Unpacks an image to `target` and returns that; `nil` where the kernel has no such entry or the
  /// command is missing: the image boots too, only slower.
  static func unpack(_ image: String, to target: String) throws(KernelsError) -> String? {
    let bytes = try Files.read(image)
    guard let payload = try BootImage(bytes, path: image).payload else { return nil }
    let packed = bytes[payload.range]
    guard let tool = packers.first(where: { packed.starts(with: $0.magic) })?.tool,
      let path = try? tool.path()
    else { return nil }
    try unpack(Array(packed), with: path, to: target)
    if Files.size(of: target) == payload.unpackedSize,
      ELFFile(try Files.read(target))?.hasNote(owner: "Xen", type: physicalEntry) == true
    {
      return target
    }
    try Files.remove(target)
    return nil
  }

  private static func unpack(
    _ packed: [UInt8], with path: String, to target: String
  ) throws(KernelsError) {
    let source = "\(target).packed"
    try Files.write(packed, to: source)
    do throws(KernelsError) {
      try ExternalCommand.shell.run(
        ["-c", #"exec "$1" -dc < "$2" > "$3""#, "sh", path, source, target],
        deadline: .seconds(60))
    } catch {
      guard case .toolFailed(_, _, let output) = error else { throw error }
      try ExternalCommand.checkRoom(output, for: target)
    }
    try Files.remove(source)
  }

  /// `XEN_ELFNOTE_PHYS32_ENTRY`, the entry that QEMU jumps to.
  private static let physicalEntry: UInt32 = 18
}
