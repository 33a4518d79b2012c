// SPDX-License-Identifier: Apache-2.0

internal import CSystem
import Glibc

/// A program to start, with descriptors handed down from number 3 on.
package struct Command: Sendable {
  /// The number of the first descriptor in the child.
  package static let firstDescriptor: Int32 = 3

  /// Which variables the child sees.
  package enum Environment: Sendable {
    /// `PATH`, `TMPDIR` and `LD_LIBRARY_PATH`: the same everywhere, and none of Google Benchmark's.
    case bare
    /// This process's own, and `LC_ALL=C.UTF-8` so that messages can be read.
    case inherited
    /// This process's own, as they are.
    case own
  }

  let path: String
  let arguments: [String]
  /// Open in this process while the child starts.
  let descriptors: [Int32]
  let environment: Environment
  /// Whether it is process 1 of a PID namespace of its own.
  let isInContainer: Bool

  package init(
    path: String, arguments: [String], descriptors: [Int32] = [],
    environment: Environment = .bare, isInContainer: Bool = false
  ) {
    self.path = path
    self.arguments = arguments
    self.descriptors = descriptors
    self.environment = environment
    self.isInContainer = isInContainer
  }

  /// A child that runs.
  struct Child {
    let pid: pid_t
    /// Polls as readable once the child has ended.
    let pidfd: Int32
    /// What the child writes, to be read without waiting.
    let output: Int32
  }

  /// Starts the program apart: in a process group of its own, out of Ctrl-C's reach; no signal
  /// blocked or ignored; open only its descriptors, `/dev/null` as input, a pipe for all output.
  /// With a PID namespace of its own, all that this thread starts later is in it too.
  func spawn() -> Result<Child, SystemError> {
    var pipe: [Int32] = [-1, -1]
    let failed = unsafe csystem_pipe(&pipe)
    guard failed == 0 else { return .failure(SystemError(-failed)) }
    if isInContainer, case let refused = csystem_new_pid_namespace(), refused < 0 {
      for end in pipe { close(end) }
      return .failure(SystemError(-refused))
    }
    let started = start(output: pipe[1])
    close(pipe[1])
    let pid: pid_t
    do throws(SystemError) { pid = try started.get() } catch {
      close(pipe[0])
      return .failure(error)
    }
    let pidfd = csystem_pidfd(pid)
    guard pidfd >= 0, fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0 else {
      return .failure(abandon(pid, because: pidfd < 0 ? -pidfd : errno, output: pipe[0]))
    }
    return .success(Child(pid: pid, pidfd: pidfd, output: pipe[0]))
  }

  private func abandon(_ pid: pid_t, because error: Int32, output: Int32) -> SystemError {
    close(output)
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    return SystemError(error)
  }

  /// Starts the program beside this process: they share the terminal, the process group, the open
  /// files and what signals do, but for SIGPIPE. The caller waits for its end.
  package func startBeside() throws(SystemError) -> Int32 { try start(output: nil).get() }

  /// Starts the program, apart from this process where it has an output of its own.
  private func start(output: Int32?) -> Result<pid_t, SystemError> {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let output {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
      unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
    }
    // Not among the numbers they will have, lest one be overwritten before it is handed down.
    let end = Self.firstDescriptor + Int32(descriptors.count)
    let sources = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, end) }
    defer { for source in sources where source >= 0 { close(source) } }
    for (number, source) in zip(Self.firstDescriptor..<end, sources) {
      guard source >= 0 else { return .failure(SystemError(EMFILE)) }
      unsafe posix_spawn_file_actions_adddup2(&actions, source, number)
    }
    if output != nil { unsafe csystem_close_from(&actions, end) }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe Self.setSignals(&attributes, isApart: output != nil)

    let argumentVector = CStrings([path] + arguments)
    let environment = CStrings(variables)
    var pid: pid_t = 0
    let error = unsafe posix_spawn(
      &pid, path, &actions, &attributes, argumentVector.pointers, environment.pointers)
    return error == 0 ? .success(pid) : .failure(SystemError(error))
  }

  @unsafe private static func setSignals(_ attributes: inout posix_spawnattr_t, isApart: Bool) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    var flags = POSIX_SPAWN_SETSIGDEF
    if isApart {
      unsafe posix_spawnattr_setsigmask(&attributes, &signals)
      flags |= POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
      unsafe sigfillset(&signals)
    } else {
      unsafe sigaddset(&signals, SIGPIPE)
    }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  private var variables: [String] {
    switch environment {
    case .bare:
      return ["PATH", "TMPDIR", "LD_LIBRARY_PATH"].compactMap { name in
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe "\(name)=\(String(cString: value))"
      }
    case .own: return Self.ownVariables
    case .inherited:
      return ["LC_ALL=C.UTF-8"] + Self.ownVariables.filter { !$0.hasPrefix("LC_ALL=") }
    }
  }

  private static var ownVariables: [String] {
    var variables: [String] = []
    var next = unsafe environ
    while let variable = unsafe next.pointee {
      unsafe variables.append(String(cString: variable))
      unsafe next += 1
    }
    return variables
  }
}

/// An array of C strings that ends in a null pointer.
@safe private struct CStrings: ~Copyable {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    unsafe pointers = .allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() {
      unsafe (pointers + index).initialize(to: strdup(string))
    }
    unsafe (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { unsafe free(pointers[index]) }
    unsafe pointers.deallocate()
  }
}
