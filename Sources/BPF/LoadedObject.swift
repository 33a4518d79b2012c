// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// A BPF object in the kernel, whose programs can be attached again and again.
public struct LoadedObject: ~Copyable {
  /// The name in messages.
  public let name: String
  let handle: ObjectHandle
  private let programLogs: [ProgramLog]

  init(name: String, handle: consuming ObjectHandle, programLogs: [ProgramLog]) {
    self.name = name
    self.handle = handle
    self.programLogs = programLogs
  }

  /// The verifier's figures of a program; `nil` where they were not kept.
  public func verifierFigures(ofProgram program: String) -> VerifierFigures? {
    programLogs.first { $0.program == program }.flatMap { VerifierFigures(log: $0.text) }
  }

  /// Attaches a program at a hook that fits its type.
  ///
  /// A `tp_btf`, `fentry` or `fexit` program goes to its target of `OpenObject.aim(_:at:)`.
  /// - Parameters:
  ///   - program: The program's name.
  ///   - hook: Where it goes.
  ///   - cookie: The answer of `bpf_get_attach_cookie` to a program at a kprobe or uprobe. Other
  ///     than 0, oldest kernel 5.15.
  ///   - process: The process whose memory gets a uprobe or uretprobe; `nil` for all that have
  ///     mapped the file, now or later.
  /// - Returns: The attachment.
  /// - Throws: `BPFError.failed` with `attach` and the kernel's errno.
  public func attach(
    _ program: String, at hook: Hook, cookie: UInt64 = 0, process: UInt32? = nil
  ) throws(BPFError) -> Attachment {
    let isReturn = hook.kind.isReturn
    switch hook {
    case .uprobeMulti(let path, let offsets, let cookies),
      .uretprobeMulti(let path, let offsets, let cookies):
      return try attach(program, at: path, offsets, cookies, onReturn: isReturn, process: process)
    case .kprobeMulti(let functions, let cookies), .kprobeSession(let functions, let cookies),
      .kretprobeMulti(let functions, let cookies):
      return try attach(program, at: functions, cookies, onReturn: isReturn)
    default: return try attachOnce(program, at: hook, cookie, process)
    }
  }

  private func attachOnce(
    _ program: String, at hook: Hook, _ cookie: UInt64, _ process: UInt32?
  ) throws(BPFError) -> Attachment {
    let pointer = unsafe try handle.program(named: program)
    let pid = process.map { Int32(clamping: $0) } ?? -1, isReturn = hook.kind.isReturn
    return unsafe try attaching("\(program) at \(hook)") { link in
      switch hook {
      case .tracepoint(let category, let event):
        unsafe clibbpf_attach_tracepoint(pointer, category, event, &link)
      case .rawTracepoint(let name):
        unsafe clibbpf_attach_raw_tracepoint(pointer, name, &link)
      case .tpBTF, .fentry, .fexit:
        unsafe clibbpf_attach_trace(pointer, &link)
      case .kprobe(let function), .kretprobe(let function):
        unsafe clibbpf_attach_kprobe(pointer, function, isReturn, cookie, &link)
      case .uprobe(let path, let offset), .uretprobe(let path, let offset):
        unsafe clibbpf_attach_uprobe(pointer, path, offset, nil, isReturn, cookie, pid, &link)
      case .userFunction(let path, let function), .userReturn(let path, let function):
        unsafe clibbpf_attach_uprobe(pointer, path, 0, function, isReturn, cookie, pid, &link)
      case .uprobeMulti, .uretprobeMulti, .kprobeMulti, .kretprobeMulti, .kprobeSession: -ENOTSUP
      }
    }
  }

  private func attach(
    _ program: String, at path: String, _ offsets: [UInt64], _ cookies: [UInt64],
    onReturn: Bool, process: UInt32?
  ) throws(BPFError) -> Attachment {
    precondition(offsets.count == cookies.count, "each offset has a cookie")
    let pointer = unsafe try handle.program(named: program)
    let link = unsafe clibbpf_attach_uprobe_multi(
      pointer, path, offsets, cookies, UInt32(offsets.count), onReturn, process ?? 0)
    try check(min(link, 0), .attach, "\(program) at \(offsets.count) places of \(path)")
    return Attachment(LinkHandle(adopting: link))
  }

  private func attach(
    _ program: String, at functions: [String], _ cookies: [UInt64], onReturn: Bool
  ) throws(BPFError) -> Attachment {
    precondition(functions.count == cookies.count, "each function has a cookie")
    let pointer = unsafe try handle.program(named: program)
    // A hook has names or addresses, never both.
    let addresses = functions.compactMap(Hook.address(of:))
    let count = UInt32(functions.count)
    let link: Int32
    if addresses.count == functions.count {
      link = unsafe clibbpf_attach_kprobe_multi(pointer, nil, addresses, cookies, count, onReturn)
    } else {
      let names = functions.flatMap { $0.utf8CString }
      link = unsafe clibbpf_attach_kprobe_multi(pointer, names, nil, cookies, count, onReturn)
    }
    let place = functions.count == 1 ? functions[0] : "\(functions.count) functions"
    try check(min(link, 0), .attach, "\(program) at \(place)")
    return Attachment(LinkHandle(adopting: link))
  }

  func attaching(
    _ subject: String, _ body: (_ link: inout OpaquePointer?) -> Int32
  ) throws(BPFError) -> Attachment {
    try LibraryMessages.collecting { () throws(BPFError) -> Attachment in
      var link: OpaquePointer?
      try check(unsafe body(&link), .attach, subject, log: VerifierLog(LibraryMessages.text))
      guard let link = unsafe link else { throw .missing(.attach, subject) }
      return unsafe Attachment(LinkHandle(adopting: link))
    }
  }

  /// The kernel's figures of a loaded program.
  public func information(ofProgram program: String) throws(BPFError) -> ProgramInformation {
    let pointer = unsafe try handle.program(named: program)
    return try ProgramInformation(descriptor: unsafe bpf_program__fd(pointer), subject: program)
  }

  /// Whether the object has a map of that name.
  public func hasMap(_ name: String) -> Bool {
    do throws(BPFError) { unsafe _ = try handle.map(named: name) } catch { return false }
    return true
  }

  /// A map of the object, to read or write while the object lives.
  ///
  /// - Throws: `BPFError.failed` with `configure` when there is none of that name.
  public func map(_ name: String) throws(BPFError) -> BPFMap {
    let pointer = unsafe try handle.map(named: name)
    return unsafe BPFMap(
      name: name, descriptor: bpf_map__fd(pointer), keySize: Int(bpf_map__key_size(pointer)),
      valueSize: Int(bpf_map__value_size(pointer)), entries: Int(bpf_map__max_entries(pointer)))
  }
}
