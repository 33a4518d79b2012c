// SPDX-License-Identifier: Apache-2.0

/// Checksums of files.
enum Checksum {
  /// The SHA-256 of a file, in hexadecimal.
  static func sha256(of path: String) throws(KernelsError) -> String {
    let output = try ExternalCommand.sha256.run(["--binary", path], deadline: .seconds(60))
    let digits = output.prefix { $0.isHexDigit }
    guard digits.count == 64 else {
      throw .toolFailed(
        name: ExternalCommand.sha256.name, reason: "it printed no checksum", output: output)
    }
    return String(digits)
  }
}
