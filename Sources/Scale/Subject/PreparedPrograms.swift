// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects

/// Loaded programs without reports, each at its hook: empty ones, or a known weight.
package final class PreparedPrograms: PreparedSubject {
  /// A program and its hook.
  package struct Placement {
    package let program: String
    package let hook: Hook

    package init(_ program: String, at hook: Hook) {
      self.program = program
      self.hook = hook
    }
  }

  /// An object and the hooks of its programs.
  private final class Part {
    let placements: [Placement]
    let object: LoadedObject

    init(_ placements: [Placement], _ object: consuming LoadedObject) {
      self.placements = placements
      self.object = object
    }
  }

  private var parts: [Part] = []
  private var attached: AttachmentSet?

  package init() {}

  /// Loads programs of an object's ELF file; `configure` writes settings into it first.
  package func load(
    _ bytes: [UInt8], name: String, _ placements: [Placement],
    configure: (borrowing OpenObject) throws(BPFError) -> Void = { _ in }
  ) throws(WeighingError) {
    try askingKernel { () throws(BPFError) in
      let open = try OpenObject(bytes, name: name)
      try open.keepOnly(programs: placements.map(\.program))
      for placement in placements { try open.aim(placement.program, at: placement.hook) }
      try configure(open)
      parts.append(Part(placements, try open.load()))
    }
  }

  /// Attaches all programs, or none.
  package func attach() throws(WeighingError) {
    guard isDetached else { return }
    var all = AttachmentSet()
    do throws(BPFError) {
      for part in parts {
        for placement in part.placements {
          all.add(try part.object.attach(placement.program, at: placement.hook))
        }
      }
    } catch { throw .kernel(error) }
    attached = consume all
  }

  /// Detaches all programs.
  package func detach() { attached = nil }

  private var isDetached: Bool {
    switch attached {
    case .some: false
    case .none: true
    }
  }

  package func witness(of workload: WitnessedWorkload) -> any Witness { NoWitness() }

  package func makeReader(for witness: any Witness, output: Int32) -> (any Reader)? { nil }

  /// No event is lost, as none is reported.
  package func lostEvents() -> UInt64? { 0 }

  package func skippedRuns() throws(WeighingError) -> UInt64 {
    try programs { _ in true }.reduce(0) { $0 + $1.recursionMisses }
  }

  package func programs(
    where isWanted: (Hook) -> Bool
  ) throws(WeighingError) -> [ProgramInformation] {
    var figures: [ProgramInformation] = []
    do throws(BPFError) {
      for part in parts {
        let names = part.placements.filter { isWanted($0.hook) }.map(\.program)
        for (index, name) in names.enumerated() where !names[..<index].contains(name) {
          figures.append(try part.object.information(ofProgram: name))
        }
      }
    } catch { throw .kernel(error) }
    return figures
  }

  /// The work of all programs, in which each run is an event.
  package func work() throws(WeighingError) -> Work {
    try programs { _ in true }.reduce(Work(events: 0, nanoseconds: 0)) {
      Work(events: $0.events + Double($1.runCount), nanoseconds: $0.nanoseconds + $1.runNanoseconds)
    }
  }

  /// The number of programs of each kind in the object of empty programs.
  private static let emptyProgramsOfAKind = 8

  /// Loads an empty program for each hook: the floor, whose cost is the hooks' alone. One program
  /// serves several kprobes or uprobes; of other kinds eight hooks take one copy of the object.
  package convenience init(emptyAt hooks: [Hook], name: String = "floor") throws(WeighingError) {
    self.init()
    for placements in Self.emptyPrograms(at: hooks) {
      try load(ProbeObject.floor.bytes, name: name, placements)
    }
  }

  /// The placements in each copy of the object.
  static func emptyPrograms(at hooks: [Hook]) -> [[Placement]] {
    var used: [Hook.Kind: Int] = [:]
    var copies: [[Placement]] = []
    for hook in hooks {
      let count = used[hook.kind, default: 0]
      used[hook.kind] = count + 1
      let copy = hook.kind.servesMany ? 0 : count / emptyProgramsOfAKind
      while copies.count <= copy { copies.append([]) }
      let program = "\(hook.kind.rawValue)_\(count % emptyProgramsOfAKind)"
      copies[copy].append(Placement(program, at: hook))
    }
    return copies
  }
}
