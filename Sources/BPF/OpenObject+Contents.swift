// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// A program as its object describes it.
public struct ProgramDescription: Hashable, Sendable {
  /// The function's name.
  public let name: String
  /// The section, for example `kprobe/vfs_read`.
  public let section: String
  /// Its type, as libbpf tells it from the section.
  public let kind: ProgramKind
}

/// A map as its object describes it.
public struct MapDescription: Hashable, Sendable {
  /// The name in the object's source.
  public var name: String
  /// `enum bpf_map_type`.
  public var type: UInt32
  /// Bytes of a key.
  public var keySize: UInt32
  /// Bytes of a value.
  public var valueSize: UInt32
  /// The most entries it can hold; of a ring buffer, its size in bytes.
  public var entries: UInt32
  /// `BPF_F_…` of `linux/bpf.h`.
  public var flags: UInt32

  /// The type's name, for example `ringbuf`, or its number where libbpf has no name for it.
  public var typeName: String {
    let name = unsafe libbpf_bpf_map_type_str(bpf_map_type(type))
    return unsafe name.map { unsafe String(cString: $0) } ?? "type \(type)"
  }
}

extension OpenObject {
  /// The object's programs, in the order of the file.
  public var programDescriptions: [ProgramDescription] {
    var result: [ProgramDescription] = []
    var program = unsafe bpf_object__next_program(handle.pointer, nil)
    while let current = unsafe program {
      result.append(
        ProgramDescription(
          name: unsafe String(cString: bpf_program__name(current)),
          section: unsafe String(cString: bpf_program__section_name(current)),
          kind: ProgramKind(
            type: unsafe bpf_program__type(current).rawValue,
            attachType: unsafe bpf_program__expected_attach_type(current).rawValue)))
      unsafe program = bpf_object__next_program(handle.pointer, current)
    }
    return result
  }

  /// The object's maps, with those of its global variables.
  public var mapDescriptions: [MapDescription] {
    var result: [MapDescription] = []
    var map = unsafe bpf_object__next_map(handle.pointer, nil)
    while let current = unsafe map {
      result.append(
        MapDescription(
          name: unsafe String(cString: bpf_map__name(current)),
          type: unsafe bpf_map__type(current).rawValue,
          keySize: unsafe bpf_map__key_size(current),
          valueSize: unsafe bpf_map__value_size(current),
          entries: unsafe bpf_map__max_entries(current),
          flags: unsafe bpf_map__map_flags(current)))
      unsafe map = bpf_object__next_map(handle.pointer, current)
    }
    return result
  }
}
