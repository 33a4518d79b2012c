// SPDX-License-Identifier: Apache-2.0

import Probes

/// Prints who fails to open what: `failed-opens [COUNT]`, for ever or until so many were seen.
@main
struct FailedOpens {
  static func main() async throws {
    let limit = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? .max
    let events = Opensnoop(failedOnly: true).events()
    let rung = try await events.attached()
    print("watching on \(rung.name)")

    var seen = 0
    for try await event in events {
      let name = String(decoding: event.comm, as: UTF8.self)
      let path = event.path.map { String(decoding: $0, as: UTF8.self) } ?? "?"
      print("\(name) (\(event.pid)): \(path.debugDescription), errno \(-event.result)")
      seen += 1
      if seen == limit { break }
    }
    if let lost = events.lost, lost > 0 { print("\(lost) events were lost") }
  }
}
