// SPDX-License-Identifier: Apache-2.0

/// The lines of the conversation: one JSON object each, without a line feed inside.
///
/// The guest says `ready` first. Then the host sends a job, and the guest answers with any number of
/// results and one `done` or `failed`. After `end` the guest powers off.
enum GuestMessage {
  /// Which line it is; read first, to know how to read the rest.
  struct Head: Codable, Hashable {
    enum Kind: String, Codable { case ready, result, done, failed, job, end }
    var type: Kind
    /// The job that the line is about.
    var job: Int?
    /// What kind of job it is (`job`).
    var kind: String?
    /// Why it failed (`failed`).
    var reason: String?
  }

  /// A line that carries something: a job its input, a result its value.
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
