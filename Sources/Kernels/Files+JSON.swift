// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// Records of the cache, as JSON.
extension Files {
  /// Reads a record; `nil` where there is none of this form.
  static func json<Record: Decodable>(_ path: String) -> Record? {
    (try? read(path)).flatMap { try? JSONDecoder().decode(Record.self, from: Data($0)) }
  }

  /// Writes a record whole or not at all.
  static func write(json record: some Encodable, to path: String) throws(KernelsError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes: [UInt8]
    do { bytes = [UInt8](try encoder.encode(record)) } catch {
      throw .cannotStore(path: path, reason: "\(error)")
    }
    try write(bytes, to: path)
  }
}
