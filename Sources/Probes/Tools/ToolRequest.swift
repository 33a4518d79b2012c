// SPDX-License-Identifier: Apache-2.0

import Lines

/// The options that all tools share, as far as a tool has to know them, and where it can tell something.
package struct ToolRequest {
  /// Whose events are wanted.
  package var filter: ProbeFilter
  /// Whether a command is started whose processes are watched.
  package var startsCommand: Bool
  /// Whether output is JSON.
  package var json: Bool
  /// The clock of the run.
  package var clock: EventClock
  /// Tells the user what is missing or lost.
  package var complain: (String) -> Void
  /// Tells the user what is good to know; does nothing where they want quiet.
  package var remark: (String) -> Void

  /// A request.
  package init(
    filter: ProbeFilter, startsCommand: Bool, json: Bool, clock: EventClock,
    complain: @escaping (String) -> Void, remark: @escaping (String) -> Void
  ) {
    self.filter = filter
    self.startsCommand = startsCommand
    self.json = json
    self.clock = clock
    self.complain = complain
    self.remark = remark
  }
}

/// The reason why a tool cannot do what its options ask for.
package struct ToolError: Error, CustomStringConvertible {
  package let description: String
  /// Whether the options are wrong, and not the machine's state.
  package let isWrongUse: Bool
}
