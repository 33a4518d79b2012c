// SPDX-License-Identifier: Apache-2.0

import BPF

/// A probe whose programs are in the kernel. It can be attached and detached again and again.
public final class LoadedProbe {
  /// The rung it was loaded for.
  public let rung: Rung
  /// The object that holds its programs and maps.
  public let object: LoadedObject
  /// How many of the first placements are the filter's and the probe's companions: they keep up to date what is looked
  /// for and told, so they stay attached while the probe pauses.
  let steadyPlacements: Int
  /// Which numbers of processes it tells.
  let numbering: Numbering
  /// Events that this rung could see, and does not since the kernel refused the programs for them.
  public internal(set) var leftOut: [LeftOut] = []
  /// The parts of the rung that the kernel refused when it was attached, by their numbers, with its reasons.
  public private(set) var refusedParts: [Int: BPFError] = [:]
  /// The places in files that the kernel refused of many, with its reasons.
  public private(set) var refusedPlaces: [CodePlace: BPFError] = [:]

  /// The functions of the kernel that it refused of many, with its reasons.
  public private(set) var refusedFunctions: [String: BPFError] = [:]
  /// The functions of the kernel whose names were looked up.
  private var knownFunctions: Set<String> = []
  /// Whether the kernel's list of functions that can be traced was looked at.
  private var knowsUntraceable = false
  /// Whether what had begun and was not over was forgotten.
  var hasForgotten = false
  /// Places that were found when it was attached already.
  var later: [Rung.Placement] = []

  /// Events that are not seen.
  public struct LeftOut: Sendable, Hashable {
    /// The events, in the plural, for example `opens by io_uring`.
    public let events: String
    /// The kernel's or libbpf's reason.
    public let reason: BPFError
  }

  init(
    rung: Rung, steadyPlacements: Int, numbering: Numbering, object: consuming LoadedObject
  ) {
    self.rung = rung
    self.steadyPlacements = steadyPlacements
    self.numbering = numbering
    self.object = object
  }

  /// Attaches every program of the rung. Ending the set's life detaches them.
  ///
  /// - Throws: The kernel's reason; what was attached before the failure is detached again.
  public func attach() throws(BPFError) -> AttachmentSet {
    var attached = try attach(rung.placements[...])
    attachExtras(to: &attached)
    return attached
  }

  /// Attaches the programs of the filter and the probe's companions.
  func attachSteady() throws(BPFError) -> AttachmentSet {
    try attach(rung.placements.prefix(steadyPlacements))
  }

  /// Attaches the programs that see the events.
  func attachWatching() throws(BPFError) -> AttachmentSet {
    var attached = try attach(rung.placements.dropFirst(steadyPlacements))
    attachExtras(to: &attached)
    for placement in later {
      // The first time it was taken; what is refused now has gone, with its process.
      do throws(BPFError) { try attach(placement, to: &attached) } catch {}
    }
    return attached
  }

  /// Attaches the rung's programs at more places than the rung has.
  func attach(atMore placements: [Rung.Placement]) throws(BPFError) -> AttachmentSet {
    DescriptorLimit.makeRoom(forHooks: rung.placements.count + later.count + placements.count)
    var attached = AttachmentSet()
    for placement in placements { try attach(placement, to: &attached) }
    return attached
  }

  /// Attaches the programs of each extra; one that the kernel refuses is left out.
  private func attachExtras(to attached: inout AttachmentSet) {
    for extra in rung.extras {
      do throws(BPFError) { attached.add(try attach(extra)) } catch {
        let isKnown = leftOut.contains { $0.events == extra.events }
        if !isKnown { leftOut.append(.init(events: extra.events, reason: error)) }
      }
    }
  }

  private func attach(_ extra: Rung.Extra) throws(BPFError) -> AttachmentSet {
    var attached = AttachmentSet()
    for placement in extra.placements {
      attached.add(try object.attach(placement.program, at: placement.hook))
    }
    return attached
  }

  private func attach(
    _ placements: ArraySlice<Rung.Placement>
  ) throws(BPFError) -> AttachmentSet {
    DescriptorLimit.makeRoom(forHooks: rung.placements.count)
    var attached = AttachmentSet()
    var refused: [Int: BPFError] = [:]
    for placement in placements {
      if let part = placement.part, refused[part] != nil { continue }
      do throws(BPFError) {
        if let placement = try withoutRefused(placement) { try attach(placement, to: &attached) }
      } catch {
        guard let part = placement.part else { throw error }
        refused[part] = error
      }
    }
    let parts = Set(placements.compactMap(\.part))
    if let first = refused.min(by: { $0.key < $1.key }), refused.count == parts.count {
      throw first.value
    }
    if !parts.isEmpty { refusedParts = refused }
    let functions = placements.flatMap(\.hook.functions)
    if let reason = functions.first.flatMap({ refusedFunctions[$0] }),
      functions.allSatisfy({ refusedFunctions[$0] != nil })
    {
      throw reason
    }
    return attached
  }

