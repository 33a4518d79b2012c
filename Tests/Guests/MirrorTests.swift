// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import Kernels

@Suite(.serialized) struct MirrorTests {
  private static let isWanted = unsafe getenv("TARE_TEST_MIRROR") != nil

  private func withStore(_ body: (KernelStore) throws -> Void) throws {
    let folder =
      "\(FileManager.default.temporaryDirectory.path)/tare-\(UInt64.random(in: 0 ... .max))"
    var settings = KernelStore.Settings()
    settings.folder = folder
    defer { #expect(throws: Never.self) { try Files.remove(folder) } }
    try body(try KernelStore(settings))
  }

  @Test(.enabled(if: isWanted, "reads 40 MB from the mirror; TARE_TEST_MIRROR=1 runs it"))
  func `the mirror's oldest kernel is fetched, verified and cached, and then needs no mirror`()
    throws
  {
    try withStore { store in
      let oldest = try #require(try store.catalogue().kernels.first)
      let kernel = try store.kernel(oldest.series)
      #expect(kernel.series == oldest.series)
      #expect(kernel.release.hasSuffix("-cloud-amd64"))
      #expect(Files.names(in: "\(store.settings.folder)/partial").isEmpty)
      #expect(try store.kernel(oldest.series) == kernel)
      // A download that is not what the signed index says is refused.
      var forged = oldest
      forged.image.size += 1
      forged.image.checksum = String(repeating: "0", count: 64)
      #expect(throws: KernelsError.self) { try store.fetch(forged) }
      #expect(Files.names(in: "\(store.settings.folder)/partial").isEmpty)
    }
  }

  @Test func `a mirror that does not answer is an error with a reason, in time`() throws {
    try withStore { store in
      var settings = store.settings
      settings.aptFolder = "\(settings.folder)/etc"
      try Files.makeFolder(settings.aptFolder)
      try Files.write(
        Array("deb http://127.0.0.1:9/debian bookworm main\n".utf8),
        to: "\(settings.aptFolder)/sources.list")
      let clock = SuspendingClock(), start = clock.now
      settings.distributionFile = "\(settings.folder)/os-release"
      try Files.write(
        Array("ID=debian\nVERSION_CODENAME=bookworm\n".utf8), to: settings.distributionFile)
      let error = #expect(throws: KernelsError.self) { try KernelStore(settings).catalogue() }
      #expect(error?.description.hasPrefix("the mirror cannot be read: ") == true)
      #expect(start.duration(to: clock.now) < .seconds(60))
    }
  }
}
