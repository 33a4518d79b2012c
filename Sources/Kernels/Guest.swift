// SPDX-License-Identifier: Apache-2.0

/// A running guest: QEMU, its console, and the conversation with the tare inside. It is killed with
/// its owner and with tare, however they end.
public struct Guest: ~Copyable {
  /// The guest's first line.
  public let hello: GuestHello
  /// From the start of QEMU to the guest's first line.
  public let bootTime: Duration

  private var link: GuestLink
  private let deadlines: GuestDeadlines
  /// Whether it waits for jobs; one with a job in its initramfs ends after it.
  private let guestIsTold: Bool
  private var lastJob = Guest.firstJob - 1
  /// The number of the first job, prepared or sent.
  static let firstJob = 1

  /// Starts a guest and waits for its first line.
  ///
  /// - Parameters:
  ///   - kernel: What to boot.
  ///   - initramfs: The path of the file that `Initramfs.write(to:)` made.
  ///   - machine: What QEMU is to build.
  ///   - deadlines: How long it may take.
  ///   - interrupted: Looked at ten times a second while waiting.
  /// - Throws: Every ``GuestError`` but `jobFailed`.
  public init(
    booting kernel: Kernel, initramfs: String, machine: GuestMachine,
    deadlines: GuestDeadlines = GuestDeadlines(),
    interrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(GuestError) {
    let arguments = machine.arguments(kernel: kernel, initramfs: initramfs)
    guestIsTold = machine.preparedJob == nil
    var link = try GuestLink(
      arguments: arguments, guestIsTold: guestIsTold, whole: deadlines.whole,
      interrupted: interrupted)
    let line = try link.receive(step: "first line", within: deadlines.firstLine)
    guard let hello = Self.hello(line) else {
      throw .rubbish(reason: "its first line is \(Self.shown(line))", link.console)
    }
    bootTime = link.age
    self.hello = hello
    self.link = link
    self.deadlines = deadlines
  }

  private static func hello(_ line: [UInt8]) -> GuestHello? {
    let message = try? GuestLine.decode(line, as: GuestMessage.Body<GuestHello>.self)
    return message?.head.type == .ready ? message?.value : nil
  }

  /// The console so far.
  public var console: Console { link.console }

  /// The process id of QEMU.
  public var pid: Int32 { link.pid }

  /// The most memory that QEMU has had resident, in bytes; `nil` where it cannot be read.
  public var residentBytesPeak: UInt64? { link.residentBytesPeak }

  /// Runs a job in the guest, and hands on each result as it comes.
  ///
  /// - Parameters:
  ///   - kind: The name of the guest's handler.
  ///   - input: The handler's input, for `GuestJob.input(as:)`.
  ///   - step: How long to wait for each line; the standard one by default.
  ///   - results: What the handler yields.
  ///   - each: Called for every result, in order.
  /// - Throws: `jobFailed` where the handler threw, and the guest goes on. Any other ``GuestError``
  ///   ends the use of the guest.
  public mutating func run<Input: Encodable, Result: Decodable>(
    _ kind: String, _ input: Input, step: Duration? = nil, yielding results: Result.Type,
    each: (Result) -> Void
  ) throws(GuestError) {
    try run(kind, input, step: step, yielding: results) { (result, _) in each(result) }
  }

  /// Runs a job in the guest, and hands on each result with the console so far.
  ///
  /// - Throws: The errors of ``run(_:_:step:yielding:each:)``.
  public mutating func run<Input: Encodable, Result: Decodable>(
    _ kind: String, _ input: Input, step: Duration? = nil, yielding results: Result.Type,
    observing each: (Result, Console) -> Void
  ) throws(GuestError) {
    lastJob += 1
    let head = GuestMessage.Head(type: .job, job: lastJob, kind: kind)
    let step = step ?? deadlines.step
    try link.send(GuestMessage.Body(head: head, value: input), within: step)
    try gather(kind, step: step, each: each)
  }

  /// Hands on the results of the prepared job as they come.
  ///
  /// - Parameters:
  ///   - kind: The job's kind, for messages.
  ///   - step: How long to wait for each line; the standard one by default.
  ///   - results: What the handler yields.
  ///   - each: Called for every result, in order.
  /// - Throws: The errors of ``run(_:_:step:yielding:each:)``.
  public mutating func runPrepared<Result: Decodable>(
    _ kind: String, step: Duration? = nil, yielding results: Result.Type,
    each: (Result) -> Void
  ) throws(GuestError) {
    lastJob += 1
    try gather(kind, step: step ?? deadlines.step) { (result, _) in each(result) }
  }

  private mutating func gather<Result: Decodable>(
    _ kind: String, step: Duration, each: (Result, Console) -> Void
  ) throws(GuestError) {
    while true {
      let line = try link.receive(step: "answer to the job '\(kind)'", within: step)
      let answer = try decode(line, as: GuestMessage.Head.self)
      guard answer.job == lastJob else { throw rubbish(line) }
      switch answer.type {
      case .result:
        each(try decode(line, as: GuestMessage.Body<Result>.self).value, link.console)
      case .done: return
      case .failed: throw .jobFailed(kind: kind, reason: answer.reason ?? "it does not say why")
      case .ready, .job, .end: throw rubbish(line)
      }
    }
  }

  /// Runs a job in the guest and returns its results.
  ///
  /// - Throws: The errors of ``run(_:_:step:yielding:each:)``.
  public mutating func run<Input: Encodable, Result: Decodable>(
    _ kind: String, _ input: Input, step: Duration? = nil, yielding type: Result.Type = Result.self
  ) throws(GuestError) -> [Result] {
    var results: [Result] = []
    try run(kind, input, step: step, yielding: type) { results.append($0) }
    return results
  }

  /// Turns the guest off from inside, so that the kernel's last words are heard.
  ///
  /// Dropping a guest is faster; use this where its end is part of the verdict.
  /// - Parameter limit: How long it may take.
  /// - Returns: The whole console.
  /// - Throws: `hung`, `panicked` and their like.
  public consuming func turnOff(within limit: Duration = .seconds(20)) throws(GuestError) -> Console
  {
    if guestIsTold { try link.send(GuestMessage.Head(type: .end), within: limit) }
    return try link.awaitEnd(within: limit)
  }

  private func decode<Message: Decodable>(
    _ line: [UInt8], as type: Message.Type
  ) throws(GuestError) -> Message {
    do { return try GuestLine.decode(line, as: type) } catch { throw rubbish(line) }
  }

  private func rubbish(_ line: [UInt8]) -> GuestError {
    .rubbish(reason: "the line \(Self.shown(line))", link.console)
  }

  private static func shown(_ line: [UInt8]) -> String {
    "'" + String(decoding: line.prefix(200), as: UTF8.self) + "'"
  }
}
