// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import System
import Workloads

/// Knows the number, the place and the least time of a workload's waits.
final class BlockedWitness: Witness {
  /// The place where a workload blocks.
  struct Place: Sendable {
    /// Part of the name of a kernel function in the stack.
    let function: String
    /// The least time of a wait.
    let nanoseconds: UInt64
    /// Whether the system call is made in the program's own code.
    let isInProgram: Bool
    /// Threads that are still blocked when the probe is detached: the kernel has counted the wait,
    /// and the probe counts it when it is attached again, except the last time.
    let pending: UInt64

    /// A nap.
    static let nap = Place(
      function: "nanosleep", nanoseconds: Workload.napNanoseconds, isInProgram: true, pending: 0)
    /// The wait of `ping-pong` for its token, in which the partner is at the end of every slice.
    static let token = Place(
      function: "eventfd_read", nanoseconds: 1, isInProgram: false, pending: 1)
  }

  private let workload: WitnessedWorkload
  private let probe: LoadedProbe
  private let place: Place
  private var program: [ClosedRange<UInt64>] = []
  private var wasAttached = false
  /// Read once, as it takes an emulated kernel a second.
  private static let kernel = KernelSymbols.ofThisKernel()

  init(_ workload: WitnessedWorkload, _ probe: LoadedProbe, at place: Place) {
    self.workload = workload
    self.probe = probe
    self.place = place
  }

  func attached() {
    wasAttached = true
    if program.isEmpty { program = codeOfProgram() }
  }

  func findings() throws(BPFError) -> LoadFindings {
    var (findings, blocked) = try LoadFindings.reading { () throws(BPFError) in
      try Offcputime.blocked(of: probe)
    }
    let folded = FoldedStacks(kernel: Self.kernel)
    var seen = LoadFindings.Seen()
    for entry in blocked where entry.pid == workload.pid {
      let frames = folded.kernelFrames(entry.kernelStack)
      guard !Self.isWaitForCommand(frames) else { continue }
      seen.reported += entry.count
      guard !isRight(entry, frames) else { continue }
      seen.wrong += entry.count
      findings.note = "a wait was reported as \(entry), in \(frames)"
    }
    if wasAttached { seen.reported += place.pending }
    findings.seen[.block] = seen
    return findings
  }

  /// Whether a workload waits for its next command, which is no operation: on a busy machine that
  /// may begin after the probe is attached. No operation that blocks waits for a futex.
  static func isWaitForCommand(_ frames: [String]) -> Bool {
    frames.contains { $0.contains("futex_wait") }
  }

  private func isRight(_ entry: Offcputime.Blocked, _ frames: [String]) -> Bool {
    let isLong =
      entry.sum >= entry.count * place.nanoseconds && entry.maximum >= place.nanoseconds
    let isThere = frames.contains { $0.contains(place.function) }
    let isFromProgram =
      entry.userStack.addresses.first.map { address in
        program.contains { $0.contains(address) }
      } ?? false
    return isLong && isThere && (isFromProgram || !place.isInProgram)
      && (entry.tid == workload.pid || place.pending > 0)
      && entry.comm == workload.comm
  }

  /// Reads the address ranges of the program's code: `FROM-TO PERMISSIONS … PATH` a line of
  /// `/proc/PID/maps`.
  private func codeOfProgram() -> [ClosedRange<UInt64>] {
    let lines = File.text(of: "/proc/\(workload.machinePID)/maps")?.split(separator: "\n") ?? []
    return lines.compactMap { line in
      let words = line.split(separator: " ")
      guard words.count > 5, words[1].contains("x"), words[5].hasSuffix("/\(workload.executable)")
      else { return nil }
      let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      return ends.count == 2 && ends[0] < ends[1] ? ends[0]...ends[1] : nil
    }
  }
}
