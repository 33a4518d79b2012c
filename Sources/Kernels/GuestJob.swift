// SPDX-License-Identifier: Apache-2.0

/// A job inside the guest, which reads and answers it.
public struct GuestJob {
  /// The kind of job.
  public let kind: String
  /// The failed steps of the start, for example of a module that was not loaded.
  public let complaints: [String]
  private let number: Int
  private let line: [UInt8]
  private let port: GuestPort

  init(kind: String, complaints: [String], number: Int, line: [UInt8], port: GuestPort) {
    self.kind = kind
    self.complaints = complaints
    self.number = number
    self.line = line
    self.port = port
  }

  /// The job's input.
  ///
  /// - Throws: `DecodingError` where the host sent another shape.
  public func input<Input: Decodable>(as type: Input.Type = Input.self) throws -> Input {
    try GuestLine.decode(line, as: GuestMessage.Body<Input>.self).value
  }

  /// Sends a result; a job may have any number of them.
  public func yield(_ value: some Encodable) throws {
    let head = GuestMessage.Head(type: .result, job: number)
    try port.send(GuestMessage.Body(head: head, value: value))
  }
}
