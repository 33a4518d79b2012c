// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects

/// Kernel-side programs and the reader's half of them, which together answer one question.
public protocol Probe: Sendable {
  /// The name on the command line.
  var name: String { get }
  /// The compiled programs of all rungs.
  var object: ProbeObject { get }
  /// The ways to get the events, the best first.
  var ladder: [Rung] { get }
  /// Whose events are reported.
  var filter: ProbeFilter { get }
  /// Programs beside those of every rung that keep its maps up to date, also while it pauses.
  var companions: [Rung.Placement] { get }
  /// How it tells what it could not keep.
  var losses: LossCount { get }
  /// The maps of unfinished events, which are emptied when the probe resumes.
  var unfinished: [UnfinishedMap] { get }
  /// Asks whether what the options name exists, before anything is loaded.
  ///
  /// - Throws: `ProbeError` that names what does not.
  func check() throws(ProbeError)
  /// Writes the probe's options into its object before it is loaded.
  func configure(_ object: borrowing OpenObject) throws(BPFError)
  /// How many calls have begun and not returned; `nil` where that is not told.
  func unfinishedCalls(of probe: LoadedProbe) throws(BPFError) -> UInt64?
}

extension Probe {
  /// The object's name.
  public var name: String { object.name }

  /// Everybody's events.
  public var filter: ProbeFilter { ProbeFilter() }

  /// None.
  public var companions: [Rung.Placement] { [] }

  /// None.
  public var unfinished: [UnfinishedMap] { [] }

  /// Asks whether the processes that the filter names exist.
  public func check() throws(ProbeError) { try filter.check() }

  /// Configures nothing.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {}

  /// No probe but one of functions has calls.
  public func unfinishedCalls(of probe: LoadedProbe) throws(BPFError) -> UInt64? { nil }

  /// Loads the programs of one rung; nothing is attached yet.
  ///
  /// - Parameters:
  ///   - rung: One of the ladder.
  ///   - ringBytes: The size of the ring of a streaming probe, where it is not to be the probe's
  ///     own.
  ///   - keepingFigures: Whether the verifier is to say what each program took it.
  /// - Throws: The kernel's reason for refusing it.
  /// - Returns: The programs, in the kernel.
  public func load(
    _ rung: Rung, ringBytes: UInt32? = nil, keepingFigures: Bool = false
  ) throws(BPFError) -> LoadedProbe {
    func load(_ extras: [Rung.Extra]) throws(BPFError) -> LoadedProbe {
      try loadAll(
        of: rung.with(extras: extras), ringBytes: ringBytes, keepingFigures: keepingFigures)
    }
    do throws(BPFError) { return try load(rung.extras) } catch {
      if rung.extras.isEmpty { throw error }
    }
    var loaded = try load([])
    var leftOut: [LoadedProbe.LeftOut] = []
    for extra in rung.extras {
      do throws(BPFError) { loaded = try load(loaded.rung.extras + [extra]) } catch {
        leftOut.append(.init(events: extra.events, reason: error))
      }
    }
    loaded.leftOut = leftOut
    return loaded
  }

  /// Loads the programs of a rung and of all its extras.
  private func loadAll(
    of rung: Rung, ringBytes: UInt32?, keepingFigures: Bool
  ) throws(BPFError) -> LoadedProbe {
    let steady = filter.placements + companions
    let rung = rung.with(steady: steady, extras: rung.extras)
    var open = try OpenObject(object.bytes, name: name)
    let placements = rung.placements + rung.extras.flatMap(\.placements) + rung.spares
    let programs = placements.map(\.program)
    try open.keepOnly(programs: programs)
    if keepingFigures { try open.keepFigures(ofPrograms: programs) }
    for placement in placements { try open.aim(placement.program, at: placement.hook) }
    try filter.configure(open)
    if self is any StreamingProbe { try OutputRing(size: ringBytes).configure(open) }
    try configure(open)
    let loaded = try open.load()
    try filter.prepare(loaded)
    return LoadedProbe(
      self, on: rung, steadyPlacements: steady.count, numbering: try filter.numbering(),
      object: loaded)
  }

  /// Climbs down the ladder to the first rung that loads and attaches.
  ///
  /// What the kernel says it supports is a hint only, so each rung is really tried.
  /// - Returns: The rung, and those above it with the kernel's reasons. `rung` is `nil` where none
  ///   works.
  public func bestRung() -> (rung: Rung?, refused: [RefusedRung]) {
    var refused: [RefusedRung] = []
    for rung in ladder {
      do throws(BPFError) {
        try load(rung).attach().detach()
        return (rung, refused)
      } catch {
        refused.append(RefusedRung(rung: rung.name, reason: error))
      }
    }
    return (nil, refused)
  }
}

/// A probe that reports only the events that are asked for.
public protocol FilteredProbe: Probe {
  /// Whose events are reported.
  var filter: ProbeFilter { get set }
}
