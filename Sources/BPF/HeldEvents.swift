// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// Holds open this process's perf events, at which programs at classic tracepoints, kprobes and
/// uprobes sit. Closing an event's last descriptor waits for the kernel's grace periods, some 40 ms
/// for a classic tracepoint (Linux 6.18); an open one also tells when the program has left it.
struct HeldEvents: ~Copyable {
  private final class Event {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { _ = close(descriptor) }
  }

  private static let folder = "/proc/self/fd"
  private static let kind = "anon_inode:[perf_event]"
  private static let microsecondsBetweenLooks: UInt32 = 200
  private static let mostLooks = 500

  private var events: [Event]

  static var none: HeldEvents { HeldEvents([]) }

  private init(_ events: [Event]) { self.events = events }

  /// Holds the open ones; none where `/proc` does not list them.
  init() {
    events = []
    for name in Folder.names(in: Self.folder) {
      guard let number = Int32(name), Self.isEvent(name) else { continue }
      let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
      if copy >= 0 { events.append(Event(copy)) }
    }
  }

  private static func isEvent(_ name: String) -> Bool {
    // One byte more than the name tells a longer one apart.
    var target = [CChar](repeating: 0, count: kind.utf8.count + 1)
    let length = unsafe readlink("\(folder)/\(name)", &target, target.count)
    return target.prefix(max(0, length)).elementsEqual(kind.utf8.lazy.map(CChar.init(bitPattern:)))
  }

  /// The numbers of the programs at the events.
  var programs: Set<UInt32> {
    Set(events.map { clibbpf_program_at_event($0.descriptor) }).subtracting([0])
  }

  /// Waits until these programs, which are being detached, have left the events; `false` after too
  /// long, as a program may be at another event.
  func wait(untilFreeOf leaving: Set<UInt32>) -> Bool {
    for _ in 0..<Self.mostLooks {
      if programs.isDisjoint(with: leaving) { return true }
      usleep(Self.microsecondsBetweenLooks)
    }
    return false
  }

  /// Closes each on a thread of its own and returns when the kernel has removed them.
  consuming func release() {
    let events = events
    self.events = []
    var threads = DetachingThreads(releasing: consume events)
    threads.join()
  }
}
