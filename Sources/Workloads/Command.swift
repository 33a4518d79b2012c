// SPDX-License-Identifier: Apache-2.0

internal import CWorkloadChannel
internal import Glibc

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
  }

  let path: String
  let arguments: [String]
  /// Open in this process while the child starts.
  let descriptors: [Int32]
  let environment: Environment
  /// Whether it is process 1 of a PID namespace of its own.
  let isInContainer: Bool

  /// Describes a program, given by its path.
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

  /// The system refused.
  package struct Failure: Error, CustomStringConvertible {
    let errno: Int32

    /// The kernel's own words.
    package var description: String { unsafe String(cString: strerror(errno)) }
  }

  /// Starts the program, for good in a new PID namespace where it is to be in one: the calling thread starts nothing
  /// else after that. It has its own process group, so that Ctrl-C reaches tare only; no signal blocked
  /// or ignored; nothing open but its descriptors, /dev/null as input and a pipe as output and error.
  func spawn() -> Result<Child, Failure> {
    var pipe: [Int32] = [-1, -1]
    let failed = unsafe tare_pipe(&pipe)
    guard failed == 0 else { return .failure(Failure(errno: -failed)) }
    if isInContainer, case let refused = tare_new_pid_namespace(), refused < 0 {
      for end in pipe { close(end) }
      return .failure(Failure(errno: -refused))
    }
    var pid: pid_t = 0
    let error = start(output: pipe[1], pid: &pid)
    close(pipe[1])
    guard error == 0 else {
      close(pipe[0])
      return .failure(Failure(errno: error))
    }
    let pidfd = tare_pidfd(pid)
    guard pidfd >= 0, fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0 else {
      return .failure(abandon(pid, because: pidfd < 0 ? -pidfd : errno, output: pipe[0]))
    }
    return .success(Child(pid: pid, pidfd: pidfd, output: pipe[0]))
  }

  private func abandon(_ pid: pid_t, because error: Int32, output: Int32) -> Failure {
    close(output)
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    return Failure(errno: error)
  }

  private func start(output: Int32, pid: inout pid_t) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
    // Out of the way of the numbers they will have, lest one be overwritten before it is handed down.
    let free = Self.firstDescriptor + Int32(descriptors.count)
    let sources = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, free) }
    defer { for source in sources where source >= 0 { close(source) } }
    var number = Self.firstDescriptor
    for source in sources {
      guard source >= 0 else { return EMFILE }
      unsafe posix_spawn_file_actions_adddup2(&actions, source, number)
      number += 1
    }
    unsafe tare_close_from(&actions, number)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    let argumentVector = CStrings([path] + arguments)
    let environment = CStrings(variables)
    return unsafe posix_spawn(
      &pid, path, &actions, &attributes, argumentVector.pointers, environment.pointers)
  }

  private var variables: [String] {
    switch environment {
    case .bare:
      return ["PATH", "TMPDIR", "LD_LIBRARY_PATH"].compactMap { name in
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe "\(name)=\(String(cString: value))"
      }
    case .inherited:
      var variables = ["LC_ALL=C.UTF-8"]
      var next = unsafe environ
      while let variable = unsafe next.pointee {
        let text = unsafe String(cString: variable)
        if !text.hasPrefix("LC_ALL=") { variables.append(text) }
        unsafe next += 1
      }
      return variables
    }
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
