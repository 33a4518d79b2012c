// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc

/// `tare` as the first process of a guest.
public enum GuestMain {
  /// Does a job inside the guest. What it throws is the job's failure; the guest goes on.
  public typealias Handler = (GuestJob) throws -> Void

  /// Whether this process is number 1 and the kernel's `/init`, unlike a container's first process.
  public static var isGuest: Bool { getpid() == 1 && CommandLine.arguments.first == "/init" }

  /// Sets the guest up, does the jobs from the second serial port, and turns the guest off.
  ///
  /// - Parameter handlers: Handlers by kind of job, beside `hello` and `echo`.
  public static func run(_ handlers: [String: Handler]) -> Never {
    let complaints = GuestSetup.run()
    let handlers = builtIn.merging(handlers) { $1 }
    do {
      let port = try GuestPort("/dev/ttyS1")
      let head = GuestMessage.Head(type: .ready)
      try port.send(GuestMessage.Body(head: head, value: GuestHello(complaints: complaints)))
      if let name = preparedJob {
        _ = try serve(try Files.read("\(Initramfs.jobs)/\(name)"), port, complaints, handlers)
      } else {
        while try serve(try port.receive(), port, complaints, handlers) { reapOrphans() }
      }
    } catch { say("the conversation with the host failed: \(error)") }
    turnOff()
  }

  private static var builtIn: [String: Handler] {
    [
      "hello": { job in try job.yield(GuestHello(complaints: job.complaints)) },
      "echo": { job in try job.yield(try job.input(as: String.self)) },
    ]
  }

  /// The prepared job, behind `--` on the kernel's command line, among words such as `nokaslr`.
  private static var preparedJob: Substring? {
    CommandLine.arguments.last { $0.hasPrefix(GuestMachine.jobWord) }?
      .dropFirst(GuestMachine.jobWord.count)
  }

  /// Does the job of a line; `false` for the line that ends the conversation.
  private static func serve(
    _ line: [UInt8], _ port: GuestPort, _ complaints: [String], _ handlers: [String: Handler]
  ) throws -> Bool {
    let head = try GuestLine.decode(line, as: GuestMessage.Head.self)
    guard head.type == .job, let number = head.job, let kind = head.kind else { return false }
    let job = GuestJob(kind: kind, complaints: complaints, number: number, line: line, port: port)
    var answer = GuestMessage.Head(type: .done, job: number)
    do {
      guard let handler = handlers[kind] else {
        throw GuestJobError.unknownKind(kind, known: handlers.keys.sorted())
      }
      try handler(job)
    } catch {
      answer.type = .failed
      answer.reason = "\(error)"
    }
    try port.send(answer)
    return true
  }

  /// Reaps processes whose parents died; between jobs only, when no child is awaited.
  private static func reapOrphans() {
    while waitpid(-1, nil, WNOHANG) > 0 {}
  }

  private static func turnOff() -> Never {
    sync()
    _ = guest_power_off()
    _ = guest_restart()
    exit(0)
  }

  /// Prints on the console.
  static func say(_ text: String) {
    let bytes = Array("tare: \(text)\n".utf8)
    unsafe bytes.withUnsafeBytes { bytes in
      _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }
}

/// Why a job could not even begin.
enum GuestJobError: Error, CustomStringConvertible {
  case unknownKind(String, known: [String])

  var description: String {
    switch self {
    case .unknownKind(let kind, let known):
      "no job is called '\(kind)'; there are \(known.joined(separator: ", "))"
    }
  }
}
