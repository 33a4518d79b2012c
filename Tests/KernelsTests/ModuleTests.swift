// SPDX-License-Identifier: Apache-2.0

import ELF
import Testing

@testable import Kernels

@Suite struct ModuleTests {
  /// A module that says what it needs, as far as anybody here reads it.
  private func module(_ needs: String, soft: String? = nil) -> [UInt8] {
    Array("\0license=GPL\0depends=\(needs)\0\(soft.map { "softdep=\($0)\0" } ?? "")".utf8)
  }

  /// Keeps what guests want of a folder with these files.
  private func kept(
    _ files: [String: [UInt8]], packed: (String, ExternalCommand)? = nil
  ) throws -> [Kernel.Module] {
    var kept: [Kernel.Module] = []
    try withTemporaryFolder { folder in
      for (path, content) in files {
        let place = "\(folder)/modules/\(path)"
        try Files.makeFolder(String(place[..<(place.lastIndex(of: "/") ?? place.endIndex)]))
        try Files.write(content, to: place)
        guard let (suffix, packer) = packed, path.hasSuffix(".ko") else { continue }
        try ExternalCommand.shell.run(
          ["-c", #""$1" -c < "$2" > "$2.$3" && rm "$2""#, "sh", try packer.path(), place, suffix],
          deadline: .seconds(60))
      }
      try Files.makeFolder("\(folder)/kept")
      kept = try PackageUnpacker(folder: "\(folder)/kept", interrupted: { false })
        .keep(Files.all(below: "\(folder)/modules"))
      for module in kept {
        let name = files.keys.first { ModuleFile.name(of: $0) == module.name }
        #expect(try Files.read(module.path) == name.flatMap { files[$0] })
      }
    }
    return kept
  }

  private func names(_ files: [String: [UInt8]]) throws -> [String] { try kept(files).map(\.name) }

  @Test(arguments: [
    ("ko", nil), ("gz", ExternalCommand(name: "gzip", package: "gzip")), ("xz", ExternalCommand.xz),
    ("zst", ExternalCommand(name: "zstd", package: "zstd")),
  ])
  func `what a module needs is read from itself, however it is packed`(
    suffix: String, packer: ExternalCommand?
  ) throws {
    let kept = try kept(
      [
        "deep/nvme.ko": module("nvme-core"), "nvme-core.ko": module("t10-pi,nvme-auth"),
        "t10-pi.ko": module(""), "nvme-auth.ko": module(""), "loop.ko": module(""),
      ], packed: packer.map { (suffix, $0) })
    #expect(kept.map(\.name) == ["t10_pi", "nvme_auth", "nvme_core", "nvme"])
    #expect(kept.last?.needs == ["nvme_core"])
  }

  @Test func `modules.dep is believed before the module`() throws {
    let names = try names([
      "ext4.ko": module("nothing"), "jbd2.ko": module("nothing"), "mbcache.ko": module(""),
      "modules.dep": Array("kernel/fs/ext4.ko: kernel/jbd2.ko mbcache.ko.xz\njbd2.ko:\n".utf8),
    ])
    #expect(names == ["jbd2", "mbcache", "ext4"])
  }

  @Test func `a cipher that a module would like comes before it, where there is one`() throws {
    let ext4 = module("jbd2", soft: "pre: crypto-crc32c post: other"), jbd2 = module("")
    for provider in ["crc32c_generic", "crc32c-cryptoapi"] {
      let names = try names([
        "ext4.ko": ext4, "jbd2.ko": jbd2, "\(provider).ko": module(""), "other.ko": module(""),
      ])
      #expect(names == [provider.replacing("-", with: "_"), "jbd2", "ext4"])
    }
    #expect(try names(["ext4.ko": ext4, "jbd2.ko": jbd2]) == ["jbd2", "ext4"])
  }

  @Test func `what the kernel has in itself, or nobody has, is left out`() throws {
    let kept = try kept([
      "ext4.ko": module("jbd2,crc16,mbcache"), "jbd2.ko": module(""), "crc16.ko": module(""),
      "modules.builtin": Array("kernel/lib/crc16.ko\n".utf8),
    ])
    #expect(kept.map(\.name) == ["jbd2", "ext4"])
    #expect(kept.last?.needs == ["jbd2"])
  }

  @Test func `modules that need each other end no run`() throws {
    let kept = try kept(["nvme.ko": module("a"), "a.ko": module("b"), "b.ko": module("a,b")])
    #expect(kept.map(\.name) == ["b", "a", "nvme"])
    #expect(kept.map(\.needs) == [[], ["b"], ["a"]])
  }

  @Test func `a module that cannot be unpacked is damaged`() throws {
    let error = #expect(throws: KernelsError.self) {
      try kept(["nvme.ko.xz": module("")])
    }
    #expect(error?.description.contains("nvme.ko.xz' is damaged: xz cannot unpack it: ") == true)
  }

  @Test func `a guest loads what its disks need, each module once and after its needs`() throws {
    var kernel = Kernel(
      series: KernelSeries(major: 6, minor: 12), release: "6.12.1-amd64", build: "", image: "/k",
      checksum: "",
      modules: try kept([
        "nvme.ko": module("nvme_core,crc"), "nvme_core.ko": module(""), "crc.ko": module(""),
        "ext4.ko": module("jbd2,crc"), "jbd2.ko": module("crc"),
        "null_blk.ko": module("configfs"), "configfs.ko": module(""), "brd.ko": module(""),
        "overlay.ko": module(""),
      ]), origin: .file(path: "/k"))
    #expect(
      kernel.diskModules.map(\.name) == ["nvme_core", "crc", "nvme", "jbd2", "ext4", "overlay"])
    #expect(kernel.nullBlockModules.map(\.name) == ["crc", "jbd2", "ext4", "configfs", "null_blk"])
    #expect(kernel.modules(for: "none").isEmpty)
    kernel.modules = []
    #expect(kernel.diskModules.isEmpty)
  }

  @Test func `of an ELF file the section is read, and of a damaged one nothing`() {
    let text = Array("\0.modinfo\0".utf8), content = Array("depends=a\0".utf8)
    var file = [0x7f, 0x45, 0x4c, 0x46, 2, 1] + [UInt8](repeating: 0, count: 58)
    let texts = file.count
    file += text + content + Array("depends=no\0".utf8)
    let table = file.count
    for (name, offset, size) in [(0, texts, text.count), (1, texts + text.count, content.count)] {
      var entry = [UInt8](repeating: 0, count: 64)
      (entry[0], entry[24], entry[32]) = (UInt8(name), UInt8(offset), UInt8(size))
      file += entry
    }
    (file[40], file[58], file[60]) = (UInt8(table), 64, 2)
    #expect(ModuleFile.needs(file) == ["a"])
    #expect(ELFFile(file)?.contents(named: ".other") == nil)
    file[table + 64 + 31] = 0xff
    #expect(ELFFile(file)?.contents(named: ".modinfo") == nil)
  }
}
