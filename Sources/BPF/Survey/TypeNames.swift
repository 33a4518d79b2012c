// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// Names of types in the kernel's BTF objects, each read once, on demand.
final class TypeNames {
  private static let nameBytes = 64
  /// A BTF object in a class: a dictionary cannot hold a noncopyable value.
  private final class Loaded {
    let handle: BTFHandle
    init(_ handle: consuming BTFHandle) { self.handle = handle }
  }

  private var loaded: [UInt32: Loaded?] = [:]
  private var kernel: Loaded??

  /// A type's name; `nil` where its object is gone or a module's base cannot be read.
  func name(of reference: TypeReference) -> String? {
    guard let object = object(reference.object) else { return nil }
    let name = unsafe clibbpf_btf_name(object.handle.pointer, reference.type)
    return unsafe name.map { unsafe String(cString: $0) }
  }

  private func object(_ number: UInt32) -> Loaded? {
    if let known = loaded[number] { return known }
    let read = read(number)
    loaded[number] = .some(read)
    return read
  }

  private func read(_ number: UInt32) -> Loaded? {
    var isKernel = false
    var name = [CChar](repeating: 0, count: Self.nameBytes)
    guard unsafe clibbpf_btf_object(number, &isKernel, &name, name.count) == 0 else { return nil }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard isKernel else { return read(number, over: nil) }
    guard let base = kernelTypes() else { return nil }
    return text == "vmlinux" ? base : read(number, over: base)
  }

  private func read(_ number: UInt32, over base: Loaded?) -> Loaded? {
    var pointer: OpaquePointer?
    let result: Int32 =
      if let base {
        unsafe clibbpf_btf_read(number, base.handle.pointer, &pointer)
      } else {
        unsafe clibbpf_btf_read(number, nil, &pointer)
      }
    guard result == 0, let pointer = unsafe pointer else { return nil }
    return unsafe Loaded(BTFHandle(adopting: pointer))
  }

  private func kernelTypes() -> Loaded? {
    if let kernel { return kernel }
    var pointer: OpaquePointer?
    let found: Loaded? =
      if unsafe clibbpf_kernel_btf(&pointer) == 0, let pointer = unsafe pointer {
        unsafe Loaded(BTFHandle(adopting: pointer))
      } else { nil }
    kernel = .some(found)
    return found
  }
}
