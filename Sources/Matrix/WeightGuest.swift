// SPDX-License-Identifier: Apache-2.0

import Glibc
import Instructions
import Kernels
import Results
import System
import Workloads

/// The known weights in an instruction-counting guest: both ends of it.
public enum WeightGuest {
  static let job = "weights"
  /// A guest's longest life: many times its need on a busy machine.
  private static let patience = Duration.seconds(120)

  /// The job's handler for `GuestMain`.
  public static var handlers: [String: GuestMain.Handler] { [job: answer] }

  private static func answer(_ job: GuestJob) throws {
    let scale = InstructionScale(at: GuestPlace.inMemory)
    try job.yield(try scale.weighKnownWeights())
  }

  /// Boots a kernel and weighs them.
  ///
  /// - Parameters:
  ///   - kernel: The kernel.
  ///   - tare: The tare for the guest, with workloads beside it; `nil` for the running one.
  ///   - interrupted: Asked ten times a second.
  /// - Returns: Each weight's instructions beyond a program without a multiply.
  /// - Throws: The failure of the guest.
  public static func weigh(
    _ kernel: Kernel, tare: String? = nil, interrupted: @escaping @Sendable () -> Bool
  ) throws(GuestError) -> [KnownWeights.Counted] {
    let initramfs = try initramfs(tare ?? OwnProgram.path)
    defer { withExtendedLifetime(initramfs) {} }
    var guest = try Guest(
      booting: kernel, initramfs: initramfs.path,
      machine: GuestMachine(flavour: .instructions, preparedJob: job),
      deadlines: GuestDeadlines(whole: patience), interrupted: interrupted)
    var readings: [WeightReading] = []
    try guest.runPrepared(job, yielding: [WeightReading].self) { readings = $0 }
    _ = try guest.turnOff()
    let nothing = readings.first { $0.multiplies == 0 }?.instructions ?? 0
    return readings.filter { $0.multiplies > 0 }.map {
      KnownWeights.Counted(
        kernel: kernel.release, multiplies: $0.multiplies,
        instructions: $0.instructions - nothing)
    }
  }

  /// The initramfs with tare, the workload and the job.
  private static func initramfs(_ tare: String) throws(GuestError) -> MemoryFile {
    do throws(KernelsError) {
      let folder = tare.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
      var content = try Initramfs(tare: tare)
      for name in Workload.syscallStorm.executables {
        try content.add(executable: "\(folder)/\(name)")
      }
      try content.add(job: job, kind: job, input: [String]())
      return try content.inMemory()
    } catch { throw .notStarted(reason: error.description) }
  }
}
