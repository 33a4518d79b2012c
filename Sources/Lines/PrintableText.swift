// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The text as a terminal may have it: control characters, with which names of others could write
  /// anything, as `\xHH`.
  ///
  /// - Parameter keepsLines: Whether ends of lines and tabs stay.
  /// - Returns: A text that does not move the cursor, but to the next line where that is kept.
  public func printable(keepsLines: Bool = false) -> String {
    var text = ""
    for scalar in unicodeScalars {
      let isKept = keepsLines && (scalar == "\n" || scalar == "\t")
      if scalar.properties.generalCategory == .control, !isKept {
        let digits = String(scalar.value, radix: 16)
        text += "\\x\(digits.count < 2 ? "0" : "")\(digits)"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
