// SPDX-License-Identifier: Apache-2.0

/// A job that came to the guest. It is read, and answered, inside it.
public struct GuestJob {
  /// What kind of job it is.
  public let kind: String
  /// The steps that failed when the guest started, for example a module that could not be loaded.
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

  /// What the job is to work on.
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
