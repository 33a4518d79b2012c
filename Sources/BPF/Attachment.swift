// SPDX-License-Identifier: Apache-2.0

/// A program at a hook. Ending its life detaches it; so does the end of the process.
public struct Attachment: ~Copyable {
  private let handle: LinkHandle

  init(_ handle: consuming LinkHandle) {
    self.handle = handle
  }

  /// Detaches now. The same happens when the value goes out of scope.
  public consuming func detach() {}

  /// What the kernel says it is at.
  var site: LinkHandle.Site { handle.site }
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

  /// Detaches all now. The same happens when the value goes out of scope.
  public consuming func detach() {}

  /// Detaches all now, at the same time.
  ///
  /// Some hooks keep who leaves them waiting (a classic tracepoint some 40 ms, on Linux 6.18), long after they have
  /// let go of the program.
  ///
  /// - Parameters:
  ///   - others: Detached next: what these need as long as they are attached.
  ///   - whenOff: Called once, when no program is at a hook any more. Before Linux 5.15 a classic tracepoint,
  ///     kprobe or uprobe lets go of its program only when it is gone itself.
  public consuming func detachTogether(
    before others: consuming AttachmentSet = AttachmentSet(), whenOff: () -> Void = {}
  ) {
    // Who holds an event that is its own attachment keeps the program at it.
    let areApart = (places + others.places).allSatisfy { $0.attachment.site != .eventItself }
    let events = areApart ? HeldEvents() : HeldEvents.none
    let leaving = Self.leave(&places, events)
    let leavingNext = Self.leave(&others.places, events)
    whenOff()
    leaving.join()
    leavingNext.join()
    events.release()
  }

  /// Returns when the programs are off. What the kernel then still has to do, the threads wait for.
  private static func leave(
    _ places: inout [Place], _ events: borrowing HeldEvents
  ) -> DetachingThreads {
    let programs = Set(places.compactMap { $0.attachment.site.programAtEvent })
    let isTold = programs.isSubset(of: events.programs)
    let atEvents = places.filter { isTold && $0.attachment.site.programAtEvent != nil }
    let elsewhere = places.filter { !isTold || $0.attachment.site.programAtEvent == nil }
    places = []
    let threads = DetachingThreads(releasing: consume atEvents)
    DetachingThreads(releasing: consume elsewhere).join()
    if isTold, events.wait(untilFreeOf: programs) { return threads }
    threads.join()
    return DetachingThreads(releasing: [])
  }
}
