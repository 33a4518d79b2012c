// SPDX-License-Identifier: Apache-2.0

/// The cost of a probe in instructions that its guest executed. It is no time: a cache miss or a
/// mispredicted branch counts nothing.
public struct InstructionCost: Equatable, Sendable {
  /// The unit of all the numbers.
  public static let unit = "guest instructions"

  /// The cost in a boot in which one setting of the guest was varied.
  public struct Perturbation: Codable, Hashable, Sendable {
    /// The setting that was varied, for example `KASLR` or `CPU model`.
    public var name: String
    /// The value in this boot, for example `on` or `Nehalem`.
    public var setting: String
    /// `probe − off` per event.
    public var total: Double
    /// The cost to a system call that the probe does not watch.
    public var bystander: Double?

    /// Makes a perturbed reading.
    public init(name: String, setting: String, total: Double, bystander: Double? = nil) {
      self.name = name
      self.setting = setting
      self.total = total
      self.bystander = bystander
    }
  }

  /// The lowest and the highest total per event, undisturbed and under every perturbation.
  public struct Range: Codable, Hashable, Sendable {
    /// The lowest.
    public let low: Double
    /// The highest.
    public let high: Double
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
  /// The cost to a system call that the probe does not watch.
  public let bystander: Double?
  /// Boots it was weighed in, at least 1.
  public let boots: Int
  /// The largest difference of total, parts or bystander between boots; `nil` after one boot.
  public let spread: Double?
  /// Half of the interval of the total per event, where operations are not all alike; `nil` where
  /// they are, and runs agree to two instructions.
  public let halfWidth: Double?
  /// The cost with one setting of the guest varied, on request; a boot each.
  public let perturbations: [Perturbation]

  /// Makes a cost from counts per operation.
  ///
  /// - Returns: `nil` when a number is not finite, or events or boots are not above 0.
  public init?(
    workload: String, eventsPerOperation: Double, off: Double, floor: Double, probe: Double,
    bystander: Double? = nil, boots: Int, spread: Double?, halfWidth: Double? = nil,
    perturbations: [Perturbation] = []
  ) {
    let varied = perturbations.map(\.total) + perturbations.compactMap(\.bystander)
    let numbers =
      [eventsPerOperation, off, floor, probe] + [bystander, spread, halfWidth].compactMap(\.self)
      + varied
    guard numbers.allSatisfy(\.isFinite), eventsPerOperation > 0, boots > 0 else { return nil }
    self.workload = workload
    self.eventsPerOperation = eventsPerOperation
    self.off = off
    self.floor = floor
    self.probe = probe
    self.bystander = bystander
    self.boots = boots
    self.spread = spread
    self.halfWidth = halfWidth
    self.perturbations = perturbations
  }

  /// `floor − off` per event.
  public var dispatch: Double { (floor - off) / eventsPerOperation }
  /// `probe − floor` per event.
  public var program: Double { (probe - floor) / eventsPerOperation }
  /// `probe − off` per event.
  public var total: Double { (probe - off) / eventsPerOperation }
  /// The lowest and the highest total; `nil` when nothing was varied.
  public var range: Range? {
    guard !perturbations.isEmpty else { return nil }
    let totals = perturbations.map(\.total)
    return Range(low: totals.reduce(total, min), high: totals.reduce(total, max))
  }
  /// Whether the boots agree to 0.001 instruction; `nil` after one boot.
  public var agrees: Bool? { Self.agreement(ofSpread: spread) }

  /// The difference at which boots still agree. The tenth of a thousandth allows for rounding.
  static let agreement = 0.001_000_1

  static func agreement(ofSpread spread: Double?) -> Bool? { spread.map { $0 <= agreement } }
}
