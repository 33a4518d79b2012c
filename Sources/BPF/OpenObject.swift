// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// A BPF object that is not loaded yet and can be configured.
public struct OpenObject: ~Copyable {
  /// The name in messages.
  public let name: String
  let handle: ObjectHandle
  private let log: LogBuffer
  private var programLogs: [ProgramLog] = []

  /// Opens an ELF file in memory with `bpf_object__open_mem`.
  ///
  /// - Throws: `BPFError.failed` with `open` when the bytes are no BPF object.
  public init(_ bytes: [UInt8], name: String) throws(BPFError) {
    let log = LogBuffer()
    self.name = name
    self.handle = try LibraryMessages.collecting { () throws(BPFError) -> ObjectHandle in
      var pointer: OpaquePointer?
      let result = unsafe bytes.withUnsafeBytes {
        unsafe clibbpf_open(
          $0.baseAddress, $0.count, name, log.pointer, LogBuffer.capacity, 0, &pointer)
      }
      try check(result, .open, name, log: VerifierLog(LibraryMessages.text))
      guard let pointer = unsafe pointer else { throw .missing(.open, name) }
      return unsafe ObjectHandle(adopting: pointer)
    }
    self.log = log
  }

  /// Chooses the programs to load, by name; the others never reach the kernel.
  ///
  /// - Throws: `BPFError.failed` with `configure` when the object has no program of such a name.
  public func keepOnly(programs names: [String]) throws(BPFError) {
    for name in names { _ = unsafe try handle.program(named: name) }
    var program = unsafe bpf_object__next_program(handle.pointer, nil)
    while let current = unsafe program {
      let kept = unsafe names.contains(String(cString: bpf_program__name(current)))
      try check(unsafe bpf_program__set_autoload(current, kept), .configure, name)
      unsafe program = bpf_object__next_program(handle.pointer, current)
    }
  }

  /// The names of the object's programs, in the order of the file.
  public var programs: [String] {
    var names: [String] = []
    var program = unsafe bpf_object__next_program(handle.pointer, nil)
    while let current = unsafe program {
      names.append(unsafe String(cString: bpf_program__name(current)))
      unsafe program = bpf_object__next_program(handle.pointer, current)
    }
    return names
  }

  /// Sets the target of a `tp_btf`, `fentry` or `fexit` program, or prepares a program for many
  /// places, before loading. Programs of other types learn their target when they are attached.
  ///
  /// - Throws: `BPFError.failed` with `configure` when the running kernel's BTF has no such target.
  public func aim(_ program: String, at hook: Hook) throws(BPFError) {
    let pointer = unsafe try handle.program(named: program)
    if let type = hook.multiType {
      try check(unsafe bpf_program__set_expected_attach_type(pointer, type), .configure, program)
    }
    switch hook {
    case .kprobeSession: try bindSessionFunctions(of: program)
    case .kretprobeMulti: try checkReturnsTellStack(program)
    default: break
    }
    guard hook.kind.isBoundAtLoad else { return }
    try LibraryMessages.collecting { () throws(BPFError) in
      let result = unsafe bpf_program__set_attach_target(pointer, 0, hook.target)
      try check(result, .configure, "\(hook)", log: VerifierLog(LibraryMessages.text))
    }
  }

  /// Keeps the verifier's figures of programs for `LoadedObject.verifierFigures(ofProgram:)`.
  ///
  /// - Throws: `BPFError.failed` with `configure` when the object has no program of such a name.
  public mutating func keepFigures(ofPrograms names: [String]) throws(BPFError) {
    for name in names { programLogs.append(try ProgramLog(of: name, in: handle)) }
  }

  /// Sets the number of entries of a map, for a ring buffer its size in bytes (a power of two).
  public func setMaximumEntries(_ count: UInt32, ofMap map: String) throws(BPFError) {
    let pointer = unsafe try handle.map(named: map)
    try check(unsafe bpf_map__set_max_entries(pointer, count), .configure, map)
  }

  /// The number of entries of a map, for a ring buffer its size in bytes.
  public func maximumEntries(ofMap map: String) throws(BPFError) -> UInt32 {
    unsafe bpf_map__max_entries(try handle.map(named: map))
  }

  /// Overwrites the start of the object's constants with the bytes of a plain C struct.
  ///
  /// The object declares one `const volatile struct … settings`, the only constants in the section.
  /// - Throws: `BPFError.wrongSize` when the object has room for fewer bytes.
  public func setConstants(_ settings: [UInt8], in section: String = ".rodata") throws(BPFError) {
    guard let map = unsafe handle.constants(in: section) else {
      throw .missing(.configure, section)
    }
    var size = 0
    guard let memory = unsafe bpf_map__initial_value(map, &size) else {
      throw .missing(.configure, section)
    }
    guard size >= settings.count else {
      throw .wrongSize(map: section, expected: settings.count, found: size)
    }
    var bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: memory, count: size))
    bytes.replaceSubrange(0..<settings.count, with: settings)
    let result = unsafe bytes.withUnsafeBytes {
      unsafe bpf_map__set_initial_value(map, $0.baseAddress, $0.count)
    }
    try check(result, .configure, section)
  }

  /// Loads the chosen programs into the kernel.
  ///
  /// - Throws: `BPFError.failed` with `load`, the errno, and the verifier's log.
  public consuming func load() throws(BPFError) -> LoadedObject {
    let result = try LibraryMessages.collecting { () throws(BPFError) -> Int32 in
      unsafe bpf_object__load(handle.pointer)
    }
    if result < 0 {
      // Programs load in order: the last with a log is the refused one.
      let said = ([log.text] + programLogs.map(\.text)).last { !$0.isEmpty }
      try check(result, .load, name, log: VerifierLog(said ?? LibraryMessages.text))
    }
    return LoadedObject(name: name, handle: handle, programLogs: programLogs)
  }

  /// Refuses a kernel whose fprobes hook returns by the function graph tracer (since 6.14): they do
  /// not show the caller's stack pointer, as those by rethook do.
  private func checkReturnsTellStack(_ program: String) throws(BPFError) {
    guard try KernelBTF().hasMember("rethook", inStruct: "fprobe") == false else { return }
    let log = VerifierLog("returns do not tell the stack pointer here, as of Linux 6.14")
    throw .failed(.configure, subject: program, code: .notSupported, log: log)
  }
}

extension Hook {
  /// The attach type of a program at many places; `nil` for other hooks.
  fileprivate var multiType: bpf_attach_type? {
    let number: Int32
    switch self {
    case .uprobeMulti, .uretprobeMulti: number = CLIBBPF_UPROBE_MULTI
    case .kprobeMulti, .kretprobeMulti: number = CLIBBPF_KPROBE_MULTI
    case .kprobeSession: number = CLIBBPF_KPROBE_SESSION
    default: return nil
    }
    return bpf_attach_type(rawValue: UInt32(number))
  }
}

extension BPFError {
  /// The object has nothing of that name.
  static func missing(_ operation: Operation, _ subject: String) -> BPFError {
    .failed(operation, subject: subject, code: LibbpfCode(2), log: nil)
  }
}
