// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import System
import Testing

@testable import Kernels

/// What the tests boot: a kernel of the cache, fetched where there is none, and an initramfs made
/// once.
enum Fixture {
  /// Whether a guest can be booted here; with TARE_REQUIRE_ALL=1 its lack is the tests' failure.
  static var isThere: Bool {
    if unsafe getenv("TARE_REQUIRE_ALL") != nil { return true }
    guard (try? ExternalCommand.qemu.path()) != nil else { return false }
    return (try? kernel.get()) != nil
  }

  /// The folder of the programs that were built with the tests.
  static var programs: String {
    CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
  }

  /// The tare under test, which becomes `/init` too.
  static var tare: String { "\(programs)/tare" }

  static let kernel = Result { try chooseKernel() }
  static let initramfs = Result { try Initramfs(tare: tare).inMemory() }

  /// A kernel whose disks and file system are modules; fetched where it is not cached.
  static let generic = Result { try store.get().kernel(genericName) }
  static let genericName = KernelName(KernelSeries(major: 6, minor: 12), .generic)

  /// Whether the kernel with modules is to be had; with TARE_REQUIRE_ALL=1 its lack is the tests'
  /// failure.
  static var isGenericThere: Bool {
    unsafe getenv("TARE_REQUIRE_ALL") != nil || (try? generic.get()) != nil
  }

  private static let wanted = KernelName(KernelSeries(major: 6, minor: 12))

  private static func chooseKernel() throws -> Kernel {
    // One store for all tests: nobody prunes the kernel while it lives.
    try store.get().kernel(wanted)
  }

  private static let store = Result { try KernelStore() }

  static func boot(
    _ machine: GuestMachine = GuestMachine(flavour: .verdicts),
    deadlines: GuestDeadlines = GuestDeadlines(firstLine: .seconds(90)),
    interrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(GuestError) -> Guest {
    do {
      return try Guest(
        booting: try kernel.get(), initramfs: try initramfs.get().path, machine: machine,
        deadlines: deadlines, interrupted: interrupted)
    } catch {
      throw error as? GuestError ?? .notStarted(reason: "\(error)")
    }
  }

  /// Runs `body` with a folder that is gone afterwards.
  static func withFolder(_ body: (String) throws -> Void) throws {
    let folder =
      "\(FileManager.default.temporaryDirectory.path)/tare-\(UInt64.random(in: 0 ... .max))"
    try Files.makeFolder(folder)
    defer { #expect(throws: Never.self) { try Files.remove(folder) } }
    try body(folder)
  }
}

extension Trait where Self == ConditionTrait {
  /// The test boots a guest.
  static var requiresGuests: Self {
    .enabled(
      """
      boots guests: needs qemu-system-x86_64 (Debian: qemu-system-x86), and the kernel 6.12 in the \
      cache or to be fetched (tare kernels fetch 6.12)
      """
    ) { Fixture.isThere }
  }

  /// The test boots the kernel whose disks are modules.
  static var requiresGenericKernel: Self {
    .enabled(
      """
      boots a kernel whose disks are modules: needs 6.12-amd64 in the cache or to be fetched \
      (tare kernels fetch 6.12-amd64)
      """
    ) { Fixture.isGenericThere }
  }
}
