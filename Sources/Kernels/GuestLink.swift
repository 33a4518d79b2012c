// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc
internal import System

/// The host's end: QEMU's process and the sockets behind the guest's two serial ports.
struct GuestLink: ~Copyable {
  private(set) var console = Console()
  private var child: ChildProcess
  private let consoleEnd: SerialEnd
  private let portEnd: SerialEnd
  private var cutter = LineCutter()
  private var lines: [[UInt8]] = []
  private let start: SuspendingClock.Instant
  private let whole: Duration
  private let interrupted: @Sendable () -> Bool
  private let clock = SuspendingClock()

  /// Starts QEMU, with descriptor 3 as console and 4 as conversation. `interrupted` is asked ten
  /// times a second while waiting; `whole` is the guest's longest life.
  init(
    arguments: [String], guestIsTold: Bool, whole: Duration,
    interrupted: @escaping @Sendable () -> Bool
  ) throws(GuestError) {
    if interrupted() { throw .interrupted }
    let consolePair = try guestIsTold ? SerialEnd.sockets() : SerialEnd.pipe()
    let portPair = try guestIsTold ? SerialEnd.sockets() : SerialEnd.pipe()
    let command: Command
    do throws(KernelsError) {
      command = try ExternalCommand.dyingWithTare(
        path: try ExternalCommand.qemu.path(), arguments: arguments,
        descriptors: [consolePair.far.descriptor, portPair.far.descriptor])
    } catch { throw .missing(error) }
    do throws(SystemError) { child = try ChildProcess(command) } catch {
      throw .notStarted(reason: error.text)
    }
    consoleEnd = consolePair.near
    portEnd = portPair.near
    start = clock.now
    self.whole = whole
    self.interrupted = interrupted
  }

  var pid: Int32 { child.pid }

  /// The guest's age.
  var age: Duration { start.duration(to: clock.now) }

  var residentBytesPeak: UInt64? { ProcFiles.residentBytesPeak(of: "\(pid)") }

  /// Waits for the guest's next line.
  mutating func receive(step: String, within limit: Duration) throws(GuestError) -> [UInt8] {
    let begin = clock.now
    while lines.isEmpty {
      try listen(for: step, since: begin, within: limit)
    }
    return lines.removeFirst()
  }

  /// Sends a line, which the guest reads after its present work.
  mutating func send(_ message: some Encodable, within limit: Duration) throws(GuestError) {
    let bytes: [UInt8]
    do { bytes = try GuestLine.encode(message) } catch {
      throw .notStarted(reason: "the job cannot be written as JSON: \(error)")
    }
    let begin = clock.now
    var rest = bytes[...]
    while true {
      let count = portEnd.write(rest)
      rest = rest.dropFirst(count)
      if rest.isEmpty { return }
      try listen(for: "reader of the job", since: begin, within: limit, alsoToWrite: true)
    }
  }

  /// Waits until QEMU is gone.
  mutating func awaitEnd(within limit: Duration) throws(GuestError) -> Console {
    let begin = clock.now
    while child.exitStatus() == nil {
      let left = limit - begin.duration(to: clock.now)
      guard left > .zero else { throw .hung(step: "end", after: limit, console) }
      if interrupted() { throw .interrupted }
      pump(atMost: .milliseconds(5))
    }
    drain()
    if let error = failure(unless: .exited(0)) { throw error }
    return console
  }

  /// Takes what comes within 0.1 s, or throws the reason that nothing more will come.
  private mutating func listen(
    for step: String, since begin: SuspendingClock.Instant, within limit: Duration,
    alsoToWrite: Bool = false
  ) throws(GuestError) {
    if interrupted() { throw .interrupted }
    pump(atMost: .milliseconds(100), alsoToWrite: alsoToWrite)
    guard lines.isEmpty else { return }
    if let status = child.exitStatus() {
      drain()
      if !lines.isEmpty { return }
      throw failure(unless: nil)
        ?? .ended(status: "\(status)", output: child.lastOutput, console)
    }
    if portEnd.isBroken {
      throw .rubbish(reason: "a line of more than \(GuestLine.longest) bytes", console)
    }
    // A kernel that panics restarts, which ends QEMU: no need to look for it here.
    if begin.duration(to: clock.now) > limit { throw hung(step, limit) }
    if age > whole { throw hung("end of all jobs", whole) }
  }

  private func hung(_ step: String, _ limit: Duration) -> GuestError {
    if let shortage = console.shortageOfMemory {
      return .outOfMemory(line: shortage.line, console)
    }
    return .hung(step: step, after: limit, console)
  }

  /// The failure that ended the guest; `nil` for an expected end.
  private mutating func failure(unless expected: ExitStatus?) -> GuestError? {
    if let panic = console.first(.panic) {
      if let shortage = console.shortageOfMemory {
        return .outOfMemory(line: shortage.line, console)
      }
      // `Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000004`
      if panic.line.contains("Attempted to kill init") {
        return .tareDied(line: panic.line, console)
      }
      let reason = panic.line.firstRange(of: "syncing: ").map { panic.line[$0.upperBound...] }
      return .panicked(reason: reason.map(String.init) ?? panic.line, console)
    }
    let status = child.exitStatus()
    guard status != expected else { return nil }
    return .ended(status: status.map { "\($0)" } ?? "no end", output: child.lastOutput, console)
  }

  /// Waits for input and takes it.
  private mutating func pump(atMost limit: Duration, alsoToWrite: Bool = false) {
    let toWrite = alsoToWrite ? Int16(POLLOUT) : 0
    var waiting = [
      pollfd(fd: consoleEnd.pollable, events: Int16(POLLIN), revents: 0),
      pollfd(fd: portEnd.pollable, events: Int16(POLLIN) | toWrite, revents: 0),
    ]
    let milliseconds = Int32(limit / .milliseconds(1))
    let count = unsafe poll(&waiting, 2, milliseconds)
    guard count > 0 else { return }
    if waiting[0].revents != 0 { takeConsole() }
    if waiting[1].revents != 0 { takeLines() }
  }

  /// Takes an ended QEMU's last output.
  private mutating func drain() {
    while takeConsole() {}
    while takeLines() {}
  }

  @discardableResult
  private mutating func takeConsole() -> Bool {
    guard let bytes = consoleEnd.read() else { return false }
    console.append(bytes)
    return true
  }

  @discardableResult
  private mutating func takeLines() -> Bool {
    guard let bytes = portEnd.read() else { return false }
    guard let cut = cutter.append(bytes) else {
      portEnd.giveUp()
      return false
    }
    lines += cut
    return true
  }
}
