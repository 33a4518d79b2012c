// SPDX-License-Identifier: Apache-2.0

extension InstructionCost: Codable {
  private enum Key: String, CodingKey {
    case unit, workload, eventsPerOperation, off, floor, probe, dispatch, program, total, bystander
    case boots, spread, agrees, halfWidth, perturbations, range
  }

  /// Reads a cost; the parts, the total and the range follow from the counts.
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
      halfWidth: try container.decodeIfPresent(Double.self, forKey: .halfWidth),
      perturbations: try container.decodeIfPresent([Perturbation].self, forKey: .perturbations)
        ?? [])
    guard let cost else {
      throw DecodingError.dataCorruptedError(
        forKey: .eventsPerOperation, in: container,
        debugDescription: "events and boots must be above 0")
    }
    self = cost
  }

  /// Writes the counts, and the parts, the total and the range that follow from them.
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
    try container.encodeIfPresent(halfWidth, forKey: .halfWidth)
    if !perturbations.isEmpty { try container.encode(perturbations, forKey: .perturbations) }
    try container.encodeIfPresent(range, forKey: .range)
  }
}
