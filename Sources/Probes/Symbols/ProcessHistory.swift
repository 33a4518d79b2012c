// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines

/// What processes had mapped, and what they were called, also when they have ended or execute
/// another program by now: kept from the kernel's records, so that stacks of theirs can be told.
public final class ProcessHistory {
  private static let room = 1 << 15

  private let records: ProcessRecords
  private var processes: RecordedProcesses
  private var images = ProcessImages(room: ProcessHistory.room)

  /// Begins to keep what the processes of a filter, or all, have mapped.
  ///
  /// - Throws: `BPFError.failed` with `open` where the kernel does not tell what is mapped.
  public init(of filter: ProbeFilter) throws(BPFError) {
    records = try ProcessRecords.watching(filter)
    processes = RecordedProcesses(filter)
    guard PIDNamespace.ownsProc else { return }
    // Names change: one that has another name now may take it.
    var nameless = filter
    nameless.comm = nil
    for process in WatchedProcesses.now(nameless) ?? WatchedProcesses.all { keep(process) }
  }

  /// Keeps what a living process has mapped.
  private func keep(_ process: UInt32) {
    let time = EventClock.now
    guard let folder = ProcessFolder(of: process), let text = folder.text("maps") else { return }
    let name = String(folder.text("comm")?.dropLast() ?? "")
    var mappings = MemoryMapping.code(in: text)
    for index in mappings.indices { mappings[index].time = time }
    images.append(.init(names: [name], mappings: mappings), of: process)
  }

  /// Waits so long, and keeps what is recorded meanwhile.
  public func wait(milliseconds: Int) {
    usleep(UInt32(clamping: milliseconds * 1000))
    take(until: EventClock.now)
  }

  /// Keeps the rest of what was recorded.
  public func end() { take(until: .max) }

  private func take(until time: UInt64) {
    for record in records.take(until: time) {
      processes.keep(record)
      if processes.mayBeWatched(record.process) { images.keep(record) }
    }
  }

  /// The part of the history that was not kept, and why; `nil` where all was.
  public var omission: String? {
    if images.isFull { return "what more than \(Self.room) programs had mapped was not kept" }
    return records.lost == 0
      ? nil : "the kernel had no room to record \(records.lost) mappings of files"
  }

  /// The images of a process in which a thread can have been.
  ///
  /// - Parameters:
  ///   - process: The process.
  ///   - name: The name of its first thread; `nil` where another thread is meant.
  /// - Returns: The images, the oldest first.
  func images(of process: UInt32, named name: String?) -> [ProcessImages.Image] {
    images.images(of: process, named: name, isComplete: omission == nil)
  }
}
