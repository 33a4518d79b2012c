// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// A file of text that may be packed with gzip, such as `/proc/config.gz`.
public enum PackedFile {
  private static let limit = 4 << 20

  /// The file's text, at most 4 MiB.
  ///
  /// - Throws: `BPFError.failed` with `read`.
  public static func text(_ path: String) throws(BPFError) -> String {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe clibbpf_read_packed(
        path, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    try check(Int32(truncatingIfNeeded: min(count, 0)), .read, path)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
