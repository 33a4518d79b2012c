// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import Kernels

/// What the tests boot: a kernel of the cache, and an initramfs made once.
///
/// Guests take minutes to boot under emulation, so that these tests run only when asked for, with
/// TARE_TEST_GUESTS=1: they then fetch a kernel where none is cached, and fail for what is missing.
enum Fixture {
  /// Why no guest is booted; `nil` where they were asked for.
  static var lack: Comment? {
    unsafe getenv("TARE_TEST_GUESTS") == nil
      ? "boots guests, which takes minutes; TARE_TEST_GUESTS=1 runs it" : nil
  }

  /// The tare that becomes `/init`: statically linked where there is one, it is smaller so.
  static var tare: String? {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let named = unsafe getenv("TARE_GUEST_BINARY").map { unsafe String(cString: $0) }
    return [named, "\(root)/.build/release/tare", "\(root)/.build/debug/tare"]
      .compactMap { $0 }.first(where: Files.exists)
  }

  static let kernel = Result { try chooseKernel() }
  static let initramfs = Result { try makeInitramfs() }

  private static func chooseKernel() throws -> Kernel {
    let store = try KernelStore()
    if let kernel = store.cached.first(where: { $0.series >= KernelSeries(major: 6, minor: 1) }) {
      return kernel
    }
    let newest = try #require(try store.catalogue().kernels.last)
    return try store.fetch(newest)
  }

  private static func makeInitramfs() throws -> String {
    let path = "\(FileManager.default.temporaryDirectory.path)/tare-guest-tests.cpio"
    try Initramfs(tare: try #require(tare)).write(to: path)
    return path
  }

  static func boot(
    _ machine: GuestMachine = GuestMachine(flavour: .verdicts),
    deadlines: GuestDeadlines = GuestDeadlines(firstLine: .seconds(90))
  ) throws(GuestError) -> Guest {
    do {
      return try Guest(
        booting: try kernel.get(), initramfs: try initramfs.get(), machine: machine,
        deadlines: deadlines)
    } catch {
      throw error as? GuestError ?? .notStarted(reason: "\(error)")
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// The test boots a guest.
  static var requiresGuests: Self { .enabled(if: Fixture.lack == nil, Fixture.lack) }
}
