// SPDX-License-Identifier: Apache-2.0

import BPF

extension Funclatency {
  /// Uprobes where functions begin and where they end, the ends first.
  func uprobes(_ functions: [LocatedFunction]) -> Rung {
    let cookies = functions.indices.map { byFunction ? UInt64($0) : 0 }
    let ends = zip(functions, cookies).flatMap { function, cookie in
      function.ends.map {
        Rung.Placement($0.program, at: $0.hook, cookie: cookie, process: filter.pid)
      }
    }
    let starts = zip(functions, cookies).map { function, cookie in
      Rung.Placement(
        function.startProgram, at: function.hook(function.offset), cookie: cookie,
        process: filter.pid)
    }
    return Rung("uprobe", ends + starts, runsPerEvent: 2)
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

  fileprivate func hook(_ offset: UInt64) -> Hook { .uprobe(path: path, offset: Int(offset)) }
}
