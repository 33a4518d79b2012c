// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Results
import System
import Testing

@testable import Kernels

/// `tare matrix`, where some of the kernels are bad.
extension CommandTests {
  private static func matrix(_ files: [String], in folder: String) -> [String] {
    ["matrix", "--verdicts-only", "--probe", "syscount", "--cache", "\(folder)/cache"]
      + ["--json", "\(folder)/matrix.json"] + files.flatMap { ["--kernel", $0] }
  }

  /// What the run with this process left of its own, where it works.
  private static func leftovers(_ pid: Int32) -> [String] {
    ["/tmp", "/var/tmp"].flatMap(Folder.names).filter {
      $0.hasPrefix("tare-") && $0.hasSuffix(".\(pid)")
    }
  }

  @Test func `each bad kernel is a failure of its own, and the good one has its cells`() throws {
    try Fixture.withFolder { folder in
      let kernel = try Fixture.kernel.get()
      let ways = [
        WayOfBooting(
          file: "\(folder)/panics", parameters: "rdinit=/nonexistent root=/dev/none"),
        WayOfBooting(file: "\(folder)/small", parameters: "", arguments: "-m 176M"),
        WayOfBooting(
          file: "\(folder)/untyped", parameters: "initcall_blacklist=btf_vmlinux_init"),
      ]
      let path = try WayOfBooting.prepare(ways, of: kernel, in: folder)
      try Files.write(Array("no kernel".utf8), to: "\(folder)/garbage")
      let run = try TareCommand(
        Self.matrix(["\(folder)/garbage"] + ways.map(\.file) + [kernel.image], in: folder),
        environment: ["PATH": path]
      ).start()
      let outcome = run.finish()
      #expect(outcome.exitCode == 69, "a file that is no kernel is not to be overlooked")
      #expect(outcome.errors.contains("garbage' is no kernel that can be booted: it is no bzImage"))
      let document = try MatrixDocument(path: "\(folder)/matrix.json")
      func failure(_ name: String) -> String? {
        document.kernels.first { $0.origin.hasSuffix("/\(name)") }?.failure
      }
      #expect(failure("garbage")?.contains("no bzImage") == true)
      #expect(failure("panics")?.contains("VFS: Unable to mount root fs") == true)
      let small = failure("small") ?? "no failure"
      #expect(small.contains("ran out of memory"))
      let untyped = try #require(document.kernels.first { $0.origin.hasSuffix("/untyped") })
      #expect(untyped.failure == nil)
      #expect(untyped.cells.allSatisfy { $0.verdict == .unsupported })
      let refused = try #require(untyped.cells.first)
      #expect(refused.reason?.contains("BTF") == true)
      let good = try #require(document.kernels.first { $0.origin == kernel.image })
      #expect(good.failure == nil)
      #expect(!good.cells.isEmpty)
      #expect(good.cells.allSatisfy { $0.verdict == .exact })
      #expect(Self.leftovers(run.pid).isEmpty)
    }
  }

  @Test func `Ctrl-C keeps the cells that are finished`() throws {
    try Fixture.withFolder { folder in
      let kernel = try Fixture.kernel.get()
      try Files.write(CraftedImage.hangs(release: "6.99.0-hangs"), to: "\(folder)/hangs")
      let run = try TareCommand(
        Self.matrix(["\(folder)/hangs", kernel.image], in: folder) + ["--jobs", "2"]
      ).start()
      #expect(run.waitForErrors("exact"))
      let emulators = Emulators.below(run.pid)
      #expect(!emulators.isEmpty)
      kill(run.pid, SIGINT)
      let outcome = run.finish()
      #expect(outcome.exitCode == 130)
      #expect(emulators.allSatisfy(Emulators.isGone))
      #expect(Self.leftovers(run.pid).isEmpty)
      let document = try MatrixDocument(path: "\(folder)/matrix.json")
      #expect(document.interrupted)
      let good = try #require(document.kernels.first { $0.origin == kernel.image })
      #expect(good.failure == nil)
      #expect(!good.cells.isEmpty)
    }
  }

  @Test func `a full /tmp is no matter, and a document that has no room is told`() throws {
    // Where they lie in /tmp they stay in sight.
    let programs = URL(fileURLWithPath: Fixture.tare).deletingLastPathComponent().path
    let run = try TareCommand.run(
      ["matrix", "--verdicts-only", "--probe", "syscount", "--json", "/dev/full"]
        + ["--kernel", try Fixture.kernel.get().image],
      mounts: """
        mount --bind '\(programs)' /mnt
        mount -t tmpfs -o size=4k tmpfs /tmp
        mkdir -p '\(programs)'
        mount --bind /mnt '\(programs)'
        """)
    #expect(run.exitCode == 69)
    #expect(run.errors.contains("/dev/full"))
    #expect(run.errors.contains("no space left on device"))
    #expect(run.errors.contains("2 of 2 exact"))
  }

  @Test(.requiresGenericKernel)
  func `a kernel whose disks are modules has all cells, and without them those without a disk`()
    throws
  {
    try Fixture.withFolder { folder in
      let kernel = try Fixture.generic.get(), name = "\(Fixture.genericName)"
      let run = try TareCommand.run([
        "matrix", "--verdicts-only", "--probe", "ext4slower", "--probe", "biosnoop", "--probe",
        "syscount", "--json", "\(folder)/matrix.json", name, "--kernel", kernel.image,
      ])
      #expect(run.exitCode == 0, "\(run.errors)")
      let document = try MatrixDocument(path: "\(folder)/matrix.json")
      #expect(Set(document.kernels.map(\.series)) == [name, "\(name)#2"])
      for kernel in document.kernels {
        #expect(kernel.failure == nil && !kernel.cells.isEmpty)
        let hasModules = kernel.origin.hasPrefix("linux-image-")
        for cell in kernel.cells where hasModules || cell.probe == "syscount" {
          #expect(cell.verdict == .exact, "\(cell.id): \(cell.reason ?? "")")
        }
        for cell in kernel.cells where !hasModules && cell.probe != "syscount" {
          #expect(cell.verdict == .unsupported)
          #expect(
            cell.reason == "this kernel has no NVMe driver, and no module nvme came with it")
        }
      }
    }
  }
}
