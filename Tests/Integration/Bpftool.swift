// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The kernel developers' own tool, for a second opinion.
enum Bpftool {
  private static let path = "/usr/sbin/bpftool"

  /// A program as it tells it.
  static func program(_ identifier: UInt32) throws -> [String: Any] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["prog", "show", "id", "\(identifier)", "--json"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}
