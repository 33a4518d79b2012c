// SPDX-License-Identifier: Apache-2.0

import System
import Testing

@testable import Kernels

/// Kernels of the user's own: packages and directories.
@Suite struct OwnKernelTests {
  private static let release = "6.99.0-mine"

  private func store(_ folder: String) throws -> KernelStore {
    var settings = KernelStore.Settings()
    settings.folder = "\(folder)/cache"
    return try KernelStore(settings)
  }

  /// Writes files of the kernel below a directory: an image by any name, else a module that needs
  /// nothing.
  private func write(_ files: [String], in folder: String, release: String = release) throws {
    for file in files {
      let path = "\(folder)/\(file)"
      try Files.makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
      let isImage = file.contains("vmlinuz")
      try Files.write(
        isImage ? fakeImage(version: "\(release) #1") : Array("\0depends=\0".utf8), to: path)
    }
  }

  /// The lead of an RPM package, two headers without an entry, and an archive (rpm's
  /// docs/manual/format.md).
  private func rpm(_ files: [String: [UInt8]]) -> [UInt8] {
    let lead = [0xed, 0xab, 0xee, 0xdb, 3, 0] + [UInt8](repeating: 0, count: 90)
    let header = [0x8e, 0xad, 0xe8, 1] + [UInt8](repeating: 0, count: 12)
    var archive = CPIOArchive()
    for (path, content) in files { archive.addFile(path, mode: 0o644, content: content) }
    return lead + header + header + archive.finished()
  }

  @Test(
    .enabled(
      if: Requirement.tool("bsdtar"), "unpacks an .rpm with bsdtar (Debian: libarchive-tools)"))
  func `an rpm's kernel comes with the modules in it, or in another rpm`() throws {
    try withTemporaryFolder { folder in
      let modules = "/lib/modules/\(Self.release)"
      let image = fakeImage(version: "\(Self.release) #1"), module = Array("\0depends=\0".utf8)
      try Files.write(
        rpm(["\(modules)/vmlinuz": image, "\(modules)/kernel/nvme.ko": module]),
        to: "\(folder)/core.rpm")
      try Files.write(
        rpm(["\(modules)/kernel/ext4.ko": module]), to: "\(folder)/modules.rpm")
      let store = try store(folder)
      let alone = try store.kernel(file: "\(folder)/core.rpm")
      #expect(alone.release == Self.release)
      #expect(alone.modules.map(\.name) == ["nvme"])
      #expect(alone.origin == .file(path: "\(folder)/core.rpm"))
      let both = try store.kernel(file: "\(folder)/core.rpm", modules: "\(folder)/modules.rpm")
      #expect(both.modules.map(\.name) == ["nvme", "ext4"])
      let none = #expect(throws: KernelsError.self) {
        try store.kernel(file: "\(folder)/modules.rpm")
      }
      #expect(
        none?.description.contains("modules.rpm' is no kernel that can be booted: the package")
          == true)
    }
  }

  @Test(
    .enabled(
      if: Requirement.tool("bsdtar"), "unpacks an .rpm with bsdtar (Debian: libarchive-tools)"))
  func `a damaged rpm is named, and leaves nothing half`() throws {
    try withTemporaryFolder { folder in
      try Files.write([0xed, 0xab, 0xee, 0xdb, 9, 9], to: "\(folder)/half.rpm")
      let store = try store(folder)
      let error = #expect(throws: KernelsError.self) {
        try store.kernel(file: "\(folder)/half.rpm")
      }
      #expect(error?.description.contains("half.rpm' is damaged: bsdtar cannot unpack it") == true)
      #expect(Folder.names(in: "\(folder)/cache/partial").isEmpty)
    }
  }

  @Test(arguments: [
    ["vmlinuz", "modules/deep/nvme.ko"],
    ["boot/vmlinuz-6.99.0-mine", "lib/modules/6.99.0-mine/kernel/nvme.ko"],
    ["usr/lib/modules/6.99.0-mine/vmlinuz", "usr/lib/modules/6.99.0-mine/kernel/nvme.ko"],
    ["vmlinuz-6.99.0-mine", "nvme.ko"], ["vmlinuz", "kernel/drivers/nvme.ko", "other"],
    ["boot/vmlinuz-1", "lib/modules/6.99.0-mine/vmlinuz", "lib/modules/6.99.0-mine/nvme.ko"],
  ])
  func `a directory is a kernel, however it lies in it`(files: [String]) throws {
    try withTemporaryFolder { folder in
      try write(files, in: "\(folder)/mine")
      let kernel = try store(folder).kernel(file: "\(folder)/mine")
      #expect(kernel.release == Self.release)
      #expect(kernel.modules.map(\.name) == ["nvme"])
      #expect(kernel.origin == .file(path: "\(folder)/mine"))
      #expect(Files.all(below: "\(folder)/mine").count == files.count)
    }
  }

  @Test func `modules of another release are none of a directory's kernel`() throws {
    try withTemporaryFolder { folder in
      try write(["vmlinuz", "lib/modules/6.1.0/nvme.ko"], in: "\(folder)/mine")
      #expect(try store(folder).kernel(file: "\(folder)/mine").modules.isEmpty)
    }
  }

  @Test func `a directory without a kernel, or with several, says what to do`() throws {
    try withTemporaryFolder { folder in
      try write(["boot/config", "nvme.ko"], in: "\(folder)/none")
      try write(["boot/vmlinuz-a"], in: "\(folder)/two")
      try write(["lib/modules/6.1.0/vmlinuz"], in: "\(folder)/two", release: "6.1.0")
      let store = try store(folder)
      func reason(_ name: String) -> String? {
        #expect(throws: KernelsError.self) { try store.kernel(file: "\(folder)/\(name)") }?
          .description
      }
      #expect(reason("none")?.contains("none' is no kernel that can be booted: the dir") == true)
      #expect(reason("none")?.contains("boot/vmlinuz-*") == true)
      #expect(reason("two")?.contains("several (6.1.0, 6.99.0-mine); name one's vmlinuz") == true)
    }
  }

  @Test func `modules are a directory or a package, and nothing else`() throws {
    try withTemporaryFolder { folder in
      try write(["vmlinuz", "text"], in: folder)
      let store = try store(folder)
      for (name, reason) in [("text", "in a package (.deb, .rpm)"), ("no", "there is no such dir")]
      {
        let error = #expect(throws: KernelsError.self) {
          try store.kernel(file: "\(folder)/vmlinuz", modules: "\(folder)/\(name)")
        }
        #expect(error?.description.contains(reason) == true)
      }
    }
  }
}
