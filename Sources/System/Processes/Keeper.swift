// SPDX-License-Identifier: Apache-2.0

internal import CSystem
import Glibc
import Synchronization

/// The thread that starts a child, keeps the end of its output and sees it end. With
/// `PR_SET_PDEATHSIG` a child dies with the *thread* that started it; Swift's own come and go.
final class Keeper: Sendable {
  /// What has become of the attempt to start the child.
  enum Start {
    case pending
    case started(pid: pid_t)
    case failed(SystemError)
  }

  private let command: Command
  /// How much of the child's output is kept.
  private let keptBytes: Int
  private let start = Mutex(Start.pending)
  private let output = Mutex<[UInt8]>([])
  private let exited = Atomic(false)

  init(_ command: Command, keeping bytes: Int) {
    self.command = command
    keptBytes = bytes
  }

  /// Whether the child has ended; it remains to be waited for.
  var hasExited: Bool { exited.load(ordering: .acquiring) }

  var started: Start { start.withLock { $0 } }

  /// The end of what the child has written.
  var lastOutput: String {
    let text = String(decoding: output.withLock { $0 }, as: UTF8.self)
    return text.split(separator: "\n").joined(separator: "\n")
  }

  func keep() {
    let spawned = command.spawn()
    guard case .success(let child) = spawned else {
      if case .failure(let error) = spawned { start.withLock { $0 = .failed(error) } }
      exited.store(true, ordering: .releasing)
      return
    }
    start.withLock { $0 = .started(pid: child.pid) }
    watch(child)
    close(child.output)
    close(child.pidfd)
    exited.store(true, ordering: .releasing)
  }

  private func watch(_ child: Command.Child) {
    var waiting = [
      pollfd(fd: child.pidfd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
    ]
    while waiting[0].revents == 0 {
      guard unsafe poll(&waiting, 2, -1) >= 0 || errno == EINTR else { return }
      if waiting[1].revents != 0 && !readOutput(child.output) { waiting[1].fd = -1 }
    }
    while waiting[1].fd >= 0 && readOutput(child.output) {}
  }

  /// Reads what is there without waiting; `false` where nothing is.
  private func readOutput(_ descriptor: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return false }
    output.withLock { kept in
      kept += buffer[..<count]
      kept.removeFirst(max(0, kept.count - keptBytes))
    }
    return true
  }
}
