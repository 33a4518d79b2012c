// SPDX-License-Identifier: Apache-2.0

import Kernels
import Scale
import Subjects
import Workloads

/// The place of trials, and the drivers that its kernel lacks.
struct DiskPlace {
  /// A missing driver.
  enum Missing {
    /// NVMe, and with it every disk.
    case disks
    /// ext4.
    case fileSystem
    /// A disk of `null_blk`, with its reason.
    case nullBlock(reason: String)
  }

  let place: WorkloadPlace
  let missing: Missing?
  /// The failed steps of the start, for example of a module that was not loaded.
  let complaints: [String]

  /// The reason that a probe cannot be tried here; `nil` where it can.
  func lack(of probe: any ProbeSubject) -> String? {
    guard probe.watching.needsDisk, let missing else { return nil }
    switch missing {
    case .nullBlock(let reason): return reason
    case .disks: return sentence("NVMe driver", module: "nvme")
    case .fileSystem:
      // Blocks are read without a file system.
      return probe.watching.workload == Workload.blockRead.name
        ? nil : sentence("ext4", module: "ext4")
    }
  }

  private func sentence(_ driver: String, module: String) -> String {
    guard let refusals = ModuleRefusals(complaints).sentence else {
      return "this kernel has no \(driver), and no module \(module) came with it"
    }
    return "this kernel has no \(driver), and did not take \(refusals)"
  }
}
