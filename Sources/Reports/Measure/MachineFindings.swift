// SPDX-License-Identifier: Apache-2.0

import Results

/// The contents of a document on one machine.
struct MachineFindings {
  /// The runs on it.
  var sittings: [Sitting]
  /// Every cell weighed on it, as the document has it.
  var cells: [Cell]
  /// The findings to print, in the order they were weighed.
  var findings: [Finding]
}

extension MachineFindings {
  /// The properties of a machine that make two sittings' numbers comparable.
  private struct Key: Hashable {
    let release, version, model: String
    let cpuCount: Int

    init(_ machine: Machine) {
      release = machine.kernelRelease
      version = machine.kernelVersion
      model = machine.cpuModel
      cpuCount = machine.cpuCount
    }
  }

  /// One entry a machine, in the order of the document.
  static func all(in document: MeasureDocument) -> [MachineFindings] {
    document.sittings.grouped { Key($0.machine) }.map { sittings in
      let key = Key(sittings[0].machine)
      let cells = document.cells.filter { cell in
        cell.sittings.first.map { Key(document.sittings[$0].machine) == key } ?? false
      }
      return MachineFindings(sittings: sittings, cells: cells, findings: findings(in: cells))
    }
  }

  private struct Subject: Hashable {
    let probe, rung: String
    let options: [String: String]
    let workload: String?

    init(_ cell: Cell, workload: String?) {
      probe = cell.probe
      rung = cell.rung
      options = cell.options
      self.workload = workload
    }
  }

  private static func findings(in cells: [Cell]) -> [Finding] {
    var findings: [Finding] = []
    let watched = cells.filter { $0.role == .watched }
    func belongs(_ bystander: Cell, to cell: Cell) -> Bool {
      bystander.probe == cell.probe && bystander.rung == cell.rung
        && bystander.options == cell.options
    }
    let bystanders = cells.filter { $0.role == .bystander }
    for sittings in watched.grouped(by: { Subject($0, workload: $0.workload) }) {
      let own = bystanders.filter { belongs($0, to: sittings[0]) }
      findings.append(Finding(watched: sittings, bystanders: own))
    }
    let alone = bystanders.filter { cell in !watched.contains { belongs(cell, to: $0) } }
    for sittings in alone.grouped(by: { Subject($0, workload: nil) }) {
      findings.append(Finding(watched: [], bystanders: sittings))
    }
    for place in findings.indices {
      let rungs = findings.filter { $0.named?.probe == findings[place].named?.probe }
      findings[place].hasOtherRungs = Set(rungs.map { $0.named?.rung }).count > 1
    }
    return findings
  }
}
