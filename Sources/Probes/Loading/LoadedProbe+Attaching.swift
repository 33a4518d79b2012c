// SPDX-License-Identifier: Apache-2.0

import BPF

extension LoadedProbe {
  /// Attaches every program of the rung. Ending the set's life detaches them.
  ///
  /// - Throws: The kernel's reason; what was attached before the failure is detached again.
  public func attach() throws(BPFError) -> AttachmentSet {
    var attached = try attach(rung.placements[...])
    attachExtras(to: &attached)
    return attached
  }

  /// Attaches the programs of the filter and the probe's companions.
  func attachSteady() throws(BPFError) -> AttachmentSet { try attach(steady) }

  /// Attaches the programs that see the events.
  func attachWatching() throws(BPFError) -> AttachmentSet {
    var attached = try attach(watching)
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

  /// Attaches placements, but those of parts and functions that the kernel refuses.
  ///
  /// - Throws: The kernel's reason where it refuses all of them, or one that belongs to no part.
  private func attach(
    _ placements: ArraySlice<Rung.Placement>
  ) throws(BPFError) -> AttachmentSet {
    DescriptorLimit.makeRoom(forHooks: rung.placements.count)
    var attached = AttachmentSet()
    var refused: [Int: BPFError] = [:]
    for placement in placements {
      if let part = placement.part, refused[part] != nil { continue }
      do throws(BPFError) {
        if let rest = try refusals.leavingOutRefused(placement) { try attach(rest, to: &attached) }
      } catch {
        guard let part = placement.part else { throw error }
        refused[part] = error
      }
    }
    try refusals.note(refused, of: placements)
    return attached
  }

  /// Attaches a program at a hook, without the places or functions that the kernel refuses.
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
      for rest in try refusals.parts(of: placement.hook, without: error) {
        try attach(placement.moved(to: rest), to: &attached)
      }
    }
  }
}
