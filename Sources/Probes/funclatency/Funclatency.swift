// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Latencies of functions of the kernel or of a program, as histograms kept in the kernel.
///
/// Calls are told apart by where their frames are, so recursion and threads come out right. A call
/// that ends otherwise than by returning (`longjmp`, an exception, the end of its thread) is not
/// counted, nor one that began before the probe was attached.
public struct Funclatency: FilteredProbe {
  /// The most functions that can be traced at a time.
  public static let mostFunctions = 1000

  /// Whose calls are counted.
  public var filter: ProbeFilter
  /// The traced functions, at most `mostFunctions`.
  public var functions: TracedFunctions
  /// Whether each function has a histogram of its own. With more than one function, oldest kernel
  /// 5.15, but on the rung `fentry`.
  public var byFunction: Bool
  /// Whether `FunctionFollower` is to trace functions of more files later.
  public var findsMoreLater = false

  /// The probe.
  public init(
    _ functions: TracedFunctions, filter: ProbeFilter = ProbeFilter(), byFunction: Bool = false
  ) {
    self.functions = functions
    self.filter = filter
    self.byFunction = byFunction
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .funclatency }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// Kernel functions have `fentry` with `fexit`, for up to eight of them, then kprobes: all at
  /// once where the kernel can do that, by one program for both ends of a call or one for each,
  /// else one by one. Functions of a program have uprobes, all at once where the kernel can do
  /// that.
  public var ladder: [Rung] {
    switch functions {
    case .kernel(let names):
      (names.count <= FUNCLATENCY_PROGRAMS ? [Self.trampolines(names)] : [])
        + kprobeRungs(
          names,
          single: rung(
            "kprobe", names, returning: { ("return_kretprobe", .kretprobe($0)) },
            entering: { ("enter_kprobe", .kprobe($0)) }))
    case .program(let path, let names):
      [
        rung(
          "uprobe", names,
          returning: { ("return_uretprobe", .userReturn(path: path, function: $0)) },
          entering: { ("enter_uprobe", .userFunction(path: path, function: $0)) })
      ]
    case .located(let functions): uprobeRungs(functions)
    }
  }

  // Returns first: then no entry that was seen lacks its return.

  private static func trampolines(_ names: [String]) -> Rung {
    Rung(
      "fentry",
      names.enumerated().map { .init("return_fexit_\($0.offset)", at: .fexit($0.element)) }
        + names.enumerated().map { .init("enter_fentry_\($0.offset)", at: .fentry($0.element)) },
      runsPerEvent: 2)
  }

  private func rung<Function>(
    _ name: String, _ functions: [Function], returning: (Function) -> (String, Hook),
    entering: (Function) -> (String, Hook)
  ) -> Rung {
    func placements(_ place: (Function) -> (String, Hook)) -> [Rung.Placement] {
      functions.enumerated().map { index, function in
        let (program, hook) = place(function)
        return .init(
          program, at: hook, cookie: byFunction ? UInt64(index) : 0,
          part: functions.count > 1 ? index : nil)
      }
    }
    return Rung(name, placements(returning) + placements(entering), runsPerEvent: 2)
  }

  /// Whether calls of one function can take the frames of another's.
  var isSeveral: Bool { functions.names.count > 1 }

  /// Calls that have not returned.
  public var unfinished: [UnfinishedMap] { .started }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    try object.setConstants(
      bytes(
        of: funclatency_settings(
          filter: try filter.settings(), by_function: byFunction ? 1 : 0,
          several: isSeveral ? 1 : 0)))
    if byFunction {
      try object.setMaximumEntries(UInt32(max(1, functions.rows.count)), ofMap: "functions")
    }
  }

  /// Calls that were seen to begin and have not returned: they still run, or ended otherwise
  /// (`exit`, `longjmp`, an exception). At least so many: a call takes the place of one whose frame
  /// was where its own is.
  public func unfinishedCalls(of probe: LoadedProbe) throws(BPFError) -> UInt64? {
    guard probe.rung.name == Self.sessionRung else { return try Self.countStarted(probe.object) }
    // There the kernel keeps what has begun, and only its number is known.
    if probe.hasForgotten { return nil }
    let begun = try probe.object.map("begun").sumOverCPUs(index: 0)[0]
    let ended =
      byFunction
      ? try latenciesByFunction(of: probe).reduce(0) { $0 + $1.latencies.count }
      : try Self.latencies(of: probe).count
    return begun - min(begun, ended)
  }

  /// How many keys have begun and not ended, in the maps of `started.h`.
  private static func countStarted(_ object: borrowing LoadedObject) throws(BPFError) -> UInt64 {
    let wordsOfPlace = 3
    let places = try object.map("places").allValues()
    let taken = stride(from: 0, to: places.count, by: wordsOfPlace).count { places[$0] != 0 }
    return UInt64(taken + (try object.map("elsewhere").contents(perCPU: false).count))
  }

  /// The latencies of all functions together, of a probe that was loaded to count them so.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public static func latencies(of probe: LoadedProbe) throws(BPFError) -> LatencyHistogram {
    LatencyHistogram(copies: try probe.object.map("together").perCPUBytes(index: 0).words)
  }

  /// The latencies of the functions of each name, in the order of `functions`, of this probe loaded
  /// to count them apart.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public func latenciesByFunction(
    of probe: LoadedProbe
  ) throws(BPFError) -> [(function: String, latencies: LatencyHistogram)] {
    let map = try probe.object.map("functions")
    var result: [(function: String, latencies: LatencyHistogram)] = []
    for (index, name) in functions.rows.enumerated() {
      let words = try map.perCPUBytes(index: UInt32(index)).words
      result.append((name, LatencyHistogram(copies: words)))
    }
    return result
  }
}
