// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Kernels
import Results
import System

/// A feature survey in a guest: both ends of it.
public enum FeatureGuest {
  /// The host's question.
  struct Question: Codable, Sendable {
    var object: FeatureSurvey.UserObject?
    var origin: String
  }

  static let job = "features"
  /// The longest wait for the answer: many times the need of a busy machine under TCG.
  private static let patience = Duration.seconds(180)

  /// The job's handler for `GuestMain`.
  public static var handlers: [String: GuestMain.Handler] { [job: answer] }

  private static func answer(_ job: GuestJob) throws {
    let question = try job.input(as: Question.self)
    hurryGracePeriods()
    try job.yield(try FeatureSurvey(object: question.object, origin: question.origin).run())
  }

  /// Shortens the grace periods before programs go; nobody else uses the kernel.
  private static func hurryGracePeriods() {
    // Without the setting the kernel is slower, with equal answers.
    do throws(SystemError) {
      try File.fill("/sys/kernel/rcu_expedited", with: Array("1".utf8))
    } catch {}
  }

  /// Boots a kernel with the modules of disks and file systems that probes hook, and asks it.
  ///
  /// - Parameters:
  ///   - kernel: The kernel.
  ///   - content: An initramfs with tare.
  ///   - object: The user's object; `nil` for Tare's probes.
  ///   - complain: Called with refused modules.
  ///   - interrupted: Asked ten times a second.
  /// - Returns: The guest's answer, or a `failure` with its reason.
  public static func visit(
    _ kernel: Kernel, content: Initramfs, object: FeatureSurvey.UserObject?,
    complain: (String) -> Void = { _ in },
    interrupted: @escaping @Sendable () -> Bool
  ) -> KernelFeatures {
    let initramfs: MemoryFile
    do throws(KernelsError) {
      var content = content
      try content.add(modules: kernel.diskModules)
      initramfs = try content.inMemory()
    } catch { return failed(kernel, error.description) }
    defer { withExtendedLifetime(initramfs) {} }
    return visit(
      kernel, initramfs: initramfs.path, object: object, complain: complain,
      interrupted: interrupted)
  }

  /// Boots a kernel and asks it.
  ///
  /// - Parameters:
  ///   - kernel: The kernel.
  ///   - initramfs: The file with tare.
  ///   - object: The user's object; `nil` for Tare's probes.
  ///   - complain: Called with refused modules.
  ///   - interrupted: Asked ten times a second.
  /// - Returns: The guest's answer, or a `failure` with its reason.
  public static func visit(
    _ kernel: Kernel, initramfs: String, object: FeatureSurvey.UserObject?,
    complain: (String) -> Void = { _ in },
    interrupted: @escaping @Sendable () -> Bool
  ) -> KernelFeatures {
    do throws(GuestError) {
      var guest = try Guest(
        booting: kernel, initramfs: initramfs, machine: GuestMachine(flavour: .verdicts),
        interrupted: interrupted)
      if let refusals = ModuleRefusals(guest.hello.complaints).sentence {
        complain("\(kernel.release) did not take \(refusals)")
      }
      let answers = try guest.run(
        job, Question(object: object, origin: kernel.origin.text), step: patience,
        yielding: KernelFeatures.self)
      if let answer = answers.first { return answer }
      return failed(kernel, "the guest gave no answer")
    } catch { return failed(kernel, error.description) }
  }

  private static func failed(_ kernel: Kernel, _ reason: String) -> KernelFeatures {
    KernelFeatures(
      release: kernel.release, build: kernel.build, architecture: "x86_64",
      origin: kernel.origin.text, failure: reason)
  }
}