  /// Leaves out the functions of the kernel that it refused, and those whose name others have too: of many functions it
  /// would take any that is called so.
  private func withoutRefused(
    _ placement: Rung.Placement
  ) throws(BPFError) -> Rung.Placement? {
    let unknown = placement.hook.functions.filter { !knownFunctions.contains($0) }
    if !unknown.isEmpty {
      for name in try KernelFunctionNames.ambiguous(among: unknown) {
        refusedFunctions[name] = .failed(.attach, subject: name, code: .ambiguous, log: nil)
      }
      knownFunctions.formUnion(unknown)
    }
    return placement.hook.leavingOut(functions: Set(refusedFunctions.keys))
      .map(placement.moved(to:))
  }

  /// Attaches a program; where the kernel cannot probe one of many places or functions, at the others.
  private func attach(
    _ placement: Rung.Placement, to attached: inout AttachmentSet
  ) throws(BPFError) {
    try placement.checkFile()
    do throws(BPFError) {
      attached.add(
        try object.attach(
          placement.program, at: placement.hook, cookie: placement.cookie,
          process: placement.process))
    } catch {
      guard placement.hook.isMulti, let code = error.code,
        placement.hook.functions.isEmpty ? code.isUnfitInstruction : code.isUnfitFunction
      else { throw error }
      if let rest = leavingOutUntraceable(placement.hook, error) {
        return try attach(placement.moved(to: rest), to: &attached)
      }
      guard let (first, second) = placement.hook.halves else {
        for place in placement.hook.places { refusedPlaces[place] = error }
        for function in placement.hook.functions { refusedFunctions[function] = error }
        return
      }
      for half in [first, second] {
        try attach(placement.moved(to: half), to: &attached)
      }
    }
  }

  /// Leaves out the functions that the kernel's tracer does not list, once: that is sooner done than to find them by
  /// halving, and what is left attaches at once.
  ///
  /// - Returns: `nil` where that changes nothing, and where the kernel shows no list.
  private func leavingOutUntraceable(_ hook: Hook, _ reason: BPFError) -> Hook? {
    guard !hook.functions.isEmpty, !knowsUntraceable else { return nil }
    knowsUntraceable = true
    var untraceable: Set<String> = []
    // Without the list there is halving.
    do throws(BPFError) {
      untraceable = try KernelFunctionNames.untraceable(among: hook.functions)
    } catch { return nil }
    guard !untraceable.isEmpty, untraceable.count < hook.functions.count else { return nil }
    for name in untraceable { refusedFunctions[name] = reason }
    return hook.leavingOut(functions: untraceable)
  }

  /// Records or counts that the kernel side could not keep, since loading.
  public func drops() throws(BPFError) -> UInt64 {
    try object.map("drops").sumOverCPUs(index: 0)[0]
  }

  /// Runs of the rung's programs that the kernel skipped, since the program was already running on that CPU.
  /// Oldest kernel 5.12; 0 before.
  public func skippedRuns() throws(BPFError) -> UInt64 {
    try information().reduce(0) { $0 + $1.recursionMisses }
  }

  /// The kernel's figures of each program of the rung, in its order; once of one that has several places.
  public func information() throws(BPFError) -> [ProgramInformation] {
    try information(of: (rung.placements + rung.spares)[...])
  }

  /// The same of the programs on some of its hooks.
  ///
  /// - Parameter isWanted: Whether the program on a hook is wanted.
  /// - Returns: Each program once, in the rung's order.
  /// - Throws: `BPFError.failed` with `read`.
  public func information(
    where isWanted: (Hook) -> Bool
  ) throws(BPFError) -> [ProgramInformation] {
    try information(of: rung.placements.filter { isWanted($0.hook) }[...])
  }

  func information(
    of placements: ArraySlice<Rung.Placement>
  ) throws(BPFError) -> [ProgramInformation] {
    var result: [ProgramInformation] = []
    var seen: Set<String> = []
    for placement in placements where seen.insert(placement.program).inserted {
      result.append(try object.information(ofProgram: placement.program))
    }
    return result
  }
}
