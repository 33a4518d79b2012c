// SPDX-License-Identifier: Apache-2.0

internal import CSystem
internal import Glibc
internal import System

/// One process and the channel to it.
struct DrivenProcess: ~Copyable {
  /// How long to look for an answer without sleeping: an empty command's comes within this.
  private static let spin: Duration = .microseconds(30)
  private static let overwritten = "it has overwritten the channel's head"

  private let name: String
  private let settings: WorkloadProcess.Settings
  private var child: ChildProcess
  private var channel: Channel
  private var number: UInt32 = 0

  private init(
    name: String, settings: WorkloadProcess.Settings, child: consuming ChildProcess,
    channel: consuming Channel
  ) {
    self.name = name
    self.settings = settings
    self.child = child
    self.channel = channel
  }

  /// Starts a program and waits until it is ready.
  static func start(
    _ program: Workload.Program, settings: WorkloadProcess.Settings, cpu: Int?, runsFreely: Bool
  ) throws(WorkloadError) -> DrivenProcess {
    let channel = try Self.channel(for: program)
    let orders = Self.orders(program, settings: settings, cpu: cpu, runsFreely: runsFreely)
    let child = try Self.child(program, settings: settings, orders: orders, channel: channel)
    var process = DrivenProcess(
      name: program.executable, settings: settings, child: child, channel: channel)
    try process.awaitReadiness()
    return process
  }

  private static func channel(for program: Workload.Program) throws(WorkloadError) -> Channel {
    do throws(SystemError) { return try Channel() } catch {
      throw .notStarted(name: program.executable, reason: error.text)
    }
  }

  private static func child(
    _ program: Workload.Program, settings: WorkloadProcess.Settings, orders: [String],
    channel: borrowing Channel
  ) throws(WorkloadError) -> ChildProcess {
    let path = try ExecutableFolder(settings.executables).find(program.executable)
    let command = Command(
      path: path, arguments: orders, descriptors: [channel.descriptor],
      isInContainer: settings.isInContainer)
    do throws(SystemError) { return try ChildProcess(command) } catch {
      throw .notStarted(name: program.executable, reason: error.text)
    }
  }

  private mutating func awaitReadiness() throws(WorkloadError) {
    try wait(atMost: settings.startDeadline) { $0.status != .starting }
    guard channel.isIntact else { throw rubbish(Self.overwritten) }
    if case .unknown(let status) = channel.status { throw rubbish("its status is \(status)") }
  }

  var pid: pid_t { child.pid }
  var subject: String { channel.subject }

  mutating func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WorkloadError) -> [Slice] {
    precondition(1...Channel.maximumSlices ~= slices && operations >= 0 && pause >= .zero)
    number &+= 1
    let expected = number, sent = number &- 1
    let clock = SuspendingClock(), start = clock.now
    channel.sendRun(number: expected, slices: slices, operations: operations, pause: pause)
    if settings.sleepsWhileWaiting { channel.wakeWorkload() }
    // There is nothing to look for before that, and looking is a system call.
    if pause > .zero { System.pause(for: pause * slices) }
    try wait(atMost: settings.deadline + (pause * slices)) { $0.answerNumber != sent }
    let answer = Answer(number: channel.answerNumber, slices: channel.slices(count: slices))
    guard channel.isIntact else { throw rubbish(Self.overwritten) }
    if let fault = answer.fault(expected: expected, elapsed: start.duration(to: clock.now)) {
      throw rubbish(fault)
    }
    return answer.slices
  }

  /// Throws where the process does not run any more.
  mutating func check() throws(WorkloadError) {
    if channel.status == .failed { throw .refused(name: name, message: channel.message) }
    if let status = child.exitStatus() {
      throw .died(name: name, status: status, lastOutput: child.lastOutput)
    }
  }

  func residentBytes() throws(WorkloadError) -> UInt64 {
    let fields = File.text(of: "/proc/\(pid)/statm")?.split(separator: " ") ?? []
    guard fields.count > 1, let pages = UInt64(fields[1]) else {
      throw .notStarted(name: name, reason: "cannot read /proc/\(pid)/statm")
    }
    return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Waits until the channel is as wanted, or throws why it will not be.
  private mutating func wait(
    atMost limit: Duration, until isDone: (borrowing Channel) -> Bool
  ) throws(WorkloadError) {
    csystem_timer_slack(1)
    let clock = SuspendingClock(), start = clock.now
    while !isDone(channel) {
      let waited = start.duration(to: clock.now)
      if waited < Self.spin && !settings.sleepsWhileWaiting { continue }
      try check(unless: isDone)
      if waited > limit { throw .hung(name: name, after: limit, lastOutput: child.lastOutput) }
      rest()
    }
    if channel.status == .failed { throw .refused(name: name, message: channel.message) }
  }

  /// Between two looks. Before the first command nobody wakes the owner.
  private func rest() {
    if settings.sleepsWhileWaiting && number > 0 {
      channel.sleep(whileAnswerIs: number &- 1)
    } else {
      pause(for: settings.pollInterval)
    }
  }

  /// A workload may answer and end between two looks: what it did last decides.
  private mutating func check(unless isDone: (borrowing Channel) -> Bool) throws(WorkloadError) {
    guard let status = child.exitStatus(), !isDone(channel) else { return }
    if channel.status == .failed { throw .refused(name: name, message: channel.message) }
    throw .died(name: name, status: status, lastOutput: child.lastOutput)
  }

  private func rubbish(_ reason: String) -> WorkloadError {
    .rubbish(name: name, reason: reason, lastOutput: child.lastOutput)
  }

  private static func orders(
    _ program: Workload.Program, settings: WorkloadProcess.Settings, cpu: Int?, runsFreely: Bool
  ) -> [String] {
    var orders = program.arguments
    orders.append("--tare-channel=\(Command.firstDescriptor)")
    // In a namespace of its own its parent has no number.
    orders.append("--tare-parent=\(settings.isInContainer ? 0 : getpid())")
    if let cpu { orders.append("--tare-cpu=\(cpu)") }
    if let directory = settings.directory { orders.append("--directory=\(directory)") }
    if runsFreely { orders.append("--tare-free=1") }
    if settings.sleepsWhileWaiting { orders.append("--tare-sleeps=1") }
    // Where the stack begins depends on the length of the command line.
    let padding = String(repeating: "x", count: Int.random(in: 0..<4096))
    return orders + ["--tare-padding=\(padding)"]
  }
}
