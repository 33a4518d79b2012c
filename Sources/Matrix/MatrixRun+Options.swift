// SPDX-License-Identifier: Apache-2.0

import Kernels
import Subjects

extension MatrixRun {
  /// The work to do on each kernel.
  public struct Options: Sendable {
    /// The probes; all their rungs are tried.
    package var probes: [any ProbeSubject] = Catalogue.probes
    /// Whether to weigh in guest instructions too.
    public var withCosts = true
    /// Boots that weigh, at least 1; what they differ by is shown.
    public var boots = 2
    /// Whether to weigh once more with each thing varied that the cost should not depend on: KASLR,
    /// mitigations, the CPU model, the size of the initrd.
    public var perturbs = false
    /// Whether to boot each kernel once for nothing, to have what to hold the other times against.
    public var bareBoots = false
    /// Guests at a time; as many as there are CPUs where `nil`.
    public var jobs: Int?
    /// How guests for verdicts run; where `nil`, on KVM if it proves itself.
    public var accelerator: GuestMachine.Accelerator?
    /// Given the name of each guest and what its console holds at its end, on any thread.
    public var keepConsole: (@Sendable (_ name: String, _ text: String) -> Void)?
    /// The command line, for the document.
    public var command: [String] = []

    /// The defaults.
    public init() {}
  }
}
