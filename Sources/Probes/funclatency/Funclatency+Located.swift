// SPDX-License-Identifier: Apache-2.0

import BPF

extension Funclatency {
  /// The most hooks that are attached one by one though the kernel may have a way to attach all at
  /// once: each takes a tenth of a second to leave.
  private static let fewHooks = 2

  /// The rung whose uprobes attach one by one.
  private static let singleRung = "uprobe"

  /// Uprobes where functions begin and where they end, all at once where the kernel can do that,
  /// else one by one.
  func uprobeRungs(_ functions: [LocatedFunction]) -> [Rung] {
    let single = uprobes(functions)
    return single.placements.count > Self.fewHooks ? [multi(single), single] : [single]
  }

  /// Where the programs of a rung go for functions that were found after it was loaded.
  func placements(of functions: [LocatedFunction], on rung: Rung) -> [Rung.Placement] {
    let single = uprobes(functions).placements
    return rung.name == Self.singleRung ? single : multi(single)
  }

  /// Functions in the groups that attach together: all at once, or each by itself, so that the
  /// kernel may refuse one and take another.
  func groups(of functions: [LocatedFunction], on rung: Rung) -> [[LocatedFunction]] {
    if functions.isEmpty { return [] }
    return rung.name == Self.singleRung ? functions.map { [$0] } : [functions]
  }

  /// One of each program that functions may need.
  private var spares: [Rung.Placement] {
    guard findsMoreLater else { return [] }
    let endings: [LocatedFunction.Ending] = [
      .returnProbe, .instructions([0]), .goInstructions([0]),
    ]
    let every = endings.map { LocatedFunction(name: "", path: "", offset: 0, ending: $0) }
    return every.flatMap { function in
      [.init(function.startProgram, at: function.hook(0))]
        + function.ends.map { .init($0.program, at: $0.hook) }
    }
  }

  /// The functions that the kernel refused to trace, by number, with its reasons.
  public func refusedFunctions(of probe: LoadedProbe) -> [Int: BPFError] {
    var refused = probe.refusals.parts
    guard case .located(let located) = functions else {
      for (index, name) in functions.names.enumerated() {
        if let reason = probe.refusals.functions[name] { refused[index] = reason }
      }
      return refused
    }
    for (index, function) in located.enumerated() {
      let reasons = function.places.compactMap { probe.refusals.places[$0] }
      if let reason = reasons.first { refused[index] = reason }
    }
    return refused
  }

  /// The ends first: then no entry that was seen lacks its end.
  private func uprobes(_ functions: [LocatedFunction]) -> Rung {
    // One that hands over to another with a jump leaves it its frame: where it is in the file tells
    // them apart.
    let tellsApart = isSeveral && UprobeFeatures.haveCookies
    let rows = Dictionary(self.functions.rows.enumerated().map { ($1, $0) }) { first, _ in first }
    func placement(_ index: Int, _ program: String, _ hook: Hook) -> Rung.Placement {
      let row = byFunction ? UInt64(rows[functions[index].name] ?? 0) : nil
      return .init(
        program, at: hook, cookie: row ?? (tellsApart ? functions[index].offset : 0),
        process: filter.pid,
        part: functions.count > 1 ? index : nil
      ).only(in: functions[index].file)
    }
    let ends = functions.enumerated().flatMap { index, function in
      function.ends.map { placement(index, $0.program, $0.hook) }
    }
    let starts = functions.enumerated().map { index, function in
      placement(index, function.startProgram, function.hook(function.offset))
    }
    // The price that is known of the rung is that of return probes; a `ret` that is stepped over
    // costs more.
    let isWeighed = functions.allSatisfy { $0.ending == .returnProbe }
    return Rung(
      Self.singleRung, ends + starts, runsPerEvent: 2, costsLike: isWeighed ? nil : "uprobe at ret",
      spares: spares)
  }

  /// The hooks of a rung, those of one program in one file together.
  private func multi(_ rung: Rung) -> Rung {
    let placements = multi(rung.placements)
    return Rung(
      "uprobe_multi", placements, runsPerEvent: 2, costsLike: rung.costsLike,
      spares: multi(rung.spares))
  }

  private func multi(_ single: [Rung.Placement]) -> [Rung.Placement] {
    struct Group: Hashable {
      let program, path: String
      let isReturn: Bool
      let file: FileIdentity?
    }
    var order: [Group] = []
    var places: [Group: (offsets: [UInt64], cookies: [UInt64])] = [:]
    for placement in single {
      guard let (path, offset) = placement.hook.place else { continue }
      let group = Group(
        program: placement.program, path: path, isReturn: placement.hook.kind == .uretprobe,
        file: placement.file)
      if places[group] == nil { order.append(group) }
      places[group, default: ([], [])].offsets.append(offset)
      places[group]?.cookies.append(placement.cookie)
    }
    return order.map { group in
      let (offsets, cookies) = places[group] ?? ([], [])
      let hook: Hook =
        group.isReturn
        ? .uretprobeMulti(path: group.path, offsets: offsets, cookies: cookies)
        : .uprobeMulti(path: group.path, offsets: offsets, cookies: cookies)
      return Rung.Placement(
        group.program, at: hook, process: UprobeFeatures.filtersByProcess ? filter.pid : nil
      ).only(in: group.file)
    }
  }
}

extension Hook {
  fileprivate var place: (path: String, offset: UInt64)? {
    switch self {
    case .uprobe(let path, let offset), .uretprobe(let path, let offset): (path, UInt64(offset))
    default: nil
    }
  }
}

extension LocatedFunction {
  /// The program that runs where a call begins.
  fileprivate var startProgram: String {
    if case .goInstructions = ending { "enter_go" } else { "enter_uprobe" }
  }

  /// The programs that run where a call ends, and where that is.
  fileprivate var ends: [(program: String, hook: Hook)] {
    switch ending {
    case .returnProbe: [("return_uretprobe", .uretprobe(path: path, offset: Int(offset)))]
    case .instructions(let places): places.map { ("return_instruction", hook($0)) }
    case .goInstructions(let places): places.map { ("return_go_instruction", hook($0)) }
    }
  }

  /// Where its breakpoints are.
  fileprivate var places: [CodePlace] {
    let ends: [UInt64] =
      switch ending {
      case .returnProbe: []
      case .instructions(let places), .goInstructions(let places): places
      }
    return ([offset] + ends).map { CodePlace(path: path, offset: $0) }
  }

  fileprivate func hook(_ offset: UInt64) -> Hook { .uprobe(path: path, offset: Int(offset)) }
}
