// SPDX-License-Identifier: Apache-2.0

import BPF

/// The processes that a filter names, as `/proc` shows them at one moment.
enum WatchedProcesses {
  /// Their numbers; `nil` where the filter names none: everybody is watched.
  static func now(_ filter: ProbeFilter) -> [UInt32]? {
    if let pid = filter.pid { return [pid] }
    if let family = filter.family { return [family] }
    guard filter.cgroup != nil || filter.comm != nil else { return nil }
    let all = filter.cgroup.map { members(ofCgroup: $0) } ?? numbers(in: "/proc")
    guard let name = filter.comm else { return all }
    return all.filter { isCalled($0, name) }
  }

  /// The processes of a cgroup and of those below it.
  static func members(ofCgroup directory: String) -> [UInt32] {
    let text = contents(of: "\(directory)/cgroup.procs") ?? ""
    let below = folders(in: directory).flatMap { members(ofCgroup: "\(directory)/\($0)") }
    return text.split(separator: "\n").compactMap { UInt32($0) }.filter { $0 > 0 } + below
  }

  /// Whether the name of one of a process's threads holds some bytes.
  static func isCalled(_ process: UInt32, _ name: [UInt8]) -> Bool {
    let tasks = "/proc/\(process)/task"
    return numbers(in: tasks).contains { thread in
      contents(of: "\(tasks)/\(thread)/comm").map { holds(Array($0.utf8.dropLast()), name) }
        ?? false
    }
  }

  private static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard text.count >= part.count else { return false }
    return (0...text.count - part.count).contains { text[$0...].starts(with: part) }
  }

  private static func numbers(in folder: String) -> [UInt32] {
    names(in: folder).compactMap { UInt32($0) }
  }
}
