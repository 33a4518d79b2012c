// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

extension ObjectHandle {
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
      if unsafe String(cString: bpf_map__name(current)).hasSuffix(section) {
        return unsafe current
      }
      unsafe map = bpf_object__next_map(pointer, current)
    }
    return nil
  }
}
