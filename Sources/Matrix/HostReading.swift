// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Kernels
import System

/// The guests' host.
struct HostReading {
  /// `uname -r`.
  let kernelRelease: String
  /// The CPU's name by the kernel.
  let cpuModel: String
  /// CPUs that are online.
  let cpuCount: Int

  init() {
    kernelRelease = SystemName().release
    cpuModel = ProcFiles.processor("model name") ?? "unknown"
    cpuCount = sysconf(Int32(_SC_NPROCESSORS_ONLN))
  }

  /// QEMU's version line.
  static func emulator() throws(KernelsError) -> String {
    try ExternalCommand(name: "qemu-system-x86_64", package: "qemu-system-x86")
      .run(["--version"], deadline: .seconds(10)).firstLine
  }
}

extension String {
  fileprivate var firstLine: String { split(separator: "\n").first.map(String.init) ?? "" }
}
