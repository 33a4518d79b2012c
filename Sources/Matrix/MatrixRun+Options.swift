// SPDX-License-Identifier: Apache-2.0

import Kernels
import Subjects

extension MatrixRun {
  /// The work on each kernel.
  public struct Options: Sendable {
    /// The probes; all their rungs are tried.
    package var probes: [any ProbeSubject] = Catalogue.probes
    /// Whether to weigh in guest instructions too.
    public var withCosts = true
    /// Weighing boots, at least 1; their spread is shown.
    public var boots = 2
    /// Whether to weigh again with each setting that the cost should not depend on: KASLR,
    /// mitigations, the CPU model, the size of the initrd.
    public var perturbs = false
    /// Whether to boot each kernel without a job, for comparing times.
    public var bareBoots = false
    /// Guests at a time; `nil` for as many as there are CPUs.
    public var jobs: Int?
    /// The accelerator of guests for verdicts; `nil` for KVM if it proves itself.
    public var accelerator: GuestMachine.Accelerator?
    /// Called with each guest's name and console at its end, on any thread.
    public var keepConsole: (@Sendable (_ name: String, _ text: String) -> Void)?
    /// The command line, for the document.
    public var command: [String] = []

    /// The defaults.
    public init() {}
  }
}
