// SPDX-License-Identifier: Apache-2.0

/// The place in a file of this process's memory.
struct MemoryPlace: Hashable {
  let path: String
  let offset: Int

  /// Finds an address in `/proc/self/maps`.
  init?(of address: UInt, in maps: String) {
    for line in maps.split(separator: "\n") {
      // 55d0c0a00000-55d0c0a21000 r-xp 00002000 fe:00 1234    /usr/bin/tare
      let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      let ends = words.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
      guard words.count == 6, ends.count == 2, (ends[0]..<ends[1]).contains(address),
        let start = Int(words[2], radix: 16)
      else { continue }
      path = String(words[5].drop { $0 == " " })
      offset = start + Int(address - ends[0])
      return
    }
    return nil
  }
}
