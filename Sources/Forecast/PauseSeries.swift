// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import Scale
import Statistics
import Workloads

/// Repeats a command, and reads the work of a probe's programs and of its reader for each.
struct PauseSeries {
  private let load: KernelLoad
  private let environment: WeighingEnvironment
  /// The repeats of a command. The rest of the machine disturbs few of them, which the
  /// Hodges–Lehmann estimate disregards.
  private static let repeats = 5
  /// Slices of one operation that measure its length.
  private static let triedSlices = 64

  /// Makes a series of a load whose probe and empty programs are attached.
  init(_ load: KernelLoad, _ environment: WeighingEnvironment) {
    self.load = load
    self.environment = environment
  }

  /// The work for one command.
  struct Reading {
    var events: Double
    /// The time in the probe's programs, less that in the empty ones.
    var nanoseconds: Double
    var looks: ReaderLooks

    static func - (now: Reading, before: Reading) -> Reading {
      Reading(
        events: now.events - before.events, nanoseconds: now.nanoseconds - before.nanoseconds,
        looks: now.looks - before.looks)
    }

    /// The time in the programs beyond that of as many events without a pause, in nanoseconds.
    func beyond(_ perEvent: Double) -> Double { nanoseconds - (events * perEvent) }
  }

  /// The work for all repeats.
  struct Found {
    var readings: [Reading]

    /// Seconds from the begin of one operation to the next; `nil` without operations.
    var apart: Double?

    /// The time in the programs per event, in nanoseconds.
    var perEvent: Double? {
      hodgesLehmann(readings.filter { $0.events > 0 }.map { $0.nanoseconds / $0.events })
    }

    /// The time beyond that of as many events without a pause, in nanoseconds.
    func beyond(_ perEvent: Double) -> Double? {
      hodgesLehmann(readings.map { $0.beyond(perEvent) })
    }

    /// CPU time of a look that found no event, in nanoseconds, by repeat.
    var emptyLooks: [Double] {
      readings.filter { $0.looks.empty > 0 }.map {
        Double($0.looks.emptyNanoseconds) / Double($0.looks.empty)
      }
    }

    /// CPU time of a look that found events, without that of the events, in nanoseconds, by repeat.
    func fullLooks(readerNanoseconds: Double) -> [Double] {
      readings.filter { $0.looks.full > 0 }.map { reading in
        let spent = Double(reading.looks.fullNanoseconds) - (reading.events * readerNanoseconds)
        return max(0, spent) / Double(reading.looks.full)
      }
    }

    /// CPU time of the reader per event, without that of the looks, in nanoseconds, by repeat.
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

  /// Runs operations without a pause, and then idles until the reader has seen them all.
  func burst(operations: Int, rest seconds: Double) throws(WeighingError) -> Found {
    try readings { () throws(WeighingError) in
      _ = try command(slices: 1, operations: operations, pause: .zero)
      usleep(UInt32(seconds * 1e6))
    }
  }

  /// Idles.
  func rest(seconds: Double) throws(WeighingError) -> Found {
    try readings { () throws(WeighingError) in usleep(UInt32(seconds * 1e6)) }
  }

  /// Counts the operations of a slice of a length.
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

  /// Runs a body once to warm up, and reads the work of each repeat.
  private func readings(of body: () throws(WeighingError) -> Void) throws(WeighingError) -> Found {
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
