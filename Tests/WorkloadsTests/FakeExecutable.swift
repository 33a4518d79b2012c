// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import Workloads

/// A shell script that poses as a workload, in a folder of its own that goes with it.
///
/// `put OFFSET BYTES` writes into the channel, at the offsets of `struct tare_channel`.
struct FakeExecutable: ~Copyable {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tare-\(UUID().uuidString)")

  init(_ script: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let prelude = """
      #!/bin/sh
      put() { printf "$2" | dd of=/dev/fd/3 bs=1 seek=$1 conv=notrunc 2>/dev/null; }
      ready() { put 132 '\\001'; }
      answer() { put 128 "$1"; }

      """
    let file = folder.appending(path: "fake").path
    try (prelude + script).write(toFile: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts the script as a workload named `fake`.
  func start(
    startDeadline: Duration = .seconds(10), deadline: Duration = .seconds(10)
  ) throws(WorkloadError) -> WorkloadProcess {
    var settings = WorkloadProcess.Settings()
    settings.executables = folder.path
    settings.startDeadline = startDeadline
    settings.deadline = deadline
    return try WorkloadProcess(.fake, settings: settings)
  }
}

extension Workload {
  /// Runs `fake`.
  static let fake = Workload(
    name: "fake", summary: "", program: Program(executable: "fake"), unit: "lie",
    principalKind: .call, kinds: [.call])

  /// The same with `arguments` added.
  func adding(_ arguments: String...) -> Workload {
    var copy = self
    copy.program.arguments += arguments
    return copy
  }
}
