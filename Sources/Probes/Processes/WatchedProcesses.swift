// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// The processes that a filter names, as `/proc` shows them at one moment.
enum WatchedProcesses {
  /// The numbers of the processes; `nil` where the filter names none, so that everybody is watched.
  static func now(_ filter: ProbeFilter) -> [UInt32]? {
    if let pid = filter.pid { return [pid] }
    if let family = filter.family { return [family] }
    guard filter.cgroup != nil || filter.comm != nil else { return nil }
    let all = filter.cgroup.map { members(ofCgroup: $0) } ?? all
    guard let name = filter.comm else { return all }
    return all.filter { isCalled($0, name) }
  }

  /// All processes of this process's PID namespace.
  static var all: [UInt32] { numbers(in: "/proc") }

  /// The processes of a cgroup and of those below it. A threaded cgroup tells its threads, which
  /// share what their process has mapped.
  static func members(ofCgroup directory: String) -> [UInt32] {
    let text =
      File.text(of: "\(directory)/cgroup.procs") ?? File.text(of: "\(directory)/cgroup.threads")
    let below = Folder.folders(in: directory).flatMap { members(ofCgroup: "\(directory)/\($0)") }
    return (text ?? "").split(separator: "\n").compactMap { UInt32($0) }.filter { $0 > 0 } + below
  }

  /// Whether the name of one of a process's threads holds some bytes.
  static func isCalled(_ process: UInt32, _ name: [UInt8]) -> Bool {
    let tasks = "/proc/\(process)/task"
    return numbers(in: tasks).contains { thread in
      File.text(of: "\(tasks)/\(thread)/comm").map { $0.utf8.dropLast().contains(name) } ?? false
    }
  }

  private static func numbers(in folder: String) -> [UInt32] {
    Folder.names(in: folder).compactMap { UInt32($0) }
  }
}
