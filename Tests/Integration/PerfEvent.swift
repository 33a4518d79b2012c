// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A process that attaches a program to a tracepoint as tools did before there were links.
enum PerfEvent {
  /// The numbers are those of x86-64 and of `linux/bpf.h`, `linux/perf_event.h`.
  private static let source = """
    import ctypes, fcntl, os, struct, sys, time
    libc = ctypes.CDLL(None, use_errno=True)
    get_by_id = ctypes.create_string_buffer(struct.pack("<I", int(sys.argv[1])), 128)
    program = libc.syscall(321, 13, get_by_id, 128)
    event = int(open("/sys/kernel/tracing/events/syscalls/sys_enter_getppid/id").read())
    attributes = ctypes.create_string_buffer(struct.pack("<IIQQ", 2, 112, event, 1), 112)
    descriptor = libc.syscall(298, attributes, -1, 0, -1, 0)
    assert program >= 0 and descriptor >= 0, ctypes.get_errno()
    fcntl.ioctl(descriptor, 0x40042408, program)
    os.close(program)
    print("attached", flush=True)
    time.sleep(60)
    """

  /// Returns when it is attached; the process holds it until it is ended.
  static func attach(_ program: UInt32, in folder: URL) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", source, "\(program)"]
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    _ = output.fileHandleForReading.availableData
    return process
  }
}
