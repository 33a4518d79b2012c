// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Subjects
import System
import Workloads

/// Runs the program `odd-files` beside a trial's workload, and counts the probe's reports of it by
/// the way in which it uses a file.
final class OddFiles: Witness {
  /// The exit code where the kernel has no io_uring.
  private static let withoutRing: Int32 = 2
  /// Seconds after which the program hangs.
  private static let patience = 60.0

  private let uses: RareFileUses
  private let witness: any Witness
  /// The reports by process and way, as others may run the program too.
  private var seen: [UInt32: [String: Int]] = [:]
  private var pid: UInt32?
  private var hasRing = true
  private var hasOverlay = false

  /// Takes records before the workload's own witness.
  init(_ uses: RareFileUses, before witness: any Witness) {
    self.uses = uses
    self.witness = witness
  }

  func take(_ record: RawSpan) {
    guard let (pid, way) = uses.report(record) else { return witness.take(record) }
    if let way { seen[pid, default: [:]][way, default: 0] += 1 }
  }

  func attaching() { witness.attaching() }
  func attached() { witness.attached() }
  func detaching() { witness.detaching() }
  func detached() { witness.detached() }

  func findings() throws(BPFError) -> LoadFindings { try witness.findings() }

  /// Runs the program to its end while the probe is attached.
  func run(at place: WorkloadPlace) throws(WeighingError) {
    let path: String
    let arguments = [place.directory] + [place.overlay].compactMap { $0 }
    hasOverlay = place.overlay != nil
    do throws(WorkloadError) {
      path = try ExecutableFolder(place.executables).find(RareFileUses.executable)
    } catch { throw .workload(error) }
    let (status, output) = try end(of: Command(path: path, arguments: arguments), path)
    hasRing = status != .exited(Self.withoutRing)
    guard status != .exited(0), hasRing else { return }
    throw .file(path: path, reason: status.map { "it ended with \($0): \(output)" } ?? "it hangs")
  }

  /// Runs a program and returns how it ended, `nil` if it hangs, and its output.
  private func end(
    of command: Command, _ path: String
  ) throws(WeighingError) -> (status: ExitStatus?, output: String) {
    do throws(SystemError) {
      var child = try ChildProcess(command)
      pid = UInt32(child.pid)
      let end = Clocks.monotonicSeconds() + Self.patience
      while child.exitStatus() == nil, Clocks.monotonicSeconds() < end {
        pause(for: .milliseconds(1))
      }
      return (child.exitStatus(), child.lastOutput)
    } catch { throw .file(path: path, reason: error.description) }
  }

  /// Adds a check for each way, once the reader has ended.
  func judge(_ prepared: any PreparedSubject, _ outcome: inout MatrixCell) {
    let seen: [String: Int] = pid.flatMap { self.seen[$0] } ?? [:]
    for (way, count) in uses.expected where way != "overlay" || hasOverlay {
      let isTold = way == "io_uring" && prepared.unseenEvents.contains { $0.hasSuffix(way) }
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
