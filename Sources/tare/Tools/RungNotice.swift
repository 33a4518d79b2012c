// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import System

/// The line on standard error on a lower rung that was taken, and its cost.
enum RungNotice {
  static func text(of running: RunningProbe, probe: String) -> String {
    if let remark = oneByOne(refused: running.refused.map(\.rung)) { return "\(probe) \(remark)" }
    let refused = running.refused.map { refusal in
      "\(refusal.rung) (\(refusal.reason.code?.text ?? "it does not fit this kernel"))"
    }
    let verb = refused.count == 1 ? "is" : "are"
    return "\(probe) runs on \(running.rung.name), as \(refused.joined(separator: " and ")) "
      + "\(verb) refused here"
      + cost(
        of: running.rung.name, insteadOf: running.refused.map(\.rung),
        counted: KnownCosts.counted(probe), measured: KnownCosts.measured(probe),
        here: OwnCosts(of: probe, cache: CachePlace.standard).measured)
  }

  /// What it means to attach one by one; `nil` where the rung taken differs in more than that.
  static func oneByOne(refused: [String]) -> String? {
    let what: String
    switch refused {
    case ["uprobe_multi"]: what = "uprobes one by one, as uprobe_multi is refused here (Linux 6.6)"
    case ["kprobe_session", "kprobe_multi"]:
      what = "kprobes one by one, as kprobe_session is refused here (Linux 6.10)"
    default: return nil
    }
    return "attaches its \(what): ending takes some 0.1 s for each"
  }

  /// The rung's cost as weighed on this machine; else the instructions on the nearest kernel, beside
  /// those of the better rung; else the rung's cost as weighed elsewhere.
  static func cost(
    of rung: String, insteadOf better: [String], counted: [KnownCosts.Counted],
    measured: [KnownCosts.Measured], here: [KnownCosts.Measured] = [], release: String = release
  ) -> String {
    if let own = here.first(where: { $0.rung == rung }) {
      return "; \(own.text.prefix { $0 != ";" }) (weighed on this machine)"
    }
    let here = release.split(separator: ".").prefix(2).joined(separator: ".")
    let series = counted.contains { $0.series == here } ? here : counted.last?.series
    let known = counted.filter { $0.series == series }
    if let taken = known.first(where: { $0.rung == rung }),
      let best = known.first(where: { better.contains($0.rung) })
    {
      let bystander = taken.bystander.map {
        ", every other system call \(Overhead.whole($0)) instead of "
          + Overhead.whole(best.bystander ?? 0)
      }
      return "; an event costs \(Overhead.whole(taken.event)) instructions instead of "
        + "\(Overhead.whole(best.event))\(bystander ?? "") (counted with Linux \(taken.series))"
    }
    guard let sentence = measured.first(where: { $0.rung == rung }) else { return "" }
    return "; \(sentence.text.prefix { $0 != ";" }) (\(sentence.place))"
  }

  private static var release: String { File.text(of: "/proc/sys/kernel/osrelease") ?? "" }
}
