// SPDX-License-Identifier: Apache-2.0

import Foundation
import Instructions
import Results
import Testing

/// Outcomes as they come out of a guest: as JSON.
enum Decoded {
  static func cell(_ more: String = "") throws -> MatrixCell {
    let verdict = more.isEmpty ? #""verdict": "exact", "# : more
    let text = #"{"probe": "p", "rung": "r", \#(verdict) "checks": [], "programs": []}"#
    return try JSONDecoder().decode(MatrixCell.self, from: Data(text.utf8))
  }

  static func reading(
    off: Double, floor: Double, probe: Double, failure: String?
  ) throws -> InstructionReading {
    let end = failure.map { #", "failure": "\#($0)""# } ?? ""
    let text = """
      {"probe": "p", "rung": "r", "workload": "w", "eventsPerOperation": 2, "off": \(off),
       "floor": \(floor), "probeAttached": \(probe)\(end)}
      """
    return try JSONDecoder().decode(InstructionReading.self, from: Data(text.utf8))
  }
}

/// A file that a test opens by itself.
enum FileUnderTest {
  static func write<Result>(to path: String, _ body: (Int32) -> Result) throws -> Result {
    let file = try #require(FileHandle(forWritingAtPath: path))
    return body(file.fileDescriptor)
  }
}
