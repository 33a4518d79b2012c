// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

/// Ways of opening, writing and syncing that programs rarely take, each of them once: the program `odd-files` takes them
/// beside a trial's workload, and what the probe reports of it is counted by way.
final class OddFiles: Witness {
  /// What it has to report of `odd-files`, by way.
  private static let expected: [String: [(way: String, count: Int)]] = [
    "opensnoop": [("creat", 1), ("open_by_handle_at", 1), ("io_uring", 1)],
    "ext4slower": [
      ("creat and open_by_handle_at", 2), ("O_SYNC", 1), ("msync", 1), ("copy_file_range", 1),
      ("overlay", 2),
    ],
  ]

  /// The program's name, which is its thread's too.
  static let executable = "odd-files"
  private static let comm = Array(executable.utf8)
  /// The exit code of a program that had no io_uring.
  private static let withoutRing: Int32 = 2
  /// Against hanging only.
  private static let patience = 60.0

  private let witness: any Witness
  private let probe: String
  /// By process and way: somebody else may run the program as well.
  private var seen: [UInt32: [String: Int]] = [:]
  private var pid: UInt32?
  private var hasRing = true
  private var hasOverlay = false

  /// What listens for a probe in front of another witness; `nil` where the probe sees no files.
  init?(before witness: any Witness, probe: String) {
    guard Self.expected[probe] != nil else { return nil }
    self.witness = witness
    self.probe = probe
  }

  func take(_ record: RawSpan) {
    guard let (pid, way) = probe == "opensnoop" ? Self.open(record) : Self.operation(record)
    else { return witness.take(record) }
    if let way { seen[pid, default: [:]][way, default: 0] += 1 }
  }

  func attaching() { witness.attaching() }
  func attached() { witness.attached() }
  func detaching() { witness.detaching() }
  func detached() { witness.detached() }

  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings {
    try witness.findings(probe)
  }

  private static func open(_ record: RawSpan) -> (pid: UInt32, way: String?)? {
    // Most are of the workload, and are told by a glance.
    guard record.uint64(at: Opensnoop.Offset.comm) == 0x656c_6966_2d64_646f,
      let event = Opensnoop.event(from: record), event.comm == comm
    else { return nil }
    if event.isByHandle { return (event.pid, "open_by_handle_at") }
    switch event.path.map({ String(decoding: $0, as: UTF8.self) }) {
    case "odd-creat": return (event.pid, "creat")
    case "odd-ring": return (event.pid, "io_uring")
    default: return (event.pid, nil)
    }
  }

  private static func operation(_ record: RawSpan) -> (pid: UInt32, way: String?)? {
    guard let event = Ext4slower.event(from: record), event.comm == comm else { return nil }
    let name = event.name.map { String(decoding: $0, as: UTF8.self) }
    switch (event.operation, name) {
    case (.open, "odd-creat"): return (event.pid, "creat and open_by_handle_at")
    case (.fsync, "odd-synchronous"): return (event.pid, "O_SYNC")
    case (.fsync, "odd-mapped"): return (event.pid, "msync")
    case (.write, "odd-overlay"), (.fsync, "odd-overlay"): return (event.pid, "overlay")
    case (.write, "odd-copy"): return (event.pid, "copy_file_range")
    default: return (event.pid, nil)
    }
  }

  /// Runs the program to its end while the probe is attached.
  func run(at place: Trial.Place) throws(WeighingError) {
    let path: String
    let arguments = [place.directory] + [place.overlay].compactMap { $0 }
    hasOverlay = place.overlay != nil
    do throws(WorkloadError) {
      path = try ExecutableFolder(place.executables).find(Self.executable)
    } catch { throw .workload(error) }
    let (status, output) = try end(of: Command(path: path, arguments: arguments), path)
    hasRing = status != .exited(Self.withoutRing)
    guard status != .exited(0), hasRing else { return }
    throw .file(path: path, reason: status.map { "it ended with \($0): \(output)" } ?? "it hangs")
  }

  /// How a program ended, `nil` where it did not, and what it has printed.
  private func end(
    of command: Command, _ path: String
  ) throws(WeighingError) -> (status: ExitStatus?, output: String) {
    do throws(Command.Failure) {
      var child = try ChildProcess(command)
      pid = UInt32(child.pid)
      let end = Clocks.monotonicSeconds() + Self.patience
      while child.exitStatus() == nil, Clocks.monotonicSeconds() < end {
        pause(for: .milliseconds(1))
      }
      return (child.exitStatus(), child.lastOutput)
    } catch { throw .file(path: path, reason: error.description) }
  }

  /// Adds a check for each way, once the reader has come to its end.
  func judge(_ loaded: LoadedProbe, _ outcome: inout MatrixCell) {
    let seen: [String: Int] = pid.flatMap { self.seen[$0] } ?? [:]
    for (way, count) in Self.expected[probe] ?? [] where way != "overlay" || hasOverlay {
      let isTold = way == "io_uring" && loaded.leftOut.contains { $0.events.hasSuffix(way) }
      let isCaused = way != "io_uring" || hasRing
      let wanted = isCaused && !isTold ? count : 0
      let found = seen[way] ?? 0
      outcome.checks.append(
        .init(
          name: way, passed: found == wanted,
          detail: "\(found) of \(wanted) seen" + (isTold ? ", as the tool says" : "")))
      if found != wanted, outcome.verdict == .exact {
        outcome.verdict = found < wanted ? .lossy : .wrong
        outcome.reason = "\(way): \(found) of \(wanted) seen"
      }
    }
  }
}
