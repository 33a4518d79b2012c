// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Kernels
import Results
import System

/// The survey inside a guest: both ends of it.
public enum FeatureGuest {
  /// What the host asks.
  struct Question: Codable, Sendable {
    var object: FeatureSurvey.UserObject?
    var origin: String
  }

  static let job = "features"
  /// How long the answer, which is one line, may take: many times what a busy machine needs under TCG.
  private static let patience = Duration.seconds(180)

  /// What `GuestMain` is to know of it.
  public static var handlers: [String: GuestMain.Handler] { [job: answer] }

  private static func answer(_ job: GuestJob) throws {
    let question = try job.input(as: Question.self)
    hurryGracePeriods()
    try job.yield(
      try FeatureSurvey(object: question.object, origin: question.origin).run())
  }

  /// Has the guest's kernel not wait long before it takes a program away: nobody else uses it.
  private static func hurryGracePeriods() {
    // A kernel without that setting takes longer, and answers the same.
    do throws(SystemError) {
      try File.fill("/sys/kernel/rcu_expedited", with: Array("1".utf8))
    } catch {
    }
  }

  /// Boots a kernel with the modules of its disks and file system, whose functions probes hook, and asks it.
  ///
  /// - Parameters:
  ///   - kernel: What to boot.
  ///   - content: An initramfs with the `tare` that answers.
  ///   - object: The user's object; our own probes are asked about where it is `nil`.
  ///   - complain: Told what of the modules the kernel did not take.
  ///   - interrupted: Looked at ten times a second.
  /// - Returns: As ``visit(_:initramfs:object:interrupted:)``.
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
    } catch { return failed(kernel, origin(of: kernel), error.description) }
    defer { withExtendedLifetime(initramfs) {} }
    return visit(
      kernel, initramfs: initramfs.path, object: object, complain: complain,
      interrupted: interrupted)
  }

  private static func origin(of kernel: Kernel) -> String {
    switch kernel.origin {
    case .package(let name, let version, _): "\(name) \(version)"
    case .file(let path): path
    }
  }

  /// Boots a kernel and asks it.
  ///
  /// - Parameters:
  ///   - kernel: What to boot.
  ///   - initramfs: The file with the `tare` that answers.
  ///   - object: The user's object; our own probes are asked about where it is `nil`.
  ///   - complain: Told what of the modules the kernel did not take.
  ///   - interrupted: Looked at ten times a second.
  /// - Returns: The guest's answer. A guest that does not come so far is one whose `failure` says why.
  public static func visit(
    _ kernel: Kernel, initramfs: String, object: FeatureSurvey.UserObject?,
    complain: (String) -> Void = { _ in },
    interrupted: @escaping @Sendable () -> Bool
  ) -> KernelFeatures {
    let origin = origin(of: kernel)
    do throws(GuestError) {
      var guest = try Guest(
        booting: kernel, initramfs: initramfs, machine: GuestMachine(flavour: .verdicts),
        interrupted: interrupted)
      if let refusals = ModuleRefusals(guest.hello.complaints).sentence {
        complain("\(kernel.release) did not take \(refusals)")
      }
      let answers = try guest.run(
        job, Question(object: object, origin: origin), step: patience,
        yielding: KernelFeatures.self)
      if let answer = answers.first { return answer }
      return failed(kernel, origin, "the guest gave no answer")
    } catch {
      return failed(kernel, origin, error.description)
    }
  }

  private static func failed(
    _ kernel: Kernel, _ origin: String, _ reason: String
  ) -> KernelFeatures {
    KernelFeatures(
      release: kernel.release, build: kernel.build,
      architecture: "x86_64", origin: origin, failure: reason)
  }
}
