// SPDX-License-Identifier: Apache-2.0

import Glibc
import System
import Testing

@testable import Kernels

/// Fetching, from a mirror on this disk.
@Suite(
  .serialized,
  .enabled(
    if: Requirement.tool("gpg") && Requirement.tool("apt-get") && Requirement.tool("dpkg-deb"),
    "makes a signed mirror, which needs gpg (Debian: gpg), apt and dpkg"))
struct MirrorTests {
  private static let old = "6.1.5-cloud-amd64"
  private static let new = "6.12.7-cloud-amd64"

  private func withMirror(
    _ releases: [String] = [old, new], _ body: (LocalMirror) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let mirror = try LocalMirror(in: folder, releases: releases)
      try body(mirror)
      #expect(Folder.names(in: "\(folder)/cache/partial").isEmpty, "something half is left")
    }
  }

  private func series(_ text: String) throws -> KernelName {
    try #require(KernelName(argument: text))
  }

  @Test func `flavours of one series are kernels of their own`() throws {
    let releases = ["6.12.7-amd64", "6.12.9-rt-amd64", Self.new]
    try withMirror(releases) { mirror in
      let store = try KernelStore(mirror.settings)
      let names = ["6.12", "6.12-amd64", "6.12-rt-amd64"]
      #expect(try store.catalogue().kernels.map { "\($0.name)" } == names)
      #expect(
        try names.map { try store.kernel(series($0)).release } == [
          Self.new, "6.12.7-amd64", "6.12.9-rt-amd64",
        ])
      #expect(store.cached.map { "\($0.name)" } == names)
      let error = #expect(throws: KernelsError.self) { try store.kernel(series("6.1-rt-amd64")) }
      #expect(
        error?.description == "there is no kernel of series 6.1-rt-amd64; there are 6.12-rt-amd64")
    }
  }

  @Test func `a kernel of a signed mirror is found, fetched, and then needs no mirror`() throws {
    try withMirror { mirror in
      let store = try KernelStore(mirror.settings)
      #expect(try store.catalogue().kernels.map(\.series.description) == ["6.1", "6.12"])
      #expect(try store.catalogue().kernels.map(\.suite) == ["bookworm", "bookworm"])
      let kernel = try store.kernel(series("6.12"))
      #expect(kernel.release == Self.new)
      #expect(kernel.modules.isEmpty)
      try Files.remove("\(mirror.folder)/archive")
      #expect(try KernelStore(mirror.settings).kernel(series("6.12")) == kernel)
      let stale = try store.catalogue(refreshing: true)
      #expect(stale.kernels.count == 2)
      #expect(stale.staleBecause?.hasPrefix("the mirror cannot be read: ") == true)
      let error = #expect(throws: KernelsError.self) { try store.kernel(series("6.1")) }
      let text = try #require(error?.description)
      #expect(text.hasPrefix("the kernel 6.1 is not in the cache and cannot be fetched: "))
      #expect(text.hasSuffix("in the cache are 6.12"))
    }
  }

  @Test func `a truncated download is refused, and the next one that is whole is taken`() throws {
    try withMirror { mirror in
      let store = try KernelStore(mirror.settings)
      _ = try store.catalogue()
      let whole = try Files.read(mirror.path(Self.new))
      try Files.write(Array(whole.prefix(1 << 20)), to: mirror.path(Self.new))
      let error = #expect(throws: KernelsError.self) { try store.kernel(series("6.12")) }
      #expect(error?.description.contains("Hash Sum mismatch") == true, "\(error as Any)")
      #expect(store.cached.isEmpty)
      #expect(try store.kernel(series("6.1")).release == Self.old)
      try Files.write(whole, to: mirror.path(Self.new))
      #expect(try store.kernel(series("6.12")).release == Self.new)
    }
  }

  @Test func `a package that is not the one of the signed index is refused`() throws {
    try withMirror { mirror in
      let store = try KernelStore(mirror.settings)
      _ = try store.catalogue()
      var forged = try Files.read(mirror.path(Self.new))
      forged[1 << 20] ^= 1
      try Files.write(forged, to: mirror.path(Self.new))
      let error = #expect(throws: KernelsError.self) { try store.kernel(series("6.12")) }
      #expect(error?.description.contains("Hash Sum mismatch") == true, "\(error as Any)")
      #expect(store.cached.isEmpty)
    }
  }

  @Test func `a mirror that others have signed, or nobody, is refused`() throws {
    try withMirror { mirror in
      let trusted = try Files.read("\(mirror.folder)/key.gpg")
      try mirror.makeKey()
      try mirror.sign()
      try Files.write(trusted, to: "\(mirror.folder)/key.gpg")
      let foreign = #expect(throws: KernelsError.self) {
        try KernelStore(mirror.settings).catalogue()
      }
      #expect(foreign?.description.contains("cannot be read: ") == true, "\(foreign as Any)")
      try Files.remove("\(mirror.folder)/archive/dists/bookworm/InRelease")
      let unsigned = #expect(throws: KernelsError.self) {
        try KernelStore(mirror.settings).catalogue()
      }
      #expect(unsigned?.description.contains("cannot be read: ") == true, "\(unsigned as Any)")
    }
  }

  @Test func `two runs that want one kernel share it`() throws {
    try withMirror([Self.new]) { mirror in
      let series = try series("6.12"), settings = mirror.settings
      let kernels = GuestPool(jobs: 2).run([1, 2]) { _ in
        Result { try KernelStore(settings).kernel(series) }
      }
      let first = try kernels[0].get()
      #expect(try kernels[1].get() == first)
      #expect(Folder.names(in: "\(mirror.folder)/cache/kernels").count == 1)
    }
  }

  @Test func `a kernel that the mirror replaced since it was read is fetched all the same`() throws
  {
    try withMirror([Self.new]) { mirror in
      let store = try KernelStore(mirror.settings)
      _ = try store.catalogue()
      try mirror.publish(["6.12.8-cloud-amd64"])
      #expect(try store.kernel(series("6.12")).release == "6.12.8-cloud-amd64")
    }
  }

  @Test(.enabled(if: Requirement.root, "mounting a small file system needs root"))
  func `a disk that fills up while fetching is named`() throws {
    try withMirror { mirror in
      try Files.makeFolder(mirror.settings.folder)
      // Room for what apt knows of the mirror and for one kernel, not for its package besides.
      try ExternalCommand(name: "mount", package: "mount").run(
        ["-t", "tmpfs", "-o", "size=3m", "tmpfs", mirror.settings.folder], deadline: .seconds(60))
      defer { unsafe _ = umount2(mirror.settings.folder, Int32(MNT_DETACH)) }
      let store = try KernelStore(mirror.settings)
      let error = #expect(throws: KernelsError.self) { try store.kernel(series("6.12")) }
      #expect(
        error?.description.hasSuffix("no space left on device") == true, "\(error as Any)")
      #expect(Folder.names(in: "\(mirror.settings.folder)/partial").isEmpty)
    }
  }

  @Test func `a mirror that does not answer is an error with a reason`() throws {
    try withTemporaryFolder { folder in
      var settings = KernelStore.Settings()
      settings.folder = "\(folder)/cache"
      settings.aptFolder = "\(folder)/etc"
      settings.distributionFile = "\(folder)/os-release"
      try Files.makeFolder(settings.aptFolder)
      try Files.write(
        Array("deb http://127.0.0.1:9/debian bookworm main\n".utf8),
        to: "\(settings.aptFolder)/sources.list")
      try Files.write(
        Array("ID=debian\nVERSION_CODENAME=bookworm\n".utf8), to: settings.distributionFile)
      let error = #expect(throws: KernelsError.self) { try KernelStore(settings).catalogue() }
      #expect(error?.description.hasPrefix("the mirror cannot be read: ") == true)
    }
  }

  @Test func `the kernels that lie on this machine are listed, each release once`() throws {
    try withTemporaryFolder { folder in
      var settings = KernelStore.Settings()
      settings.folder = "\(folder)/cache"
      settings.bootFolder = "\(folder)/boot"
      settings.modulesFolder = "\(folder)/modules"
      try Files.makeFolder("\(folder)/boot")
      try Files.makeFolder("\(folder)/modules/6.12.7/kernel")
      try Files.makeFolder("\(folder)/modules/6.1.5")
      try Files.write(fakeImage(version: "6.12.7 #1"), to: "\(folder)/boot/vmlinuz-6.12.7")
      try Files.write(fakeImage(version: "6.12.7 #1"), to: "\(folder)/modules/6.12.7/vmlinuz")
      try Files.write(fakeImage(version: "6.1.5 #1"), to: "\(folder)/modules/6.1.5/vmlinuz")
      try Files.write([], to: "\(folder)/boot/vmlinuz-empty")
      try Files.write([], to: "\(folder)/boot/config-6.12.7")
      let images = try KernelStore(settings).localImages
      #expect(
        images.map(\.path) == [
          "\(folder)/modules/6.1.5/vmlinuz", "\(folder)/boot/vmlinuz-6.12.7",
          "\(folder)/boot/vmlinuz-empty",
        ])
      #expect(images.map { try? $0.release.get() } == ["6.1.5", "6.12.7", nil])
    }
  }
}
