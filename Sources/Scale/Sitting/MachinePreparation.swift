// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Workloads

extension KernelSettings {
  /// Prepares the machine for a run: finds tracefs, pins this thread to the harness's CPU, turns
  /// the kernel's statistics off and shortens grace periods.
  package func prepareMachine(gentle: Bool = false) throws(WeighingError) -> Machine {
    try askingKernel { () throws(BPFError) in try Tracefs.makeAvailable() }
    Affinity.pin(to: Affinity.harnessCPU)
    let statisticsWereOn = try set(.statisticsOff) == "1"
    if !gentle { _ = try set(.shortGracePeriods) }
    return try askingKernel { () throws(BPFError) in
      try MachineReading.machine(rcuExpedited: !gentle, statisticsWereOn: statisticsWereOn)
    }
  }
}
