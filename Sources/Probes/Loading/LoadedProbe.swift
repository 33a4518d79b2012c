// SPDX-License-Identifier: Apache-2.0

import BPF

/// A probe whose programs are in the kernel. It can be attached and detached again and again.
public final class LoadedProbe {
  /// The rung it was loaded for.
  public let rung: Rung
  /// The object that holds its programs and maps.
  public let object: LoadedObject
  /// How many of the first placements are the filter's and the probe's companions: they stay
  /// attached while the probe pauses, to keep up to date what is looked for and told.
  let steadyPlacements: Int
  /// Which numbers of processes it tells.
  let numbering: Numbering
  let losses: LossCount
  let unfinished: [UnfinishedMap]
  /// Events that this rung could see, and does not since the kernel refused the programs for them.
  public internal(set) var leftOut: [LeftOut] = []
  /// The parts of the rung that the kernel refused when it was attached.
  var refusals = HookRefusals()
  /// Whether unfinished events were forgotten.
  var hasForgotten = false
  /// Places that were found after it was attached.
  var later: [Rung.Placement] = []

  /// Events that are not seen.
  public struct LeftOut: Sendable, Hashable {
    /// The events, in the plural, for example `opens by io_uring`.
    public let events: String
    /// The kernel's or libbpf's reason.
    public let reason: BPFError
  }

  init(
    _ probe: some Probe, on rung: Rung, steadyPlacements: Int, numbering: Numbering,
    object: consuming LoadedObject
  ) {
    self.rung = rung
    self.steadyPlacements = steadyPlacements
    self.numbering = numbering
    self.object = object
    losses = probe.losses
    unfinished = probe.unfinished
  }

  /// The placements of the filter and the probe's companions.
  var steady: ArraySlice<Rung.Placement> { rung.placements.prefix(steadyPlacements) }
  /// The placements that see the events.
  var watching: ArraySlice<Rung.Placement> { rung.placements.dropFirst(steadyPlacements) }
}
