// SPDX-License-Identifier: Apache-2.0

/// The first program of the guest that runs the tests: it mounts what they need, runs them, and
/// turns the machine off.
enum InnerInit {
  /// The program, in Python: the tests need that anyhow.
  static func script(interpreter: String) -> String {
    """
    #!\(interpreter) -IS
    import ctypes, fcntl, os, socket, struct
    libc = ctypes.CDLL(None)
    for kind, place in (
        ("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev"), ("tmpfs", "/tmp"),
        ("tracefs", "/sys/kernel/tracing"), ("cgroup2", "/sys/fs/cgroup"), ("tmpfs", "/dev/shm")):
        os.makedirs(place, exist_ok=True)
        if libc.mount(kind.encode(), place.encode(), kind.encode(), 0, None):
            print("cannot mount", kind, flush=True)
    # SIOCSIFFLAGS, IFF_UP: Foundation's Process talks to itself over the loopback interface.
    fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914,
        struct.pack("16sh14x", b"lo", 1))
    code = os.spawnve(os.P_WAIT, "/tests/bundle.xctest", [
        "/tests/bundle.xctest", "--testing-library", "swift-testing", "--no-parallel",
        "--filter", r"\\(rung:", "--event-stream-version", "0",
        "--event-stream-output-path", "/dev/ttyS1"], {
        "PATH": os.path.dirname("\(interpreter)") + ":/usr/bin", "HOME": "/root",
        "LANG": "C.UTF-8", "TARE_TEST_RUNGS": "guest", "TARE_REQUIRE_ALL": "1"})
    with open("/dev/ttyS1", "w") as port: print(code, file=port)
    libc.tcdrain(1)
    # RB_AUTOBOOT, which ends QEMU.
    libc.reboot(0x01234567)
    """
  }
}
