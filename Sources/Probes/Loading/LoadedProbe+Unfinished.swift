// SPDX-License-Identifier: Apache-2.0

import BPF

extension LoadedProbe {
  /// The maps of what has begun and is not over; each probe has some of them. `places` is an array.
  private static let unfinished = [
    "elsewhere", "running", "requests", "under_way", "ring_opens", "ring_files",
  ]
  private static let unfinishedPlaces = "places"

  /// How many keys have begun and not ended, in the maps of `started.h`.
  ///
  /// - Throws: `BPFError.failed` with `read`.
  func countStarted() throws(BPFError) -> UInt64 {
    let wordsOfPlace = 3
    let places = try object.map(Self.unfinishedPlaces).allValues()
    let taken = stride(from: 0, to: places.count, by: wordsOfPlace).count { places[$0] != 0 }
    return UInt64(taken + (try object.map("elsewhere").contents(perCPU: false).count))
  }

  /// Forgets what has begun and is not over. Nothing may be attached meanwhile.
  ///
  /// - Throws: `BPFError.failed` with `write`.
  func forgetUnfinished() throws(BPFError) {
    hasForgotten = true
    for name in Self.unfinished where object.hasMap(name) { try object.map(name).removeAll() }
    if object.hasMap(Self.unfinishedPlaces) { try object.map(Self.unfinishedPlaces).zeroAll() }
  }
}
