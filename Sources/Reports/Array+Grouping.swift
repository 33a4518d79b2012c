// SPDX-License-Identifier: Apache-2.0

extension Array {
  /// The elements of each key together, keys in the order they first appear.
  func grouped<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
    var places: [Key: Int] = [:]
    var groups: [[Element]] = []
    for element in self {
      if let place = places[key(element)] {
        groups[place].append(element)
      } else {
        places[key(element)] = groups.count
        groups.append([element])
      }
    }
    return groups
  }
}

extension Array where Element: Hashable {
  /// Each element once, in the order they first appear.
  var unique: [Element] { grouped(by: \.self).map { $0[0] } }
}
