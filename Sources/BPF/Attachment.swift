// SPDX-License-Identifier: Apache-2.0

/// A program at a hook. Ending its life detaches it; so does the end of the process.
public struct Attachment: ~Copyable {
  private let handle: LinkHandle

  init(_ handle: consuming LinkHandle) {
    self.handle = handle
  }

  /// Detaches now. The same happens when the value goes out of scope.
  public consuming func detach() {}
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

  /// Detaches all now, each on a thread of its own where there are several.
  ///
  /// Some hooks keep who leaves them waiting (a classic tracepoint some 40 ms, on Linux 6.18): one after
  /// the other, the last would be seen by its program long after the first is gone.
  public consuming func detachTogether() {
    let places = places
    self.places = []
    guard places.count > 1 else { return }
    DetachingThreads.release(consume places)
  }
}
