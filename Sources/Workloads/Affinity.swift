// SPDX-License-Identifier: Apache-2.0

internal import CSystem
internal import Glibc

/// Which CPUs the harness, the reader and the workload run on.
public enum Affinity {
  /// The CPU of the workload.
  public static let workloadCPU = 0

  /// The CPU of the harness and the reader: the last one, the workload's where there is no other.
  public static var harnessCPU: Int { max(0, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1) }

  /// Keeps the calling thread on a CPU.
  ///
  /// - Parameter cpu: The CPU's number from 0.
  /// - Returns: Whether the kernel allowed it. Where a cpuset forbids it, the thread runs anywhere.
  @discardableResult
  public static func pin(to cpu: Int) -> Bool { csystem_pin(UInt32(clamping: cpu)) == 0 }

  /// Lets every other thread of the machine run before the calling one.
  public static func giveWay() { _ = csystem_give_way() }
}
