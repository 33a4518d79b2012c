// SPDX-License-Identifier: Apache-2.0

import Glibc
import System
import Testing

@testable import Kernels

@Suite struct StoreTests {
  private func store(_ folder: String, limit: UInt64 = 1 << 30) throws -> KernelStore {
    var settings = KernelStore.Settings()
    settings.folder = folder
    settings.limitBytes = limit
    settings.aptFolder = "\(folder)/no-apt"
    return try KernelStore(settings)
  }

  /// Puts a kernel into the cache as a fetch does.
  @discardableResult
  private func put(_ store: KernelStore, _ version: String, key: String, used: Int) throws -> Kernel
  {
    try store.build(key) { folder throws(KernelsError) in
      try Files.write(fakeImage(version: version, size: 64 << 10), to: "\(folder)/image")
      let origin = Kernel.Origin.package(
        name: "linux-image-\(version)", version: PackageVersion(version), suite: "test")
      return try PackageUnpacker(folder: folder, interrupted: { false })
        .keep(image: "\(folder)/image", modules: [], origin: origin)
    }
    let entry = store.entry(key)
    try entry.touch()
    var times = [timeval(tv_sec: used, tv_usec: 0), timeval(tv_sec: used, tv_usec: 0)]
    try #require(unsafe utimes("\(entry.folder)/used", &times) == 0)
    return try #require(entry.kernel)
  }

  @Test func `the newest of a series is taken, and a damaged one never`() throws {
    try withTemporaryFolder { folder in
      let store = try store(folder)
      try put(store, "6.1.5", key: "a", used: 1000)
      let newer = try put(store, "6.1.20", key: "b", used: 1000)
      let series = KernelName(KernelSeries(major: 6, minor: 1))
      #expect(try store.cached(series)?.release == "6.1.20")
      var bytes = try Files.read(newer.image)
      bytes[3000] ^= 1
      try Files.write(bytes, to: newer.image)
      #expect(try self.store(folder).cached(series)?.release == "6.1.5")
      #expect(Folder.names(in: "\(folder)/kernels") == ["a"])
    }
  }

  @Test func `an entry that is cut off, or without its record, is not there`() throws {
    try withTemporaryFolder { folder in
      let store = try store(folder)
      let kernel = try put(store, "6.1.5", key: "a", used: 1000)
      try put(store, "6.2.5", key: "b", used: 1000)
      let shortened = unsafe truncate(kernel.image, 1000)
      #expect(shortened == 0)
      try Files.remove("\(folder)/kernels/b/kernel.json")
      #expect(store.cached.isEmpty)
    }
  }

  @Test func `pruning removes the least recently used, and nothing that is in use`() throws {
    try withTemporaryFolder { folder in
      let store = try store(folder)
      try put(store, "6.1.5", key: "old", used: 1000)
      try put(store, "6.2.5", key: "middle", used: 2000)
      try put(store, "6.3.5", key: "new", used: 3000)
      // Another run boots the oldest.
      let other = try self.store(folder)
      #expect(try other.cached(KernelName(KernelSeries(major: 6, minor: 1))) != nil)
      var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
      unsafe _ = utimes("\(folder)/kernels/old/used", &times)
      let each = store.entry("new").size
      let removed = try store.prune(toBytes: 2 * each + 100)
      #expect(removed.count == 1)
      #expect(Folder.names(in: "\(folder)/kernels") == ["new", "old"])
      #expect(try store.prune(toBytes: 0).count == 1)
      #expect(Folder.names(in: "\(folder)/kernels") == ["old"])
      withExtendedLifetime(other) {}
    }
  }

