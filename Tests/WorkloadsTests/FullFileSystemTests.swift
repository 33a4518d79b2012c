// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

@testable import Workloads

/// Workloads stay away from file systems that they would fill.
@Suite(.serialized) struct FullFileSystemTests {
  static let needsRoot: Comment = "mounting a file system needs root"
  static let needsLoop: Comment = "mounting an image needs root and a loop device"

  /// With TARE_REQUIRE_ALL=1 a test that lacks something runs, and fails.
  static var isEnforced: Bool { unsafe getenv("TARE_REQUIRE_ALL") != nil }
  static var isRoot: Bool { isEnforced || geteuid() == 0 }
  static var hasLoop: Bool {
    isEnforced || isRoot && FileManager.default.fileExists(atPath: "/dev/loop-control")
  }

  func refusal(_ workload: Workload, in directory: String) -> String? {
    var settings = WorkloadProcess.Settings()
    settings.directory = directory
    do {
      _ = try WorkloadProcess(workload, settings: settings)
      return nil
    } catch {
      guard case .refused(_, let message) = error else { return "\(error)" }
      return message
    }
  }

  @Test func `where nothing is free a workload does not start`() {
    #expect(
      refusal(.fsyncAppend, in: "/proc")
        == "cannot use '/proc': needs 16777216 bytes and leaves at least 268435456 free, 0 are "
        + "free; free some space, or name another folder with --directory")
  }

  @Test func `a folder that is not there is named`() {
    #expect(
      refusal(.fsyncAppend, in: "/nowhere") == "cannot use '/nowhere': No such file or directory")
  }

  @Test(.enabled(if: isRoot, needsRoot))
  func `a byte too little is too little, and just enough is enough`() throws {
    let disk = try Mount("-t tmpfs -o size=300M tmpfs")
    #expect(
      refusal(.fsyncAppend.adding("--cap=\((44 << 20) + 1)"), in: disk.path)
        == "cannot use '\(disk.path)': needs 46137345 bytes and leaves at least 268435456 free, "
        + "314572800 are free; free some space, or name another folder with --directory")
    #expect(refusal(.fsyncAppend.adding("--cap=44M"), in: disk.path) == nil)
  }

  @Test(.enabled(if: isRoot, needsRoot))
  func `of a large file system five in a hundred stay free`() throws {
    let disk = try Mount("-t tmpfs -o size=10000M tmpfs")
    #expect(
      refusal(.fsyncAppend.adding("--cap=9501M"), in: disk.path)
        == "cannot use '\(disk.path)': needs 9962520576 bytes and leaves at least 524288000 free, "
        + "10485760000 are free; free some space, or name another folder with --directory")
    #expect(refusal(.fsyncAppend.adding("--cap=9500M"), in: disk.path) == nil)
  }

  @Test(.enabled(if: isRoot, needsRoot))
  func `blocks are not read from a file system in memory`() throws {
    let disk = try Mount("-t tmpfs -o size=400M tmpfs")
    #expect(
      refusal(.blockRead, in: disk.path)
        == "cannot use '\(disk.path)': a file system in memory has no device to read; name a "
        + "folder on a disk with --directory")
  }

  @Test(.enabled(if: hasLoop, needsLoop))
  func `each read is one request to the device and none is for anything else`() throws {
    let disk = try Mount.ext4(megabytes: 400)
    var settings = WorkloadProcess.Settings()
    settings.directory = disk.path
    var process = try WorkloadProcess(.blockRead, settings: settings)
    let before = try disk.readRequests()
    _ = try process.run(slices: 4, operations: 500)
    let requests = try disk.readRequests() - before
    #expect(requests == 2000)
  }
}
