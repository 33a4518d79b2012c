// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Workloads

/// Knows how often `nap` blocks, for how long at least, and where: in the kernel in a function whose name
/// tells of a nanosleep, in its program in the program's own code.
final class BlockedWitness: Witness {
  private let workload: WitnessedWorkload
  private var program: [ClosedRange<UInt64>] = []
  /// Read once: writing the list takes an emulated kernel a second.
  private static let kernel = KernelSymbols.ofThisKernel()

  init(_ workload: WitnessedWorkload) { self.workload = workload }

  func take(_ record: RawSpan) {}

  func attached() {
    if program.isEmpty { program = codeOfProgram() }
  }

  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings {
    var findings = LoadFindings()
    let start = Clocks.threadNanoseconds()
    let blocked = try Offcputime.blocked(of: probe)
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
    let folded = FoldedStacks(kernel: Self.kernel)
    var seen = LoadFindings.Seen()
    for entry in blocked where entry.pid == workload.pid {
      seen.reported += entry.count
      guard !isRight(entry, folded) else { continue }
      seen.wrong += entry.count
      findings.note = "a nap was reported as \(entry), in \(folded.kernelFrames(entry.kernelStack))"
    }
    findings.seen[.block] = seen
    findings.dropped = try probe.drops() + Offcputime.lostStacks(of: probe)
    return findings
  }

  private func isRight(_ entry: Offcputime.Blocked, _ folded: FoldedStacks) -> Bool {
    let isLong =
      entry.sum >= entry.count * Workload.napNanoseconds
      && entry.maximum >= Workload.napNanoseconds
    let isNap = folded.kernelFrames(entry.kernelStack).contains { $0.contains("nanosleep") }
    let isFromProgram =
      entry.userStack.addresses.first.map { address in
        program.contains { $0.contains(address) }
      } ?? false
    return isLong && isNap && isFromProgram && entry.tid == workload.pid
      && entry.comm == Array(workload.executable.utf8.prefix(15))
  }

  /// Where the program's code is, from `/proc/PID/maps`: `FROM-TO PERMISSIONS … PATH` a line.
  private func codeOfProgram() -> [ClosedRange<UInt64>] {
    let lines = contents(of: "/proc/\(workload.pid)/maps")?.split(separator: "\n") ?? []
    return lines.compactMap { line in
      let words = line.split(separator: " ")
      guard words.count > 5, words[1].contains("x"), words[5].hasSuffix("/\(workload.executable)")
      else { return nil }
      let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      return ends.count == 2 && ends[0] < ends[1] ? ends[0]...ends[1] : nil
    }
  }
}
