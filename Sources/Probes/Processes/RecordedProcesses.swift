// SPDX-License-Identifier: Apache-2.0

import BPF

/// Tells which of the recorded processes a filter names, also when they have ended.
struct RecordedProcesses {
  private static let mostNames = 1 << 15

  private let filter: ProbeFilter
  private var family: Set<UInt32>
  private var names: [UInt32: String] = [:]

  /// The processes of a filter, from now on.
  init(_ filter: ProbeFilter) {
    self.filter = filter
    family = filter.family.map { [$0] } ?? []
  }

  /// Takes in what a process did: whom it made, and what it is called.
  mutating func keep(_ record: ProcessRecords.Record) {
    switch record.deed {
    case .forked(let parent):
      if family.contains(parent) {
        family.insert(record.process)
      } else {
        // A number of the family that is given anew.
        family.remove(record.process)
      }
      rename(record.process, names[parent])
    case .named(let name, _): rename(record.process, name)
    case .mapped: break
    }
  }

  private mutating func rename(_ process: UInt32, _ name: String?) {
    guard filter.comm != nil else { return }
    if names.count >= Self.mostNames { names = [:] }
    names[process] = name
  }

  /// Whether a process is one that the filter names, as far as the records tell: a thread of it may
  /// be called otherwise.
  func mayBeWatched(_ process: UInt32) -> Bool {
    // Number 0 is that of all processes outside of this process's PID namespace.
    guard process != 0, filter.pid == nil || filter.pid == process else { return false }
    return filter.family == nil || family.contains(process)
  }

  /// Whether a process is one that the filter names: as it was recorded last or, where that is not
  /// known, as it is now.
  ///
  /// - Parameters:
  ///   - process: The process.
  ///   - isInCgroup: Whether it is known to be in the filter's cgroup.
  /// - Returns: `false` also where nothing is known.
  func isWatched(_ process: UInt32, isInCgroup: Bool) -> Bool {
    guard mayBeWatched(process) else { return false }
    if let part = filter.comm {
      let isCalled =
        names[process].map { $0.utf8.contains(part) }
        ?? WatchedProcesses.isCalled(process, part)
      guard isCalled else { return false }
    }
    guard !isInCgroup, let cgroup = filter.cgroup else { return true }
    return WatchedProcesses.members(ofCgroup: cgroup).contains(process)
  }
}
