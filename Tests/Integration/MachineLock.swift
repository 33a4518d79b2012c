// SPDX-License-Identifier: Apache-2.0

import Glibc
import Scale
import Testing

/// A lock that all of Tare's tests on a machine share, whichever process or clone they run in.
///
/// Two files: who wants the lock alone holds the first one while those who share it leave, so that
/// newcomers wait behind it.
struct MachineLock {
  /// The file system refused a lock's file.
  struct Unusable: Error, CustomStringConvertible {
    let description: String
  }

  private static let pause = Duration.milliseconds(20)
  /// The same for everybody, whatever TMPDIR says.
  private static let folder = "/tmp"
  private let gate: String
  private let room: String

  /// The lock of that name.
  init(_ name: String) {
    let place = "\(Self.folder)/tare-tests-\(name)"
    gate = "\(place).gate"
    room = "\(place).lock"
  }

  /// Does something while others may hold the lock in the same way, and nobody alone.
  func shared<Result>(_ body: () async throws -> Result) async throws -> Result {
    let gate = try await held(self.gate, LOCK_SH)
    let room = try await held(self.room, LOCK_SH)
    close(gate)
    defer { close(room) }
    return try await body()
  }

  /// Does something while nobody else holds the lock.
  func alone<Result>(_ body: () async throws -> Result) async throws -> Result {
    let gate = try await held(self.gate, LOCK_EX)
    defer { close(gate) }
    let room = try await held(self.room, LOCK_EX)
    defer { close(room) }
    return try await body()
  }

  /// A descriptor of the file, which is made where there is none. Where /tmp is sticky, not even
  /// root may ask to make a file that is there already and another user's.
  private static func open(_ path: String) throws -> Int32 {
    var descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT {
      descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      fchmod(descriptor, 0o666)
    }
    guard descriptor >= 0 else {
      throw Unusable(description: "\(path): \(unsafe String(cString: strerror(errno)))")
    }
    return descriptor
  }

  /// A descriptor of the file with that lock. Its end, or this process's, lets go of it.
  private func held(_ path: String, _ kind: Int32) async throws -> Int32 {
    let descriptor = try Self.open(path)
    do { try await Self.lock(descriptor, kind) } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Without blocking: the thread may be one that a test that shares the lock has to go on with.
  private static func lock(_ descriptor: Int32, _ kind: Int32) async throws {
    while flock(descriptor, kind | LOCK_NB) != 0 { try await Task.sleep(for: pause) }
  }

  /// Waits while any process holds that file locked; not at all where there is no such file.
  static func released(_ path: String) async throws {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    try await lock(descriptor, LOCK_SH)
  }
}

/// How a test uses what there is only one of on a machine.
struct MachineUse: TestTrait, SuiteTrait, TestScoping {
  fileprivate enum Kind {
    /// Looks at the kernel and what runs on it; others may, too.
    case shared
    /// Judges what it sees by what nobody else does meanwhile.
    case alone
    /// Runs a weighing, of which a machine has one at a time.
    case weighs
  }

  private static let machine = MachineLock("machine")
  private static let scale = MachineLock("scale")
  fileprivate let kind: Kind

  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    switch kind {
    case .alone: try await Self.machine.alone(function)
    case .weighs:
      try await Self.scale.alone {
        // A run that is no test's may be weighing too; tare would refuse the test's.
        try await MachineLock.released(
          "\(KernelSettings.standardFolder)/\(KernelSettings.lockName)")
        try await function()
      }
    // The stricter of two traits counts.
    case .shared where test.traits.contains { ($0 as? MachineUse)?.kind == .alone }:
      try await function()
    case .shared: try await Self.machine.shared(function)
    }
  }
}

extension Trait where Self == MachineUse {
  /// The tests look at the one kernel that there is.
  static var usesMachine: Self { MachineUse(kind: .shared) }
  /// No other of Tare's tests that use the machine runs meanwhile.
  static var hasMachineAlone: Self { MachineUse(kind: .alone) }
  /// No other of Tare's tests weighs meanwhile; a run by hand that weighs already is waited for.
  static var weighs: Self { MachineUse(kind: .weighs) }
}
