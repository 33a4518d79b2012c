// SPDX-License-Identifier: Apache-2.0

/// A result document of whichever kind it says it is.
public enum AnyDocument: Sendable {
  /// Of `tare measure`.
  case measure(MeasureDocument)
  /// Of `tare matrix`.
  case matrix(MatrixDocument)
  /// Of `tare features`.
  case features(FeaturesDocument)
  /// Of `tare calibrate`.
  case calibration(CalibrationDocument)
  /// Of `tare afford`.
  case afford(AffordDocument)

  /// Reads a document from JSON.
  ///
  /// - Parameter json: The whole text, in UTF-8.
  /// - Throws: `notADocument`, `unknownKind`, `unknownSchema` or `malformed`.
  public init(json: [UInt8]) throws(ResultsError) {
    switch try DocumentHeader(json: json).kind {
    case MeasureDocument.kind: self = .measure(try MeasureDocument(json: json))
    case MatrixDocument.kind: self = .matrix(try MatrixDocument(json: json))
    case FeaturesDocument.kind: self = .features(try FeaturesDocument(json: json))
    case CalibrationDocument.kind: self = .calibration(try CalibrationDocument(json: json))
    case AffordDocument.kind: self = .afford(try AffordDocument(json: json))
    case let kind:
      let known = [
        MeasureDocument.kind, MatrixDocument.kind, FeaturesDocument.kind, CalibrationDocument.kind,
        AffordDocument.kind,
      ].joined(separator: "' or '")
      throw .unknownKind(found: kind, known: known)
    }
  }

  /// Reads a document from a file.
  ///
  /// - Parameter path: A file or a pipe.
  /// - Throws: `cannotRead`, or what `init(json:)` throws.
  public init(path: String) throws(ResultsError) {
    try self.init(json: try ResultFile.read(path))
  }

  /// The kind that it says it is.
  public var kind: String {
    switch self {
    case .measure: MeasureDocument.kind
    case .matrix: MatrixDocument.kind
    case .features: FeaturesDocument.kind
    case .calibration: CalibrationDocument.kind
    case .afford: AffordDocument.kind
    }
  }
}
