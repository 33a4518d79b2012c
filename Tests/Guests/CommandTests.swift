// SPDX-License-Identifier: Apache-2.0

import Glibc
import System
import Testing

@testable import Kernels

/// `tare` as a program that boots guests: what it prints, what it exits with, what it leaves.
@Suite(.serialized, .requiresGuests) struct CommandTests {
  @Test func `bad files are told each by its fault, and the good kernel boots all the same`()
    throws
  {
    try Fixture.withFolder { folder in
      let kernel = try Fixture.kernel.get()
      try Files.write(Array(try Files.read(kernel.image).prefix(1 << 20)), to: "\(folder)/short")
      let run = try TareCommand.run([
        "kernels", "boot", "--cache", "\(folder)/cache", "--kernel", "/bin/sh",
        "--kernel", "\(folder)/short", "--kernel", "\(folder)/none", "--kernel", kernel.image,
      ])
      #expect(run.exitCode == 69)
      #expect(run.errors.contains("'/bin/sh' is no kernel that can be booted: it is an ELF file"))
      #expect(run.errors.contains("short' is damaged: it has 1048576 bytes of "))
      #expect(run.errors.contains("none': there is no such file"))
      #expect(run.errors.split(separator: "\n").count == 3)
      #expect(run.output.hasPrefix("\(kernel.release): first line after "))
      #expect(run.output.hasSuffix("with BTF\n"))
      #expect(Folder.names(in: "\(folder)/cache/partial").isEmpty)
      #expect(Folder.names(in: "\(folder)/cache/kernels").count == 1)
    }
  }

  @Test func `two runs at once share a cache, and the user's modules are loaded`() throws {
    try Fixture.withFolder { folder in
      let kernel = try Fixture.kernel.get()
      let modules = kernel.image.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
      let arguments = [
        "kernels", "boot", "--cache", folder, "--kernel", kernel.image, "--modules", modules,
      ]
      let runs = try [
        TareCommand(arguments).start(), TareCommand(arguments).start(),
      ].map { $0.finish() }
      for run in runs {
        #expect(run.exitCode == 0)
        #expect(run.errors.isEmpty)
        #expect(run.output.split(separator: "\n").count == 1, "a module could not be loaded")
      }
      #expect(Folder.names(in: "\(folder)/kernels").count == 1)
      #expect(Folder.names(in: "\(folder)/partial").isEmpty)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends the run before the guest's deadline, and what is finished was told`(
    signal: Int32
  ) throws {
    try Fixture.withFolder { folder in
      let kernel = try Fixture.kernel.get()
      try Files.write(CraftedImage.hangs(release: "6.99.0-hangs"), to: "\(folder)/hangs")
      let run = try TareCommand([
        "kernels", "boot", "--cache", "\(folder)/cache", "--jobs", "2",
        "--kernel", "\(folder)/hangs", "--kernel", kernel.image,
      ]).start()
      #expect(run.waitForOutput("first line after"))
      let emulators = Emulators.below(run.pid)
      #expect(emulators.count >= 1)
      kill(run.pid, signal)
      let outcome = run.finish()
      #expect(outcome.exitCode == 128 + signal)
      // Of the kernel that hangs it would have said so at its deadline.
      #expect(outcome.errors == "tare: interrupted\n")
      #expect(emulators.allSatisfy(Emulators.isGone))
      #expect(Folder.names(in: "\(folder)/cache/partial").isEmpty)
      #expect(
        Folder.names(in: "\(folder)/cache") == ["apt", "kernels", "locks", "partial"])
    }
  }

  @Test func `a tare that is killed leaves no QEMU and no file`() throws {
    try Fixture.withFolder { folder in
      try Files.write(CraftedImage.hangs(release: "6.99.0-hangs"), to: "\(folder)/hangs")
      let run = try TareCommand([
        "kernels", "boot", "--cache", "\(folder)/cache", "--kernel", "\(folder)/hangs",
      ]).start()
      let emulator = try #require(Emulators.waitFor { Emulators.below(run.pid).first })
      kill(run.pid, SIGKILL)
      _ = run.finish()
      #expect(Emulators.waitFor { Emulators.isGone(emulator) ? true : nil } == true)
      #expect(
        Folder.names(in: "\(folder)/cache") == ["apt", "kernels", "locks", "partial"])
    }
  }

  @Test(arguments: [["kernels", "boot"], ["matrix", "--verdicts-only"]])
  func `without QEMU the package that has it is named`(command: [String]) throws {
    let run = try TareCommand.run(
      command + ["--kernel", try Fixture.kernel.get().image],
      mounts: "mount --bind /dev/null '\(try ExternalCommand.qemu.path())'")
    #expect(run.exitCode == 69)
    #expect(run.errors.contains("cannot find 'qemu-system-x86_64'"))
    #expect(run.errors.contains("apt-get install qemu-system-x86"))
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty)
  }

  @Test func `a full disk under the cache is named`() throws {
    try Fixture.withFolder { folder in
      let cache = "\(folder)/cache"
      try Files.makeFolder(cache)
      let run = try TareCommand.run(
        ["kernels", "boot", "--cache", cache, "--kernel", try Fixture.kernel.get().image],
        mounts: "mount -t tmpfs -o size=4m tmpfs '\(cache)'")
      #expect(run.exitCode == 69)
      #expect(run.errors.contains("no space left on device"))
      #expect(run.errors.split(separator: "\n").count == 1)
    }
  }
}
