// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// Owns one `struct bpf_object *` and closes it exactly once.
@safe struct ObjectHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe bpf_object__close(pointer) }

  /// The program of that name; the pointer lives as long as the object.
  @unsafe borrowing func program(named name: String) throws(BPFError) -> OpaquePointer {
    var program: OpaquePointer?
    let result = unsafe clibbpf_find_program(pointer, name, &program)
    try check(result, .configure, name)
    guard let program = unsafe program else { throw .missing(.configure, name) }
    return unsafe program
  }

  /// The map of that name; the pointer lives as long as the object.
  @unsafe borrowing func map(named name: String) throws(BPFError) -> OpaquePointer {
    var map: OpaquePointer?
    let result = unsafe clibbpf_find_map(pointer, name, &map)
    try check(result, .configure, name)
    guard let map = unsafe map else { throw .missing(.configure, name) }
    return unsafe map
  }

  /// The map that holds the constants of a section, if the object has any.
  @unsafe borrowing func constants(in section: String) -> OpaquePointer? {
    var map = unsafe bpf_object__next_map(pointer, nil)
    while let current = unsafe map {
      if unsafe String(cString: bpf_map__name(current)).hasSuffix(section) { return unsafe current }
      unsafe map = bpf_object__next_map(pointer, current)
    }
    return nil
  }
}

/// Owns one `struct bpf_link *`, or the descriptor of a link unknown to libbpf; its end detaches.
@safe struct LinkHandle: ~Copyable {
  private let pointer: OpaquePointer?
  private let descriptor: Int32

  init(adopting pointer: OpaquePointer) {
    unsafe self.pointer = pointer
    descriptor = -1
  }

  init(adopting descriptor: Int32) {
    unsafe pointer = nil
    self.descriptor = descriptor
  }

  /// A place of attachment.
  enum Site: Hashable {
    /// A perf event apart from the attachment. Oldest kernel 5.15.
    case event(program: UInt32)
    /// A perf event that is also the attachment.
    case eventItself
    case other

    var programAtEvent: UInt32? { if case .event(let program) = self { program } else { nil } }
  }

  var site: Site {
    guard let pointer = unsafe pointer else { return .other }
    var program: UInt32 = 0
    switch unsafe clibbpf_link_site(pointer, &program) {
    case CLIBBPF_EVENT: return .event(program: program)
    case CLIBBPF_EVENT_ITSELF: return .eventItself
    default: return .other
    }
  }

  /// Events that the hook missed: kprobes only, oldest kernel 6.7.
  var missed: UInt64 {
    guard let pointer = unsafe pointer else { return clibbpf_link_missed(descriptor) }
    return clibbpf_link_missed(unsafe bpf_link__fd(pointer))
  }

  deinit {
    if let pointer = unsafe pointer { unsafe _ = bpf_link__destroy(pointer) }
    if descriptor >= 0 { close(descriptor) }
  }
}

/// Owns one `struct btf *`.
@safe struct BTFHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe btf__free(pointer) }
}

/// Owns one `struct ring_buffer *`.
@safe struct RingHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe ring_buffer__free(pointer) }
}

/// Owns one `struct clibbpf_records *`.
@safe struct RecordsHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

  deinit { unsafe clibbpf_records_close(pointer) }
}

/// Owns the memory that the verifier writes its log to. Untouched pages cost nothing.
@safe struct LogBuffer: ~Copyable {
  static let capacity = 1 << 20
  let pointer: UnsafeMutablePointer<CChar>

  init() {
    unsafe pointer = UnsafeMutablePointer<CChar>.allocate(capacity: Self.capacity)
    unsafe pointer[0] = 0
  }

  var text: String { unsafe String(cString: pointer) }

  deinit { unsafe pointer.deallocate() }
}
