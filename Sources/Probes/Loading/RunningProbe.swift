// SPDX-License-Identifier: Apache-2.0

import BPF
import Synchronization

/// A probe that is attached: on the best rung that this kernel allows, found by trying each.
public final class RunningProbe {
  /// Its programs and maps, to be read also after it is detached.
  public let loaded: LoadedProbe
  /// The better rungs, with the kernel's reasons.
  public let refused: [RefusedRung]
  /// Events that the kernel had no room to note at the hooks of kprobes, until it was paused or
  /// detached last. Oldest kernel that tells 6.7; 0 before.
  public private(set) var missed: UInt64 = 0
  private var watching: AttachmentSet?
  private var steady: AttachmentSet?
  /// Held by whoever changes what is attached: one thread may add places while another detaches.
  private let isChanging = Mutex(())

  /// Loads and attaches a probe.
  ///
  /// - Parameters:
  ///   - probe: The probe with its options.
  ///   - rung: The one rung to try; the whole ladder where it is `nil`.
  ///   - ringBytes: The size of the ring of a streaming probe, a power of two and at least a page;
  ///     its own where it is `nil`.
  ///   - prepare: Called with the loaded probe before it is attached.
  /// - Throws: `ProbeError`, the kernel's reason for each rung in it.
  public init(
    _ probe: some Probe, rung: String? = nil, ringBytes: UInt32? = nil,
    prepare: (LoadedProbe) throws(BPFError) -> Void = { _ in }
  ) throws(ProbeError) {
    try probe.check()
    do throws(BPFError) { _ = try probe.filter.settings() } catch { throw .kernel(error) }
    let name = probe.name
    let rungs = probe.ladder.filter { rung == nil || $0.name == rung }
    if let rung, rungs.isEmpty {
      throw .unknownRung(rung, probe: name, known: probe.ladder.map(\.name))
    }
    var refused: [RefusedRung] = []
    for candidate in rungs {
      do throws(BPFError) {
        // A rung that was asked for gets the kernel's own words; of others it is enough that they
        // won't do.
        if rung == nil { try candidate.checkKindsOfHook() }
        let loaded = try probe.load(candidate, ringBytes: ringBytes)
        try prepare(loaded)
        let steady = try loaded.attachSteady()
        watching = try loaded.attachWatching()
        self.steady = consume steady
        self.loaded = loaded
        self.refused = refused
        return
      } catch {
        refused.append(RefusedRung(rung: candidate.name, reason: error))
      }
    }
    throw .refused(probe: name, refused)
  }

  /// The rung it runs on.
  public var rung: Rung { loaded.rung }

  /// Attaches programs of the rung at places that were found later; while the probe is paused, when
  /// it is resumed.
  ///
  /// - Throws: The kernel's reason; then none of them is attached.
  func add(_ placements: [Rung.Placement]) throws(BPFError) {
    try isChanging.withLock { _ throws(BPFError) in
      if watching != nil { watching?.add(try loaded.attach(atMore: placements)) }
      loaded.later += placements
    }
  }

  /// Detaches it, all hooks at the same time. The same happens when it is let go.
  ///
  /// - Parameter whenOff: Called once, when none of its programs is at a hook any more; what is
  ///   left then is for the kernel to take down hooks without programs.
  public func detach(whenOff: () -> Void = {}) {
    let filter = steady.take() ?? AttachmentSet()
    takeWatching().detachTogether(before: filter, whenOff: whenOff)
  }

  /// Detaches what sees the events; what the filter needs to stay right remains attached.
  ///
  /// - Parameter whenOff: Called once, when no program sees an event any more.
  public func pause(whenOff: () -> Void = {}) {
    takeWatching().detachTogether(whenOff: whenOff)
  }

  private func takeWatching() -> AttachmentSet {
    var leaving: AttachmentSet?
    isChanging.withLock { _ in leaving = watching.take() }
    let taken = leaving.take() ?? AttachmentSet()
    missed += taken.missed
    return taken
  }

  /// Attaches what `pause` detached. What had begun and was not over by then is forgotten: its end
  /// went by unseen, and the next of the same key would be taken for it.
  ///
  /// - Throws: The kernel's reason; then the probe stays paused.
  public func resume() throws(BPFError) {
    try loaded.forgetUnfinished()
    try isChanging.withLock { _ throws(BPFError) in
      watching = try loaded.attachWatching()
    }
  }
}
