// SPDX-License-Identifier: Apache-2.0

internal import CSystem
internal import CWorkloadChannel
internal import Glibc
internal import System

/// The harness's end of the shared memory (`struct tare_channel`).
@safe struct Channel: ~Copyable {
  static let maximumSlices = Int(TARE_CHANNEL_MAXIMUM_SLICES)
  static let eventKinds = Int(TARE_EVENT_KINDS.rawValue)

  /// The memory's descriptor, to be handed to the workload.
  let descriptor: Int32
  private let shared: UnsafeMutablePointer<tare_channel>

  /// What the workload says of itself.
  enum Status: Equatable {
    case starting, ready, failed
    case unknown(UInt32)
  }

  init() throws(SystemError) {
    let descriptor = unsafe csystem_memory_file("tare-channel")
    guard descriptor >= 0 else { throw SystemError(-descriptor) }
    let size = MemoryLayout<tare_channel>.size
    guard ftruncate(descriptor, size) == 0,
      let memory = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      unsafe memory != MAP_FAILED
    else {
      let error = errno
      close(descriptor)
      throw SystemError(error)
    }
    self.descriptor = descriptor
    unsafe shared = memory.assumingMemoryBound(to: tare_channel.self)
    unsafe tare_channel_open(shared)
  }

  deinit {
    unsafe munmap(shared, MemoryLayout<tare_channel>.size)
    close(descriptor)
  }

  /// Whether magic and version are still as this side wrote them.
  var isIntact: Bool { unsafe tare_channel_is_intact(shared) != 0 }

  var answerNumber: UInt32 { unsafe tare_channel_answer_number(shared) }

  var status: Status {
    switch unsafe tare_channel_status(shared) {
    case TARE_STATUS_STARTING.rawValue: .starting
    case TARE_STATUS_READY.rawValue: .ready
    case TARE_STATUS_FAILED.rawValue: .failed
    case let other: .unknown(other)
    }
  }

  /// Why the workload has failed.
  var message: String {
    unsafe Self.text(tare_channel_message(shared), atMost: Int(TARE_CHANNEL_MESSAGE_BYTES))
  }

  /// What the workload's operations work on.
  var subject: String {
    unsafe Self.text(tare_channel_subject(shared), atMost: Int(TARE_CHANNEL_SUBJECT_BYTES))
  }

  mutating func sendRun(number: UInt32, slices: Int, operations: Int, pause: Duration) {
    unsafe tare_channel_send(
      shared, number, TARE_COMMAND_RUN, UInt32(slices), UInt64(operations),
      UInt64(pause / .nanoseconds(1)))
  }

  /// Wakes a workload that sleeps until it is sent a command.
  func wakeWorkload() { unsafe csystem_wake(tare_channel_command_word(shared)) }

  /// Sleeps while the last answer is the one of that number, at most a tenth of a second.
  func sleep(whileAnswerIs number: UInt32) {
    unsafe csystem_sleep_while(tare_channel_answer_word(shared), number, 100_000_000)
  }

  mutating func sendStop(number: UInt32) {
    unsafe tare_channel_send(shared, number, TARE_COMMAND_STOP, 0, 0, 0)
  }

  /// The first `count` slices of the last answer, as the workload wrote them.
  func slices(count: Int) -> [Slice] {
    (0..<count).map { index in
      let written = unsafe tare_channel_slice(shared, UInt32(index))
      var events = EventCounts()
      for (number, kind) in EventKind.allCases.enumerated() {
        events[kind] = tare_slice_events(written, UInt32(number))
      }
      return Slice(
        cpuNanoseconds: written.cpu_ns, wallNanoseconds: written.wall_ns,
        ticks: written.ticks == 0 ? nil : written.ticks, events: events)
    }
  }

  /// Reads up to the first NUL, and no further than the field.
  private static func text(_ start: UnsafePointer<CChar>?, atMost count: Int) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
    return unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
