// SPDX-License-Identifier: Apache-2.0

/// The lines of the conversation: one JSON object each, without a line feed. The guest says
/// `ready`, for each job any number of results and one `done` or `failed`, and powers off at `end`.
enum GuestMessage {
  /// The kind of line, read first to decode the rest.
  struct Head: Codable, Hashable {
    enum Kind: String, Codable { case ready, result, done, failed, job, end }
    var type: Kind
    /// The job that the line is about.
    var job: Int?
    /// The kind of job (`job`).
    var kind: String?
    /// Why it failed (`failed`).
    var reason: String?
  }

  /// A line with a value: a job's input or a result.
  struct Body<Value> {
    var head: Head
    var value: Value
  }

  /// The field that carries the value.
  enum Key: String, CodingKey { case value }
}

extension GuestMessage.Body: Encodable where Value: Encodable {
  func encode(to encoder: any Encoder) throws {
    try head.encode(to: encoder)
    var container = encoder.container(keyedBy: GuestMessage.Key.self)
    try container.encode(value, forKey: .value)
  }
}

extension GuestMessage.Body: Decodable where Value: Decodable {
  init(from decoder: any Decoder) throws {
    head = try GuestMessage.Head(from: decoder)
    value = try decoder.container(keyedBy: GuestMessage.Key.self).decode(Value.self, forKey: .value)
  }
}
