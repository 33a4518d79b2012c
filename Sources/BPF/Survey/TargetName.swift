// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// Owns the memory for an attach target's name: a function, a tracepoint or a path.
@safe struct TargetName: ~Copyable {
  let pointer: UnsafeMutablePointer<CChar>

  init() {
    unsafe pointer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CLIBBPF_TARGET_NAME))
    unsafe pointer[0] = 0
  }

  /// The name, without its closing NUL.
  var bytes: [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer))).map {
      UInt8(bitPattern: $0)
    }
  }

  deinit { unsafe pointer.deallocate() }
}
