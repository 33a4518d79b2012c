// SPDX-License-Identifier: Apache-2.0

@testable import Kernels

/// Files that look like a bzImage to whoever reads their head, and are none inside
/// (Documentation/arch/x86/boot.rst).
enum CraftedImage {
  /// Stops the CPU before the first line: `cli; hlt`, forever.
  static func hangs(release: String) -> [UInt8] { image(release, code: [0xfa, 0xf4, 0xeb, 0xfd]) }

  /// Has the machine start over at once: an interrupt (`int3`) without a table of interrupts
  /// (`lidt`), the fault for that, and the fault for that.
  static func dies(release: String) -> [UInt8] {
    image(release, code: [0xfa, 0x2e, 0x0f, 0x01, 0x1e, 0x80, 0x00, 0xcc, 0xf4])
  }

  /// A whole image whose code begins at 0x268, in real mode.
  private static func image(_ release: String, code: [UInt8]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 8192)
    func put(_ content: [UInt8], at offset: Int) {
      bytes.replaceSubrange(offset..<offset + content.count, with: content)
    }
    put([1], at: 0x1f1)  // 1024 bytes of set-up, and
    put([0xc0, 0x01], at: 0x1f4)  // 448 paragraphs of kernel
    put([0x55, 0xaa, 0xeb, 0x66], at: 0x1fe)  // its start jumps to 0x268
    put(Array("HdrS".utf8) + [0x0a, 0x02], at: 0x202)  // protocol 2.10
    put([0x00, 0x01], at: 0x20e)  // the version is at 0x100 + 0x200
    put([0x01], at: 0x211)  // loaded high
    put([0xff, 0xff, 0xff, 0x7f], at: 0x22c)  // any place does for the initramfs
    put(code, at: 0x268)
    put(Array(release.utf8), at: 0x300)
    return bytes
  }
}
