// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import System

/// A command of the system, run to its end.
package struct ExternalCommand {
  let name: String
  /// The Debian package of the command.
  let package: String

  /// A command in PATH.
  package init(name: String, package: String) {
    self.name = name
    self.package = package
  }

  static let aptGet = ExternalCommand(name: "apt-get", package: "apt")
  static let aptCache = ExternalCommand(name: "apt-cache", package: "apt")
  static let dpkgDeb = ExternalCommand(name: "dpkg-deb", package: "dpkg")
  static let bsdtar = ExternalCommand(name: "bsdtar", package: "libarchive-tools")
  static let sha256 = ExternalCommand(name: "sha256sum", package: "coreutils")
  static let xz = ExternalCommand(name: "xz", package: "xz-utils")
  static let setpriv = ExternalCommand(name: "setpriv", package: "util-linux")
  static let shell = ExternalCommand(name: "sh", package: "dash")
  static let qemu = ExternalCommand(name: "qemu-system-x86_64", package: "qemu-system-x86")

  /// The kept part of the output, in bytes.
  private static let keptBytes = 8 << 20

  /// The command's path in PATH or where root's commands lie.
  func path() throws(KernelsError) -> String {
    let search = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? ""
    for folder in (search + ":/usr/bin:/bin:/usr/sbin:/sbin").split(separator: ":") {
      let candidate = "\(folder)/\(name)"
      if unsafe access(candidate, X_OK) == 0 { return candidate }
    }
    throw .missingTool(name: name, package: package)
  }

  /// Runs the command and returns its output; it throws `toolFailed` where it cannot start, is
  /// late, or exits with another code than 0.
  @discardableResult
  package func run(
    atPath path: String? = nil, _ arguments: [String], deadline: Duration,
    interrupted: @Sendable () -> Bool = { false }
  ) throws(KernelsError) -> String {
    let (status, output) = try outcome(
      atPath: path, arguments, deadline: deadline, interrupted: interrupted)
    guard status == .exited(0) else {
      throw .toolFailed(name: name, reason: "\(status)", output: Self.end(output))
    }
    return output
  }

  /// Runs the command and returns its exit status and output. It dies with tare and when
  /// `interrupted` says so. `watch` gets the output so far, a few times a second.
  func outcome(
    atPath given: String? = nil, _ arguments: [String], deadline: Duration,
    interrupted: @Sendable () -> Bool, watch: (String) -> Void = { _ in }
  ) throws(KernelsError) -> (status: ExitStatus, output: String) {
    let path = if let given { given } else { try path() }
    var child = try start(try Self.dyingWithTare(path: path, arguments: arguments))
    let clock = SuspendingClock(), start = clock.now
    var looks = 0
    while true {
      if looks % Self.looksBetweenWatching == 0 { watch(child.lastOutput) }
      looks += 1
      if let status = child.exitStatus() { return (status, child.lastOutput) }
      if interrupted() { throw .interrupted }
      guard start.duration(to: clock.now) < deadline else {
        throw .toolFailed(
          name: name, reason: "it was not done within \(deadline)",
          output: Self.end(child.lastOutput))
      }
      pause(for: .milliseconds(2))
    }
  }

  private static let looksBetweenWatching = 100

  private func start(_ command: Command) throws(KernelsError) -> ChildProcess {
    do throws(SystemError) { return try ChildProcess(command, keeping: Self.keptBytes) } catch {
      throw .toolFailed(name: name, reason: error.text, output: "")
    }
  }

  /// Throws `cannotStore` where a command's output tells of a full disk.
  static func checkRoom(_ output: String, for path: String) throws(KernelsError) {
    guard output.contains("No space left on device") else { return }
    throw .cannotStore(path: path, reason: "no space left on device")
  }

  /// The last lines, for messages.
  private static func end(_ output: String) -> String {
    output.split(separator: "\n").suffix(8).joined(separator: "\n")
  }

  /// A process that the kernel kills when the thread of ours that keeps it ends. `posix_spawn`
  /// cannot ask for that, so `setpriv` does (`PR_SET_PDEATHSIG`, which survives an exec). Tare may
  /// be gone before: the shell checks that its parent is still tare, then becomes the command.
  static func dyingWithTare(
    path: String, arguments: [String], descriptors: [Int32] = []
  ) throws(KernelsError) -> Command {
    let look = #"[ "$PPID" = "$0" ] && exec "$@""#
    return Command(
      path: try setpriv.path(),
      arguments: ["--pdeathsig", "KILL", try shell.path(), "-c", look, "\(getpid())", path]
        + arguments,
      descriptors: descriptors, environment: .inherited)
  }
}
