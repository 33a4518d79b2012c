// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

extension LineBuffer {
  /// Adds a sample as one object on a line; docs/json-lines.md tells the keys.
  public mutating func append(object sample: ProgramSample, clock: EventClock) {
    beginObject()
    member("event", "programs")
    member("time_ns", clock.sinceEpoch(sample.time))
    member("interval_ns", sample.nanoseconds)
    member("hook_prices_from", bytes: sample.prices.source.map { Array($0.utf8) })
    list("programs", sample.uses) { line, use in line.members(of: use, clock) }
    endObjectLine()
  }

  private mutating func members(of use: ProgramUse, _ clock: EventClock) {
    let information = use.information
    member("id", information.identifier)
    member("name", use.place.name)
    member("type", information.typeName)
    member("tag", information.tag)
    member("uid", information.user)
    member("loaded_at_ns", clock.sinceEpoch(ofBoot: information.loadedAt))
    member("jited_bytes", information.machineCodeBytes)
    member("maps", information.maps)
    list("hooks", use.place.hooks) { line, hook in
      line.member("kind", hook.kind.rawValue)
      line.member("target", bytes: hook.target.isEmpty ? nil : hook.target)
      line.member("missed", optional: hook.missed)
    }
    let processes = use.place.holders.compactMap(\.asProcess)
    list("owners", processes) { line, process in
      line.member("pid", process.pid)
      line.member("comm", bytes: process.comm)
    }
    member("pinned", list: use.place.holders.compactMap(\.asFile))
    members(ofCostOf: use)
  }

  private mutating func members(ofCostOf use: ProgramUse) {
    member("events", use.runs)
    member("run_ns", use.runNanoseconds)
    member("events_per_second", rounded: use.eventsPerSecond)
    member("ns_per_event", rounded: use.nanosecondsPerEvent)
    member("cpu_percent", rounded: use.share * 100)
    member("hook_ns_per_event", rounded: use.hookPrice?.nanoseconds)
    member("hook_ns_per_event_low", rounded: use.hookPrice?.low)
    member("hook_ns_per_event_high", rounded: use.hookPrice?.high)
    member("hook_cpu_percent", rounded: use.hookShare.map { $0.nanoseconds * 100 })
    member("missed", optional: use.missed)
    member("recursion_misses", use.information.recursionMisses)
    member("run_count_total", use.information.runCount)
    member("run_ns_total", use.information.runNanoseconds)
  }

  /// Adds a list of objects.
  private mutating func list<Item>(
    _ key: StaticString, _ items: [Item], _ members: (inout LineBuffer, Item) -> Void
  ) {
    self.key(key)
    append(UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      beginObject()
      members(&self, item)
      append(UInt8(ascii: "}"))
    }
    append(UInt8(ascii: "]"))
  }

  private mutating func member(_ key: StaticString, optional number: UInt64?) {
    if let number { member(key, number) } else { nullMember(key) }
  }

  /// Adds a member that is a number with at most six digits behind its point.
  private mutating func member(_ key: StaticString, rounded number: Double?) {
    guard let number, number.isFinite else { return nullMember(key) }
    self.key(key)
    append("\((number * 1e6).rounded() / 1e6)")
  }
}

extension ProgramHolder {
  fileprivate var asProcess: (pid: UInt32, comm: [UInt8])? {
    if case .process(let pid, let comm) = self { (pid, comm) } else { nil }
  }

  fileprivate var asFile: [UInt8]? {
    if case .file(let path) = self { path } else { nil }
  }
}
