// SPDX-License-Identifier: Apache-2.0

import Foundation
import Scale
import Testing

/// Whom a test that weighs waits for. Who waits can be cancelled, who need not wait cannot: no
/// clock is read.
@Suite struct MachineLockTests {
  private static func waitCancelled(_ folder: TemporaryFolder) async throws {
    let wait = Task {
      try await MachineLock.released("\(folder.url.path)/\(KernelSettings.lockName)")
    }
    wait.cancel()
    try await wait.value
  }

  @Test func `a run by hand that weighs is waited for while it weighs`() async throws {
    let folder = try TemporaryFolder()
    var settings: KernelSettings? = try KernelSettings(folder: folder.url.path)
    await #expect(throws: CancellationError.self) { try await Self.waitCancelled(folder) }
    withExtendedLifetime(settings) {}
    settings = nil
    try await Self.waitCancelled(folder)
  }

  @Test func `where nothing was ever weighed nobody is waited for`() async throws {
    try await Self.waitCancelled(try TemporaryFolder())
  }
}
