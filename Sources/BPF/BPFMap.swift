// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// A map of a loaded object. Valid while that object lives.
public struct BPFMap: Sendable {
  /// The name in the object's source.
  public let name: String
  let descriptor: Int32
  /// Bytes of a key.
  public let keySize: Int
  /// Bytes of a value; of a per-CPU map, of one CPU's value.
  public let valueSize: Int
  /// The most entries it can hold.
  public let entries: Int

  /// Copies the value under `key`, or returns `nil` where there is none.
  ///
  /// - Throws: `BPFError.wrongSize` when the types do not fit the map.
  public func value<Key: BitwiseCopyable, Value: BitwiseCopyable>(
    of key: Key, into initial: Value
  ) throws(BPFError) -> Value? {
    try checkSizes(key: MemoryLayout<Key>.size, value: MemoryLayout<Value>.stride)
    var value = initial
    let result = unsafe withUnsafeBytes(of: key) { key in
      unsafe withUnsafeMutableBytes(of: &value) { value in
        unsafe bpf_map_lookup_elem(descriptor, key.baseAddress, value.baseAddress)
      }
    }
    if result == -ENOENT { return nil }
    try check(result, .read, name)
    return value
  }

  /// Copies the value under a 32-bit key, as 64-bit words, or returns `nil` where there is none.
  public func words(of key: UInt32) throws(BPFError) -> MapWords? {
    guard keySize == 4 else { throw .wrongSize(map: name, expected: 4, found: keySize) }
    var words = [UInt64](repeating: 0, count: (valueSize + 7) / 8)
    let result = unsafe withUnsafeBytes(of: key) { key in
      unsafe words.withUnsafeMutableBytes {
        unsafe bpf_map_lookup_elem(descriptor, key.baseAddress, $0.baseAddress)
      }
    }
    if result == -ENOENT { return nil }
    try check(result, .read, name)
    return MapWords(words)
  }

  /// The sums over all CPUs under an array map's `index`, one for each 64-bit word of the value.
  public func sumOverCPUs(index: UInt32) throws(BPFError) -> [UInt64] {
    let words = valueSize / 8
    let perCPU = try perCPUBytes(index: index)
    var sums = [UInt64](repeating: 0, count: words)
    for cpu in 0..<(perCPU.count / (words * 8)) {
      for word in 0..<words { sums[word] &+= perCPU.word((cpu * words) + word) }
    }
    return sums
  }

  /// Every CPU's value under an array map's `index`, one after the other, each padded to 8 bytes.
  public func perCPUBytes(index: UInt32) throws(BPFError) -> MapWords {
    let count = try check(libbpf_num_possible_cpus(), .read, name)
    var words = [UInt64](repeating: 0, count: Int(count) * ((valueSize + 7) / 8))
    let result = unsafe withUnsafeBytes(of: index) { key in
      unsafe words.withUnsafeMutableBytes {
        unsafe bpf_map_lookup_elem(descriptor, key.baseAddress, $0.baseAddress)
      }
    }
    try check(result, .read, name)
    return MapWords(words)
  }

  /// Every key and value of a hash map, per CPU the CPUs' values in turn. Entries that come or go
  /// meanwhile may or may not be among them.
  public func contents(perCPU: Bool) throws(BPFError) -> [(key: MapWords, value: MapWords)] {
    let copies = perCPU ? try check(libbpf_num_possible_cpus(), .read, name) : 1
    var result: [(key: MapWords, value: MapWords)] = []
    var key: [UInt64]?
    while let next = try nextKey(after: key) {
      key = next
      var value = [UInt64](repeating: 0, count: Int(copies) * ((valueSize + 7) / 8))
      let found = unsafe next.withUnsafeBytes { key in
        unsafe value.withUnsafeMutableBytes {
          unsafe bpf_map_lookup_elem(descriptor, key.baseAddress, $0.baseAddress)
        }
      }
      if found == -ENOENT { continue }
      try check(found, .read, name)
      result.append((MapWords(next), MapWords(value)))
    }
    return result
  }

  /// An array map's values in turn, each padded to 8 bytes, in one call. Oldest kernel 5.6.
  public func allValues() throws(BPFError) -> [UInt64] {
    var keys = [UInt32](repeating: 0, count: entries)
    var values = [UInt64](repeating: 0, count: entries * ((valueSize + 7) / 8))
    var count = UInt32(entries), next: UInt32 = 0
    let result = unsafe keys.withUnsafeMutableBytes { keys in
      unsafe values.withUnsafeMutableBytes { values in
        unsafe bpf_map_lookup_batch(
          descriptor, nil, &next, keys.baseAddress, values.baseAddress, &count, nil)
      }
    }
    // The kernel answers ENOENT at the end.
    if result != -ENOENT { try check(result, .read, name) }
    return values
  }

  private func nextKey(after key: [UInt64]?) throws(BPFError) -> [UInt64]? {
    var next = [UInt64](repeating: 0, count: (keySize + 7) / 8)
    let result = unsafe next.withUnsafeMutableBytes { next -> Int32 in
      guard let key else { return unsafe bpf_map_get_next_key(descriptor, nil, next.baseAddress) }
      return unsafe key.withUnsafeBytes {
        unsafe bpf_map_get_next_key(descriptor, $0.baseAddress, next.baseAddress)
      }
    }
    if result == -ENOENT { return nil }
    try check(result, .read, name)
    return next
  }

  /// Removes every entry of a hash map.
  public func removeAll() throws(BPFError) {
    while let key = try nextKey(after: nil) {
      let result = unsafe key.withUnsafeBytes {
        unsafe bpf_map_delete_elem(descriptor, $0.baseAddress)
      }
      if result != -ENOENT { try check(result, .write, name) }
    }
  }

  /// Fills every entry of an array map with zeros, in one call. Oldest kernel 5.6.
  public func zeroAll() throws(BPFError) {
    let keys = (0..<UInt32(entries)).map(\.self)
    let values = [UInt64](repeating: 0, count: entries * ((valueSize + 7) / 8))
    var count = UInt32(entries)
    let result = unsafe keys.withUnsafeBytes { keys in
      unsafe values.withUnsafeBytes { values in
        unsafe bpf_map_update_batch(descriptor, keys.baseAddress, values.baseAddress, &count, nil)
      }
    }
    try check(result, .write, name)
  }

  /// Stores `value` under `key`.
  ///
  /// - Throws: `BPFError.wrongSize` when the types do not fit the map.
  public func set<Key: BitwiseCopyable, Value: BitwiseCopyable>(
    _ value: Value, for key: Key
  ) throws(BPFError) {
    try checkSizes(key: MemoryLayout<Key>.size, value: MemoryLayout<Value>.stride)
    let result = unsafe withUnsafeBytes(of: key) { key in
      unsafe withUnsafeBytes(of: value) { value in
        unsafe bpf_map_update_elem(descriptor, key.baseAddress, value.baseAddress, 0)
      }
    }
    try check(result, .write, name)
  }

  private func checkSizes(key: Int, value: Int) throws(BPFError) {
    guard key == keySize else { throw .wrongSize(map: name, expected: key, found: keySize) }
    guard value == valueSize else { throw .wrongSize(map: name, expected: value, found: valueSize) }
  }
}
