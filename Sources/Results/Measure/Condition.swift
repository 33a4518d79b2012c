// SPDX-License-Identifier: Apache-2.0

/// The programs attached while operations ran. One string in a document: `off again`, or a rung's
/// name.
public enum Condition: Hashable, Sendable {
  /// Nothing.
  case off
  /// Nothing, a second time: compared with `off` it gives the noise floor.
  case offAgain
  /// A program on an event that does not fire.
  case never
  /// An empty program on the probe's hooks.
  case floor
  /// The probe, on the rung of the cell.
  case probe
  /// The probe on another rung, by its name.
  case rung(String)

  /// The name in documents and in print.
  public var name: String {
    switch self {
    case .off: "off"
    case .offAgain: "off again"
    case .never: "never"
    case .floor: "floor"
    case .probe: "probe"
    case .rung(let name): name
    }
  }

  /// The condition of that name; a name that is no condition's is a rung's.
  public init(name: String) {
    let known: [Condition] = [.off, .offAgain, .never, .floor, .probe]
    self = known.first { $0.name == name } ?? .rung(name)
  }
}

extension Condition: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    self.init(name: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
