// SPDX-License-Identifier: Apache-2.0

/// A program at a hook. The end of the value or of the process detaches it.
public struct Attachment: ~Copyable {
  private let handle: LinkHandle

  init(_ handle: consuming LinkHandle) { self.handle = handle }

  /// Detaches now. The same happens when the value goes out of scope.
  public consuming func detach() {}

  var site: LinkHandle.Site { handle.site }

  /// Events that the hook missed.
  var missed: UInt64 { handle.missed }
}

/// Several attachments that come and go together.
public struct AttachmentSet: ~Copyable {
  // An array cannot hold a noncopyable value, so each sits in an object of its own.
  private final class Place {
    let attachment: Attachment
    init(_ attachment: consuming Attachment) { self.attachment = attachment }
  }

  private var places: [Place] = []

  /// An empty set.
  public init() {}

  /// Takes over one more attachment.
  public mutating func add(_ attachment: consuming Attachment) {
    places.append(Place(attachment))
  }

  /// Takes over another set's attachments.
  public mutating func add(_ others: consuming AttachmentSet) {
    places += others.places
  }

  /// Events missed by kprobes with more calls under way than the kernel expects. Oldest kernel 6.7;
  /// 0 before.
  public var missed: UInt64 { places.reduce(0) { $0 + $1.attachment.missed } }

  /// Detaches all now. The same happens when the value goes out of scope.
  public consuming func detach() {}

  /// Detaches all at the same time.
  ///
  /// A classic tracepoint lets go of the program at once but keeps the caller waiting some 40 ms.
  /// - Parameters:
  ///   - others: Detached next: what these need while attached.
  ///   - whenOff: Called once, when no program is at a hook. Before Linux 5.15 that is when a
  ///     classic tracepoint, kprobe or uprobe is gone.
  public consuming func detachTogether(
    before others: consuming AttachmentSet = AttachmentSet(), whenOff: () -> Void = {}
  ) {
    let sites = places.map { $0.attachment.site },
      otherSites = others.places.map { $0.attachment.site }
    // Holding an event that is its own attachment keeps the program on.
    let areApart = !(sites + otherSites).contains(.eventItself)
    let events = areApart ? HeldEvents() : HeldEvents.none
    var leaving = Self.leave(&places, at: sites, events)
    var leavingNext = Self.leave(&others.places, at: otherSites, events)
    whenOff()
    leaving.join()
    leavingNext.join()
    events.release()
  }

  /// Returns when the programs are off; the threads wait for the kernel's remaining work.
  private static func leave(
    _ places: inout [Place], at sites: [LinkHandle.Site], _ events: borrowing HeldEvents
  ) -> DetachingThreads {
    let programs = Set(sites.compactMap(\.programAtEvent))
    let isTold = programs.isSubset(of: events.programs)
    var atEvents: [Place] = [], elsewhere: [Place] = []
    for (place, site) in zip(places, sites) {
      if isTold, site.programAtEvent != nil {
        atEvents.append(place)
      } else {
        elsewhere.append(place)
      }
    }
    places = []
    var threads = DetachingThreads(releasing: consume atEvents)
    var others = DetachingThreads(releasing: consume elsewhere)
    others.join()
    if !isTold || !events.wait(untilFreeOf: programs) { threads.join() }
    return threads
  }
}
