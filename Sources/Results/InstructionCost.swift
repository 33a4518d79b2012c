// SPDX-License-Identifier: Apache-2.0

/// What a probe costs in instructions that its guest executed. It is no time: a cache miss or a
/// mispredicted branch counts nothing.
public struct InstructionCost: Equatable, Sendable {
  /// What all the numbers count.
  public static let unit = "guest instructions"

  /// Between which ends the total lies when the machine is disturbed.
  public struct Range: Codable, Hashable, Sendable {
    /// The lowest total per event.
    public var low: Double
    /// The highest total per event.
    public var high: Double
    /// What was varied, for example `KASLR`.
    public var perturbations: [String]

    /// Makes a range.
    public init(low: Double, high: Double, perturbations: [String]) {
      self.low = low
      self.high = high
      self.perturbations = perturbations
    }
  }

  /// The workload whose operations were weighed.
  public let workload: String
  /// Events the probe sees in one operation, above 0.
  public let eventsPerOperation: Double
  /// One operation with nothing attached.
  public let off: Double
  /// One operation with an empty program on the probe's hooks.
  public let floor: Double
  /// One operation with the probe.
  public let probe: Double
  /// What the probe adds to a system call that it does not watch.
  public let bystander: Double?
  /// Boots it was weighed in, at least 1.
  public let boots: Int
  /// The largest difference between boots, in any of the counts; `nil` after one boot.
  public let spread: Double?
  /// The range over perturbations, on request.
  public var range: Range?

  /// Makes a cost from counts per operation.
  ///
  /// - Returns: `nil` when a number is not finite, or events or boots are not above 0.
  public init?(
    workload: String, eventsPerOperation: Double, off: Double, floor: Double, probe: Double,
    bystander: Double? = nil, boots: Int, spread: Double?, range: Range? = nil
  ) {
    let numbers = [
      eventsPerOperation, off, floor, probe, bystander, spread, range?.low, range?.high,
    ]
    guard numbers.allSatisfy({ $0?.isFinite ?? true }), eventsPerOperation > 0, boots > 0 else {
      return nil
    }
    self.workload = workload
    self.eventsPerOperation = eventsPerOperation
    self.off = off
    self.floor = floor
    self.probe = probe
    self.bystander = bystander
    self.boots = boots
    self.spread = spread
    self.range = range
  }

  /// `floor − off` per event.
  public var dispatch: Double { (floor - off) / eventsPerOperation }
  /// `probe − floor` per event.
  public var program: Double { (probe - floor) / eventsPerOperation }
  /// `probe − off` per event.
  public var total: Double { (probe - off) / eventsPerOperation }
  /// Whether the boots agree to 0.001 instruction; `nil` after one boot.
  public var agrees: Bool? { Self.agreement(ofSpread: spread) }

  /// The tenth of a thousandth is for what subtracting two counts does to the last bits.
  static func agreement(ofSpread spread: Double?) -> Bool? { spread.map { $0 <= 0.001_000_1 } }
}

extension InstructionCost: Codable {
  private enum Key: String, CodingKey {
    case unit, workload, eventsPerOperation, off, floor, probe, dispatch, program, total, bystander
    case boots, spread, agrees, range
  }

  /// Reads a cost; the parts and the total follow from the counts.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let unit = try container.decode(String.self, forKey: .unit)
    guard unit == Self.unit else {
      throw DecodingError.dataCorruptedError(
        forKey: .unit, in: container, debugDescription: "'\(unit)' is not '\(Self.unit)'")
    }
    let cost = InstructionCost(
      workload: try container.decode(String.self, forKey: .workload),
      eventsPerOperation: try container.decode(Double.self, forKey: .eventsPerOperation),
      off: try container.decode(Double.self, forKey: .off),
      floor: try container.decode(Double.self, forKey: .floor),
      probe: try container.decode(Double.self, forKey: .probe),
      bystander: try container.decodeIfPresent(Double.self, forKey: .bystander),
      boots: try container.decode(Int.self, forKey: .boots),
      spread: try container.decodeIfPresent(Double.self, forKey: .spread),
      range: try container.decodeIfPresent(Range.self, forKey: .range))
    guard let cost else {
      throw DecodingError.dataCorruptedError(
        forKey: .eventsPerOperation, in: container,
        debugDescription: "events and boots must be above 0")
    }
    self = cost
  }

  /// Writes the counts, and the parts and the total that follow from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.unit, forKey: .unit)
    try container.encode(workload, forKey: .workload)
    try container.encode(eventsPerOperation, forKey: .eventsPerOperation)
    try container.encode(off, forKey: .off)
    try container.encode(floor, forKey: .floor)
    try container.encode(probe, forKey: .probe)
    try container.encode(dispatch, forKey: .dispatch)
    try container.encode(program, forKey: .program)
    try container.encode(total, forKey: .total)
    try container.encodeIfPresent(bystander, forKey: .bystander)
    try container.encode(boots, forKey: .boots)
    try container.encodeIfPresent(spread, forKey: .spread)
    try container.encodeIfPresent(agrees, forKey: .agrees)
    try container.encodeIfPresent(range, forKey: .range)
  }
}
