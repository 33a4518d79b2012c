// SPDX-License-Identifier: Apache-2.0

import Workloads

/// The folders and disks of a machine that workloads use.
public struct WorkloadPlace: Sendable {
  /// The folder of the workloads' programs; `nil`: the running program's.
  public var executables: String?
  /// A folder on ext4.
  public var directory: String
  /// A block device that answers fast, to read from; `nil`: a file in `directory`.
  public var quickDisk: String?
  /// A block device that answers slowly, and the least time a read takes, in nanoseconds.
  public var slowDisk: (path: String, nanoseconds: UInt64)?
  /// A folder in an overlay over folders on ext4; `nil` where there is none.
  public var overlay: String?

  /// Makes a place.
  public init(
    executables: String?, directory: String, quickDisk: String? = nil,
    slowDisk: (path: String, nanoseconds: UInt64)? = nil
  ) {
    self.executables = executables
    self.directory = directory
    self.quickDisk = quickDisk
    self.slowDisk = slowDisk
  }

  /// Finds a workload by its name; `block-read` reads from the quick disk where there is one.
  package func workload(named name: String) throws(WeighingError) -> Workload {
    do throws(WorkloadError) {
      let workload = try Workload(argument: name)
      guard workload == .blockRead, let quickDisk else { return workload }
      return workload.reading(quickDisk)
    } catch { throw .workload(error) }
  }
}

extension Workload {
  /// Returns this workload, reading from a block device instead of a file of its own.
  package func reading(_ device: String) -> Workload {
    var program = program
    program.arguments.append("--file=\(device)")
    return Workload(
      name: name, summary: summary, program: program, unit: unit, principalKind: principalKind,
      kinds: kinds, neighbour: neighbour, needsDirectory: needsDirectory)
  }
}