  @Test func `a lock keeps others out until its owner lets go`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/lock"
      var first: FileLock? = try FileLock.attempt(path, .exclusive)
      #expect(first != nil)
      #expect(try FileLock.attempt(path, .shared) == nil)
      first?.share()
      #expect(try FileLock.attempt(path, .shared) != nil)
      #expect(try FileLock.attempt(path, .exclusive) == nil)
      #expect(try FileLock.wait(path, .exclusive, interrupted: { true }) == nil)
      first = nil
      #expect(try FileLock.attempt(path, .exclusive) != nil)
    }
  }

  @Test func `what fails halfway leaves nothing, and what a killed run left goes`() throws {
    try withTemporaryFolder { folder in
      let store = try store(folder)
      try Files.makeFolder("\(folder)/partial/a.4711/deep")
      #expect(throws: KernelsError.interrupted) {
        try store.build("a") { folder throws(KernelsError) in
          try Files.write([1], to: "\(folder)/half")
          throw .interrupted
        }
      }
      #expect(Folder.names(in: "\(folder)/partial").isEmpty)
      #expect(Folder.names(in: "\(folder)/kernels").isEmpty)
    }
  }

  @Test(.enabled(if: Requirement.root, "mounting a small file system needs root"))
  func `a full disk is named, and leaves nothing half`() throws {
    try withTemporaryFolder { folder in
      try ExternalCommand(name: "mount", package: "mount").run(
        ["-t", "tmpfs", "-o", "size=192k", "tmpfs", folder], deadline: .seconds(60))
      defer { unsafe _ = umount2(folder, Int32(MNT_DETACH)) }
      let store = try store(folder)
      let error = #expect(throws: KernelsError.self) {
        for number in 0..<5 {
          try put(store, "6.\(number).0", key: "\(number)", used: 1000)
        }
      }
      #expect(error?.description.hasSuffix("no space left on device") == true)
      #expect(Folder.names(in: "\(folder)/partial").isEmpty)
      #expect(store.cached.count == Folder.names(in: "\(folder)/kernels").count)
      #expect(!store.cached.isEmpty)
    }
  }

  @Test func `without a mirror the cache works, and the rest says what is missing`() throws {
    try withTemporaryFolder { folder in
      let store = try store(folder)
      try put(store, "6.1.5", key: "a", used: 1000)
      let name = KernelName(KernelSeries(major: 6, minor: 1))
      #expect(try store.kernel(name).release == "6.1.5")
      #expect(try store.kernel(name, newest: true).release == "6.1.5")
      let error = #expect(throws: KernelsError.self) {
        try store.kernel(KernelName(KernelSeries(major: 6, minor: 12), .realTime))
      }
      let text = try #require(error?.description)
      #expect(
        text.hasPrefix("the kernel 6.12-rt-amd64 is not in the cache and cannot be fetched: "))
      #expect(text.hasSuffix("in the cache are 6.1"))
    }
  }

  @Test func `a file of the user's own is booted as it is, and what is no kernel is refused`()
    throws
  {
    try withTemporaryFolder { folder in
      let store = try store("\(folder)/cache")
      try Files.write(fakeImage(version: "6.99.0-mine #1"), to: "\(folder)/bzImage")
      let kernel = try store.kernel(file: "\(folder)/bzImage")
      #expect(kernel.series.description == "6.99")
      #expect(kernel.origin == .file(path: "\(folder)/bzImage"))
      #expect(kernel.modules.isEmpty)
      #expect(throws: KernelsError.self) { try store.kernel(file: "/bin/sh") }
      #expect(throws: KernelsError.self) { try store.kernel(file: "\(folder)/nothing") }
      try Files.write(Array("!<arch>\n".utf8), to: "\(folder)/half.deb")
      let error = #expect(throws: KernelsError.self) {
        try store.kernel(file: "\(folder)/half.deb")
      }
      #expect(
        error?.description.contains("half.deb' is damaged: dpkg-deb cannot unpack it") == true)
      #expect(Folder.names(in: "\(folder)/cache/partial").isEmpty)
    }
  }

  @Test func `modules come with those they need, in the order of loading`() throws {
    try withTemporaryFolder { folder in
      try Files.makeFolder("\(folder)/mine/deep")
      try Files.write(Array("\0depends=configfs\0".utf8), to: "\(folder)/mine/deep/null_blk.ko")
      try Files.write(Array("\0depends=\0".utf8), to: "\(folder)/mine/configfs.ko")
      try Files.write(Array("\0depends=\0".utf8), to: "\(folder)/mine/other.ko")
      try ExternalCommand(name: "gzip", package: "gzip").run(
        ["\(folder)/mine/configfs.ko"], deadline: .seconds(60))
      try Files.write(fakeImage(version: "6.99.0"), to: "\(folder)/bzImage")
      let kernel = try store("\(folder)/cache")
        .kernel(file: "\(folder)/bzImage", modules: "\(folder)/mine")
      #expect(kernel.modules.map(\.name) == ["configfs", "null_blk"])
      #expect(try Files.read(kernel.modules[0].path) == Array("\0depends=\0".utf8))
      // The folder is the user's: nothing is left in it.
      #expect(Files.all(below: "\(folder)/mine").count == 3)
    }
  }
}
