// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// Owns one `struct bpf_object *` and closes it exactly once.
@safe struct ObjectHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

  deinit { unsafe bpf_object__close(pointer) }
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

  init(adopting pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

  deinit { unsafe btf__free(pointer) }
}

/// Owns one `struct ring_buffer *`.
@safe struct RingHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

  deinit { unsafe ring_buffer__free(pointer) }
}

/// Owns one `struct clibbpf_records *`.
@safe struct RecordsHandle: ~Copyable {
  let pointer: OpaquePointer

  init(adopting pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

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
