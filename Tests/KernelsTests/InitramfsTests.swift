// SPDX-License-Identifier: Apache-2.0

import ELF
import FoundationEssentials
import Testing

@testable import Kernels

@Suite struct InitramfsTests {
  @Test(.enabled(if: Requirement.tool("cpio"), "cpio is not installed"))
  func `cpio unpacks what was written`() throws {
    try withTemporaryFolder { folder in
      var archive = CPIOArchive()
      archive.addFile("/a/b/odd", mode: 0o755, content: Array("seven b".utf8))
      archive.addFile("/a/empty", mode: 0o644, content: [])
      archive.addLink("/a/link", to: "/a/b/odd")
      archive.addFolder("/a")
      try Files.write(archive.finished(), to: "\(folder)/x.cpio")
      let listed = try ExternalCommand.shell.run(
        ["-c", "cd \"$0\" && cpio -i --quiet < x.cpio && cpio -tv --quiet < x.cpio", folder],
        deadline: .seconds(60))
      #expect(try Files.read("\(folder)/a/b/odd") == Array("seven b".utf8))
      #expect(try Files.read("\(folder)/a/empty") == [])
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/a/link") == "/a/b/odd")
      // Folders come before what is in them, each once.
      #expect(
        listed.split(separator: "\n").map { $0.split(separator: " ").last ?? "" }.first == "a")
      #expect(listed.split(separator: "\n").count == 5)
    }
  }

  @Test func `the archive is the same for the same content, padded to words, with a trailer`() {
    func archive() -> [UInt8] {
      var archive = CPIOArchive()
      archive.addCharacterDevice("/dev/console", mode: 0o600, major: 5, minor: 1)
      return archive.finished()
    }
    let bytes = archive()
    #expect(bytes == archive())
    #expect(bytes.count % 4 == 0)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("TRAILER!!!"))
    // mode, and the device's numbers 5 and 1
    #expect(text.contains("070701" + "00000002" + "00002180"))
    #expect(text.contains("0000000500000001"))
  }

  @Test func `a program comes with the libraries that its loader takes, or a clear error`() throws {
    let listed = """
      \tlinux-vdso.so.1 (0x00007f5b3bbad000)
      \tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f5b3babc000)
      \t/lib64/ld-linux-x86-64.so.2 (0x00007f5b3bbaf000)
      """
    #expect(try Initramfs.libraries(listed, of: "p") == ["/lib/x86_64-linux-gnu/libm.so.6"])
    let error = #expect(throws: KernelsError.self) {
      try Initramfs.libraries("\tlibx.so.1 => not found", of: "p")
    }
    #expect(
      error?.description
        == "cannot read 'p': it needs the shared library libx.so.1, which is missing")
    var initramfs = try Initramfs(tare: "/proc/self/exe")
    try initramfs.add(executable: "/bin/sh")
    try withTemporaryFolder { folder in
      let size = try initramfs.write(to: "\(folder)/i")
      #expect(size > 1 << 20)
    }
  }

  @Test func `a program without its symbols still runs`() throws {
    try withTemporaryFolder { folder in
      let program = try #require(ELFFile(try Files.read("/bin/true")))
      #expect(program.interpreter?.contains("ld-linux") == true)
      try Files.write(try #require(program.stripped), to: "\(folder)/true")
      #expect(try #require(program.stripped).count < (try Files.read("/bin/true")).count)
      try ExternalCommand.shell.run(
        ["-c", "chmod +x $0/true && $0/true", folder], deadline: .seconds(60))
    }
  }
}
