// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import Scale
import Statistics
import Workloads

/// The same command again and again, and what each made a probe's programs and its reader do.
struct PauseSeries {
  private let load: KernelLoad
  private let environment: WeighingEnvironment
  /// Each command is given so often. The rest of the machine does something now and then; what it makes the programs
  /// take is in few of so many, and the Hodges–Lehmann estimate disregards it there.
  private static let repeats = 5
  /// How many slices of one operation tell how long one takes.
  private static let triedSlices = 64

  /// Of a load whose probe and empty programs are attached.
  init(_ load: KernelLoad, _ environment: WeighingEnvironment) {
    self.load = load
    self.environment = environment
  }

  /// One command.
  struct Reading {
    var events: Double
    /// In the probe's programs, less in the empty ones.
    var nanoseconds: Double
    var looks: ReaderLooks

    static func - (now: Reading, before: Reading) -> Reading {
      Reading(
        events: now.events - before.events, nanoseconds: now.nanoseconds - before.nanoseconds,
        looks: now.looks - before.looks)
    }

    /// The time in the programs beyond that of as many events that follow one another, in nanoseconds.
    func beyond(_ perEvent: Double) -> Double { nanoseconds - (events * perEvent) }
  }

  /// All of them.
  struct Found {
    var readings: [Reading]

    /// How far apart the operations began, in seconds; `nil` where there were none.
    var apart: Double?

    /// Time in the programs for an event, in nanoseconds.
    var perEvent: Double? {
      hodgesLehmann(readings.filter { $0.events > 0 }.map { $0.nanoseconds / $0.events })
    }

    /// The time beyond that of as many events that follow one another, in nanoseconds.
    func beyond(_ perEvent: Double) -> Double? {
      hodgesLehmann(readings.map { $0.beyond(perEvent) })
    }

    /// CPU time of a look that found nothing, in nanoseconds: one value a command.
    var emptyLooks: [Double] {
      readings.filter { $0.looks.empty > 0 }.map {
        Double($0.looks.emptyNanoseconds) / Double($0.looks.empty)
      }
    }

    /// CPU time of a look that found something, without that of its events, in nanoseconds: one value a command.
    func fullLooks(readerNanoseconds: Double) -> [Double] {
      readings.filter { $0.looks.full > 0 }.map { reading in
        let spent = Double(reading.looks.fullNanoseconds) - (reading.events * readerNanoseconds)
        return max(0, spent) / Double(reading.looks.full)
      }
    }

    /// CPU time of the reader for each event, without that of the looks themselves, in nanoseconds: one value a
    /// command.
    func readerPerEvent(fullLook: Double) -> [Double] {
      readings.filter { $0.looks.full > 0 && $0.events > 0 }.map { reading in
        let looks = Double(reading.looks.full) * fullLook
        return max(0, Double(reading.looks.fullNanoseconds) - looks) / reading.events
      }
    }
  }

  /// Runs a command of slices, each after a pause.
  func run(slices: Int, operations: Int = 1, pause: Duration) throws(WeighingError) -> Found {
    var wall: [Double] = []
    var found = try readings { () throws(WeighingError) in
      let slices = try command(slices: slices, operations: operations, pause: pause)
      wall.append(Self.wallSeconds(slices))
    }
    found.apart = hodgesLehmann(wall).map { $0 / Double(slices * operations) }
    return found
  }

  /// Runs operations right after one another, and leaves the machine to itself until the reader has seen them all.
  func burst(operations: Int, rest seconds: Double) throws(WeighingError) -> Found {
    try readings { () throws(WeighingError) in
      _ = try command(slices: 1, operations: operations, pause: .zero)
      usleep(UInt32(seconds * 1e6))
    }
  }

  /// Leaves the machine to itself.
  func rest(seconds: Double) throws(WeighingError) -> Found {
    try readings { () throws(WeighingError) in usleep(UInt32(seconds * 1e6)) }
  }

  /// As many operations as make a slice last so long.
  func operations(lasting seconds: Double) throws(WeighingError) -> Int {
    let slices = try command(slices: Self.triedSlices, operations: 1, pause: .zero)
    return max(1, Int(seconds * Double(Self.triedSlices) / Self.wallSeconds(slices)))
  }

  private static func wallSeconds(_ slices: [Workloads.Slice]) -> Double {
    slices.reduce(0) { $0 + Double($1.wallNanoseconds) } / 1e9
  }

  private func command(
    slices: Int, operations: Int, pause: Duration
  ) throws(WeighingError) -> [Workloads.Slice] {
    try load.workload.run(slices: slices, operations: operations, pause: pause)
  }

  /// Does something once to warm up and then as often as it is repeated.
  private func readings(
    of body: () throws(WeighingError) -> Void
  ) throws(WeighingError) -> Found {
    var found = Found(readings: [])
    try body()
    for _ in 0..<Self.repeats {
      if environment.isInterrupted() { throw .interrupted }
      let before = try reading()
      try body()
      found.readings.append(try reading() - before)
    }
    return found
  }

  private func reading() throws(WeighingError) -> Reading {
    let probe = try load.subject.work(), floor = try load.floor.work()
    return Reading(
      events: probe.events, nanoseconds: Double(probe.nanoseconds) - Double(floor.nanoseconds),
      looks: load.reader?.looks ?? ReaderLooks())
  }
}
