// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

/// What a probe reported while something ran.
struct Watched<P: StreamingProbe, Result> {
  var events: [P.Event]
  var drops: UInt64
  var result: Result
}

/// Loads a rung, by its name.
func load(_ probe: some Probe, rung name: String) throws -> LoadedProbe {
  try Tracefs.makeAvailable()
  let rung = try #require(probe.ladder.first { $0.name == name })
  return try probe.load(rung)
}

/// Attaches a rung while `body` runs and returns what it reported.
func watch<P: StreamingProbe, Result>(
  _ probe: P, rung: String, while body: () throws -> Result
) throws -> Watched<P, Result> {
  let loaded = try load(probe, rung: rung)
  var events: [P.Event] = []
  var strangers = 0
  let ring = try RingBuffer(try loaded.object.map("records")) { record in
    if let event = P.event(from: record) { events.append(event) } else { strangers += 1 }
  }
  let attached = try loaded.attach()
  let result = try body()
  attached.detach()
  try ring.drain()
  #expect(strangers == 0)
  return Watched(events: events, drops: try #require(try loaded.drops()), result: result)
}

extension [UInt8] {
  /// The text that the bytes are in UTF-8.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Two digits a byte.
  var hexadecimal: String {
    map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
