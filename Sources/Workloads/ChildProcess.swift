// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A child process, killed and waited for when its owner lets go of it.
package struct ChildProcess: ~Copyable {
  /// The number of the process, and of its group.
  package let pid: Int32
  private let keeper: Keeper
  private let thread: pthread_t
  private var status: ExitStatus?

  /// Starts `command` and keeps the last `bytes` of what it prints.
  package init(_ command: Command, keeping bytes: Int = 4096) throws(Command.Failure) {
    let keeper = Keeper(command, keeping: bytes)
    let context = unsafe Unmanaged.passRetained(keeper)
    var thread = pthread_t()
    let error = unsafe pthread_create(&thread, nil, runKeeper, context.toOpaque())
    guard error == 0 else {
      unsafe context.release()
      throw Command.Failure(errno: error)
    }
    while case .pending = keeper.started { pause(for: .microseconds(50)) }
    guard case .started(let pid) = keeper.started else {
      pthread_join(thread, nil)
      guard case .failed(let errno) = keeper.started else { throw Command.Failure(errno: EINVAL) }
      throw Command.Failure(errno: errno)
    }
    self.pid = pid
    self.keeper = keeper
    self.thread = thread
  }

  deinit {
    if status == nil { end() }
    pthread_join(thread, nil)
  }

  /// The end of what the child has written, without empty lines.
  package var lastOutput: String { keeper.lastOutput }

  /// How the process ended; `nil` while it lives.
  package mutating func exitStatus() -> ExitStatus? {
    if status == nil && keeper.hasExited { status = end() }
    return status
  }

  /// Kills what is left of the process and its group, and waits for it. To be called once: until
  /// then the process or its zombie holds the number.
  @discardableResult
  private func end() -> ExitStatus {
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    var word: Int32 = 0
    while unsafe waitpid(pid, &word, 0) < 0 && errno == EINTR {}
    let signal = word & 0x7f
    return signal == 0 ? .exited((word >> 8) & 0xff) : .killed(signal: signal)
  }
}

/// What the thread runs; `context` is a retained `Keeper`.
private func runKeeper(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context = unsafe context {
    unsafe Unmanaged<Keeper>.fromOpaque(context).takeRetainedValue().keep()
  }
  return nil
}

/// Lets the calling thread sleep.
package func pause(for duration: Duration) {
  let (seconds, attoseconds) = duration.components
  var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  unsafe nanosleep(&time, nil)
}
