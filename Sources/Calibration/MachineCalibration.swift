// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import Scale
import System

/// A machine's own calibration, kept for each kernel and CPU model in a folder of the cache.
public struct MachineCalibration: Sendable {
  /// `uname -r`.
  public let kernelRelease: String
  /// The CPU's model as `/proc/cpuinfo` has it.
  public let cpuModel: String
  private let folder: String

  /// Finds the running machine's calibration.
  ///
  /// - Parameter cache: The folder of the cache.
  public init(cache: String) {
    let identity = MachineReading.identity
    self.init(cache: cache, kernelRelease: identity.kernelRelease, cpuModel: identity.cpuModel)
  }

  /// Finds any machine's calibration.
  ///
  /// - Parameters:
  ///   - cache: The folder of the cache.
  ///   - kernelRelease: As `uname -r` has it.
  ///   - cpuModel: As `/proc/cpuinfo` has it.
  public init(cache: String, kernelRelease: String, cpuModel: String) {
    self.kernelRelease = kernelRelease
    self.cpuModel = cpuModel
    folder = "\(cache)/calibration"
  }

  /// The path of the calibration, whether it exists or not.
  public var path: String {
    "\(folder)/\(Self.fileName(kernelRelease)) \(Self.fileName(cpuModel)).json"
  }

  /// The path of a probe's measurement, for the price of its events on this machine.
  public func path(ofProbe name: String) -> String {
    "\(folder)/\(Self.fileName(kernelRelease)) \(Self.fileName(cpuModel)) \(Self.fileName(name)).json"
  }

  /// Reads a probe's measurement.
  ///
  /// - Returns: `nil` where the probe was not weighed on this machine with this kernel.
  /// - Throws: The reason why the file cannot be read.
  public func document(ofProbe name: String) throws(ResultsError) -> MeasureDocument? {
    let path = path(ofProbe: name)
    guard unsafe access(path, F_OK) == 0 else { return nil }
    return try MeasureDocument(path: path)
  }

  /// Reads the prices of a probe's events.
  ///
  /// - Returns: No prices where the probe was not weighed on this machine with this kernel.
  /// - Throws: The reason why the file cannot be read.
  public func prices(ofProbe name: String) throws(ResultsError) -> [ProbePrice] {
    guard let document = try document(ofProbe: name) else { return [] }
    let time = document.sittings.first?.startedAt ?? ""
    return ProbePrice.all(in: document, source: .thisMachine(weighedAt: time))
  }

  /// Keeps a probe's measurement.
  ///
  /// - Throws: `cannotWrite`.
  public func keep(_ document: MeasureDocument, ofProbe name: String) throws(ResultsError) {
    try makeFolder()
    try document.write(to: path(ofProbe: name))
  }

  /// Reads the calibration.
  ///
  /// - Returns: `nil` where this machine was not calibrated with this kernel.
  /// - Throws: The reason why the file cannot be read, such as another version of tare.
  public func find() throws(ResultsError) -> CalibrationDocument? {
    guard unsafe access(path, F_OK) == 0 else { return nil }
    return try CalibrationDocument(path: path)
  }

  /// Keeps a calibration, unless the kept one has more prices.
  ///
  /// - Throws: `cannotWrite`, or the reason why the kept one cannot be read.
  public func keep(_ document: CalibrationDocument) throws(ResultsError) {
    let kept = try find().map(Self.prices) ?? 0
    guard Self.prices(document) >= max(kept, 1) else { return }
    try makeFolder()
    try document.write(to: path)
  }

  /// The number of hooks with a price.
  private static func prices(_ document: CalibrationDocument) -> Int {
    document.hooks.count { $0.nanoseconds != nil }
  }

  private func makeFolder() throws(ResultsError) {
    let parent = folder.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
    for folder in [parent, folder] {
      do throws(SystemError) { try Folder.make(folder, mode: 0o755) } catch {
        throw .cannotWrite(path: folder, reason: error.text)
      }
    }
  }

  /// Replaces characters that mean something in a path or a shell.
  private static func fileName(_ text: String) -> String {
    let safe = text.unicodeScalars.map { scalar in
      let isKept =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789.-+".unicodeScalars.contains(scalar))
      return isKept ? Character(scalar) : "-"
    }
    return String(safe.prefix(100))
  }
}
