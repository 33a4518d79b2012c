// SPDX-License-Identifier: Apache-2.0

import BPF

/// The files that processes had mapped, from one execution of a program to the next.
struct ProcessImages {
  /// The memory of a process while it executed one program.
  struct Image: Hashable {
    /// The names that its first thread had.
    var names: Set<String>
    /// Its code, by address.
    var mappings: [MemoryMapping]
    /// Where several files were, one after the other: what was there when is not known.
    var ambiguous: [Range<UInt64>] = []

    /// Takes in a mapping.
    mutating func add(_ mapping: MemoryMapping) {
      let overlapping = mappings.filter { $0.range.overlaps(mapping.range) }
      mappings.removeAll { $0.range.overlaps(mapping.range) }
      guard overlapping.allSatisfy({ $0.source == mapping.source }) else {
        ambiguous += (overlapping + [mapping]).map(\.range)
        return
      }
      let place = mappings.firstIndex { $0.range.lowerBound > mapping.range.lowerBound }
      mappings.insert(mapping, at: place ?? mappings.endIndex)
    }
  }

  /// The most images that are kept.
  let room: Int
  private var images: [UInt32: [Image]] = [:]
  private var count = 0

  /// Room for so many images.
  init(room: Int) { self.room = room }

  /// Whether there is no room for more.
  var isFull: Bool { count >= room }

  /// The images of a process in which a thread can have been: those of its name, or the only one.
  ///
  /// - Parameters:
  ///   - process: The process.
  ///   - name: The name of its first thread; `nil` where another thread is meant, whose name says
  ///     nothing.
  ///   - isComplete: Whether everything was recorded that the process did.
  /// - Returns: The images, the oldest first.
  func images(of process: UInt32, named name: String?, isComplete: Bool) -> [Image] {
    let all = images[process] ?? []
    if isComplete, all.count == 1 || name == nil { return all }
    return name.map { name in all.filter { $0.names.contains(name) } } ?? []
  }

  /// Adds what a process executes from now on. Where there is no room, nothing of it is known.
  mutating func append(_ image: Image, of process: UInt32) {
    guard !isFull else {
      images[process] = nil
      return
    }
    images[process, default: []].append(image)
    count += 1
  }

  /// Takes in what a process did.
  mutating func keep(_ record: ProcessRecords.Record) {
    let process = record.process
    switch record.deed {
    case .forked(let parent):
      // One whose parent is not known has nothing of a process that had its number before.
      let copy = images[parent]?.last
      if copy != nil || images[process] != nil {
        append(copy ?? Image(names: [], mappings: []), of: process)
      }
    case .named(let name, executes: true):
      append(Image(names: [name], mappings: []), of: process)
    case .named(let name, executes: false):
      change(process) { $0.names.insert(name) }
    case .mapped(let mapping):
      change(process) { $0.add(MemoryMapping(mapping, time: record.time)) }
    }
  }

  /// Changes what a process executes now.
  private mutating func change(_ process: UInt32, _ body: (inout Image) -> Void) {
    guard var image = images[process]?.popLast() else { return }
    body(&image)
    images[process]?.append(image)
  }
}
