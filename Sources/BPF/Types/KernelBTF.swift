// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// The running kernel's own type information.
public struct KernelBTF: ~Copyable {
  private let handle: BTFHandle

  /// Reads `/sys/kernel/btf/vmlinux`. Oldest kernel 5.4 with CONFIG_DEBUG_INFO_BTF.
  ///
  /// - Throws: `BPFError.failed` with `open` when the kernel carries no type information.
  public init() throws(BPFError) {
    handle = try LibraryMessages.collecting { () throws(BPFError) -> BTFHandle in
      var pointer: OpaquePointer?
      try check(unsafe clibbpf_kernel_btf(&pointer), .open, "/sys/kernel/btf/vmlinux")
      guard let pointer = unsafe pointer else { throw .missing(.open, "/sys/kernel/btf/vmlinux") }
      return unsafe BTFHandle(adopting: pointer)
    }
  }

  /// The number of arguments of a raw tracepoint, from its type `btf_trace_NAME` less the tracing
  /// core's own parameter; `nil` for an unknown one.
  public func arguments(ofTracepoint name: String) -> Int? {
    let count = unsafe clibbpf_parameters_of_typedef(handle.pointer, "btf_trace_\(name)")
    return count < 1 ? nil : Int(count) - 1
  }

  /// Whether a raw tracepoint's argument, counted from 0, is a pointer; `nil` for an unknown one.
  public func isPointer(argument: Int, ofTracepoint name: String) -> Bool? {
    let answer = unsafe clibbpf_parameter_is_pointer(
      handle.pointer, "btf_trace_\(name)", Int32(argument) + 1)
    return answer < 0 ? nil : answer == 1
  }

  /// Whether a kernel struct has a member; `nil` for an unknown struct.
  public func hasMember(_ member: String, inStruct name: String) -> Bool? {
    let answer = unsafe clibbpf_struct_has_member(handle.pointer, name, member)
    return answer < 0 ? nil : answer == 1
  }

  /// Whether the kernel's types have a function of this name.
  public func hasFunction(_ name: String) -> Bool { function(named: name) != nil }

  /// The BTF id of a kernel function; `nil` for an unknown one.
  func function(named name: String) -> Int32? {
    let type = unsafe btf__find_by_name_kind(handle.pointer, name, clibbpf_kind_function())
    return type > 0 ? type : nil
  }

  /// The names and values of a kernel enum; `nil` for an unknown one.
  public func enumerators(_ name: String) -> [String: UInt32]? {
    var values: [String: UInt32] = [:]
    var value: UInt32 = 0
    while let text = unsafe clibbpf_enumerator(handle.pointer, name, UInt32(values.count), &value) {
      values[unsafe String(cString: text)] = value
    }
    return values.isEmpty ? nil : values
  }
}
