// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program that stays attached to a cgroup without a link and without a process.
enum CgroupProgram {
  private struct Truth: Decodable { var program: UInt32 }

  /// The numbers are those of x86-64 and of `linux/bpf.h`: BPF_PROG_LOAD and BPF_PROG_ATTACH of a
  /// program for packets that leave, which lets them pass; then its number by
  /// BPF_OBJ_GET_INFO_BY_FD.
  private static let source = """
    import ctypes, json, os, struct
    libc = ctypes.CDLL(None, use_errno=True)
    def bpf(command, attributes):
        buffer = ctypes.create_string_buffer(attributes, 128)
        result = libc.syscall(321, command, buffer, 128)
        assert result >= 0, os.strerror(ctypes.get_errno())
        return result
    code = ctypes.create_string_buffer(struct.pack("<QQ", 0x1000000b7, 0x95))
    licence = ctypes.create_string_buffer(b"GPL")
    program = bpf(5, struct.pack("<IIQQIIQII16sII", 8, 2, ctypes.addressof(code),
        ctypes.addressof(licence), 0, 0, 0, 0, 0, b"tare_cgroup", 0, 1))
    cgroup = os.open("CGROUP", os.O_RDONLY)
    bpf(8, struct.pack("<IIII", cgroup, program, 1, 0))
    info = ctypes.create_string_buffer(8)
    bpf(15, struct.pack("<IIQ", program, 8, ctypes.addressof(info)))
    print(json.dumps({"program": struct.unpack("<II", info.raw[:8])[1]}))
    """

  /// Attaches it; it goes with the cgroup.
  ///
  /// - Returns: Its number.
  static func attach(to cgroup: String, in folder: URL) throws -> UInt32 {
    let source = source.replacingOccurrences(of: "CGROUP", with: cgroup)
    return try Program.run(source, in: folder, telling: Truth.self).truth.program
  }
}
