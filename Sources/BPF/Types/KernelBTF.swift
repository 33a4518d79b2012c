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

  /// The arguments that a raw tracepoint hands to a program, or `nil` where there is none of that name.
  ///
  /// From the type `btf_trace_NAME`, whose first parameter is the tracing core's own.
  public func arguments(ofTracepoint name: String) -> Int? {
    let count = unsafe clibbpf_parameters_of_typedef(handle.pointer, "btf_trace_\(name)")
    return count < 1 ? nil : Int(count) - 1
  }

  /// Whether an argument of a raw tracepoint, counted from 0, is a pointer, or `nil` where there is none.
  public func isPointer(argument: Int, ofTracepoint name: String) -> Bool? {
    let answer = unsafe clibbpf_parameter_is_pointer(
      handle.pointer, "btf_trace_\(name)", Int32(argument) + 1)
    return answer < 0 ? nil : answer == 1
  }

  /// Whether a struct of the kernel has a member, or `nil` where there is no such struct.
  public func hasMember(_ member: String, inStruct name: String) -> Bool? {
    let answer = unsafe clibbpf_struct_has_member(handle.pointer, name, member)
    return answer < 0 ? nil : answer == 1
  }

  /// Whether the kernel has a function of that name in its type information.
  public func hasFunction(_ name: String) -> Bool {
    function(named: name) != nil
  }

  /// The number of a function of the kernel in its type information, or `nil` where there is none of that name.
  func function(named name: String) -> Int32? {
    let type = unsafe btf__find_by_name_kind(handle.pointer, name, clibbpf_kind_function())
    return type > 0 ? type : nil
  }

  /// The names and values of an enum of the kernel, or `nil` where there is no such enum.
  public func enumerators(_ name: String) -> [String: UInt32]? {
    var values: [String: UInt32] = [:]
    var value: UInt32 = 0
    while let text = unsafe clibbpf_enumerator(
      handle.pointer, name, UInt32(values.count), &value)
    {
      values[unsafe String(cString: text)] = value
    }
    return values.isEmpty ? nil : values
  }
}
