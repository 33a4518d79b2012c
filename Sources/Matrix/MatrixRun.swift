// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import Results
import Scale
import System

/// Boots kernels and fills their cells: every probe on all its rungs.
public struct MatrixRun: Sendable {
  private let options: Options
  private let isInterrupted: @Sendable () -> Bool
  private let report: @Sendable (String) -> Void

  /// A matrix.
  ///
  /// - Parameters:
  ///   - options: The work on each kernel.
  ///   - isInterrupted: Whether the user asked to end.
  ///   - report: Called with a line for each guest, on any thread.
  public init(
    _ options: Options, isInterrupted: @escaping @Sendable () -> Bool,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.options = options
    self.isInterrupted = isInterrupted
    self.report = report
  }

  /// Boots every kernel for its verdicts and, if asked to, for its costs.
  ///
  /// A kernel that does not boot, or a guest that dies, fails its own cells only.
  /// - Parameters:
  ///   - kernels: The kernels to boot; a missing one becomes a failed kernel of the document.
  ///   - store: The store that remembers whether KVM works here.
  /// - Returns: The findings, also those of an interrupted run.
  /// - Throws: The reason that no guest can start.
  public func run(
    _ kernels: [WantedKernel], store: KernelStore
  ) throws(KernelsError) -> MatrixDocument {
    let clock = ContinuousClock(), start = clock.now, startedAt = Timestamp.now()
    let found = kernels.compactMap { try? $0.kernel.get() }
    let kit = try GuestKit(probes: options.probes)
    let emulator = try HostReading.emulator()
    let acceleration = try acceleration(kit, found.first, store)
    let reason = acceleration.reason.prefix { $0 != "\n" }
    report("guests for verdicts run on \(acceleration.accelerator.rawValue): \(reason)")
    let pool = GuestPool(jobs: options.jobs)
    let outcomes = pool.run(found.flatMap(visits)) { visit in
      let outcome = GuestVisit(
        visit, kit: kit, options: options, accelerator: acceleration.accelerator,
        isInterrupted: isInterrupted
      ).run()
      if !isInterrupted() { report(outcome.line) }
      return outcome
    }
    let machine = HostReading()
    return MatrixDocument(
      tareVersion: Version.current, startedAt: startedAt,
      elapsedSeconds: (clock.now - start).inSeconds, command: options.command,
      host: .init(
        cpuModel: machine.cpuModel, cpuCount: machine.cpuCount,
        kernelRelease: machine.kernelRelease, emulator: emulator,
        accelerator: acceleration.accelerator == .kvm ? .kvm : .tcg, guestsAtATime: pool.jobs),
      split: Self.split(outcomes),
      kernels: kernels.compactMap { run(of: $0, outcomes, kit.cells, startedAt) },
      interrupted: isInterrupted())
  }

  private func acceleration(
    _ kit: GuestKit, _ kernel: Kernel?, _ store: KernelStore
  ) throws(KernelsError) -> Acceleration {
    if let forced = options.accelerator { return .forced(forced) }
    guard let kernel else { return .forced(.tcg) }
    return try store.acceleration(provenWith: kernel, initramfs: kit.initramfs.path)
  }

  private func visits(_ kernel: Kernel) -> [Visit] {
    var purposes = [Visit.Purpose.verdicts]
    if options.bareBoots { purposes.append(.bare) }
    if options.withCosts { purposes += costBoots(of: kernel).map(Visit.Purpose.costs) }
    return purposes.map { Visit(kernel: kernel, purpose: $0) }
  }

  private func costBoots(of kernel: Kernel) -> [CostBoot] {
    let place = CostBoot.Place(on: kernel)
    return (1...max(1, options.boots)).map { CostBoot(place: place, number: $0) }
      + (options.perturbs ? Perturbation.allCases : []).map {
        CostBoot(place: place, number: 1, perturbation: $0)
      }
  }

  /// A kernel's entry in the document; `nil` where the run ended before any finding.
  private func run(
    of kernel: WantedKernel, _ outcomes: [VisitOutcome], _ cells: [GuestJobs.CellName],
    _ startedAt: String
  ) -> KernelRun? {
    switch kernel.kernel {
    case .failure(let error):
      return KernelRun(
        series: kernel.name, origin: kernel.name, startedAt: startedAt,
        failure: error.description)
    case .success(let kernel):
      let summary = KernelSummary(
        kernel: kernel, cells: cells,
        outcomes: outcomes.filter { $0.visit.kernel == kernel }, startedAt: startedAt,
        wasInterrupted: isInterrupted())
      return summary.isEmpty ? nil : summary.run
    }
  }

  private static func split(_ outcomes: [VisitOutcome]) -> MatrixDocument.Split {
    func seconds(_ isWanted: (Visit.Purpose) -> Bool) -> Double {
      outcomes.filter { isWanted($0.visit.purpose) }.flatMap(\.boots)
        .reduce(0) { $0 + $1.elapsedSeconds - ($1.bootSeconds ?? 0) }
    }
    let bare = outcomes.filter { $0.visit.purpose == .bare }.flatMap(\.boots)
    let others = outcomes.filter { $0.visit.purpose != .bare }.flatMap(\.boots)
    return MatrixDocument.Split(
      bootSeconds: others.reduce(0) { $0 + ($1.bootSeconds ?? 0) },
      verdictSeconds: seconds { $0 == .verdicts },
      costSeconds: seconds { if case .costs = $0 { true } else { false } },
      bareBootSeconds: bare.isEmpty ? nil : bare.reduce(0) { $0 + ($1.bootSeconds ?? 0) })
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + (Double(attoseconds) / 1e18)
  }
}
