// SPDX-License-Identifier: Apache-2.0

import Results

/// The document itself.
public enum MeasureJSON {
  /// Writes a document as JSON; docs/result-document.md says what is in it.
  ///
  /// - Parameter document: Any document.
  /// - Returns: JSON with sorted keys, ending in a line feed.
  /// - Throws: `cannotEncode` when a number is not finite.
  public static func render(_ document: MeasureDocument) throws(ResultsError) -> String {
    String(decoding: try document.json(), as: UTF8.self)
  }
}
