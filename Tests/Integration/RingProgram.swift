// SPDX-License-Identifier: Apache-2.0

/// What a Python program needs to ask an io_uring, of which Python knows nothing.
enum RingProgram {
  /// `Ring().call(entry(…))` hands in one request and returns its result when it is done.
  static let prelude = """
    import ctypes, mmap, os, struct
    libc = ctypes.CDLL(None, use_errno=True)
    def returned(value): return value if value >= 0 else -ctypes.get_errno()
    class Ring:
        def __init__(self, flags=0):
            self.params = bytearray(120)
            struct.pack_into("I", self.params, 8, flags)
            buffer = (ctypes.c_char * 120).from_buffer(self.params)
            self.fd = returned(libc.syscall(425, 8, buffer))
            assert self.fd >= 0, self.fd
            head, tail, mask, entries, flags, dropped, array = struct.unpack_from("7I", self.params, 40)
            chead, ctail, cmask, centries, overflow, cqes = struct.unpack_from("6I", self.params, 80)
            self.sq = mmap.mmap(self.fd, array + 4 * 64, offset=0)
            self.cq = mmap.mmap(self.fd, cqes + 16 * 64, offset=0x8000000)
            self.sqes = mmap.mmap(self.fd, 64 * 8, offset=0x10000000)
            self.tail, self.mask, self.array = tail, mask, array
            self.chead, self.cmask, self.cqes = chead, cmask, cqes
        def call(self, request):
            tail, = struct.unpack_from("I", self.sq, self.tail)
            index = tail & struct.unpack_from("I", self.sq, self.mask)[0]
            self.sqes[index * 64:index * 64 + 64] = request.ljust(64, b"\\0")
            struct.pack_into("I", self.sq, self.array + 4 * index, index)
            struct.pack_into("I", self.sq, self.tail, tail + 1 & 0xffffffff)
            done = returned(libc.syscall(426, self.fd, 1, 1, 1, None, 0))
            assert done == 1, done
            head, = struct.unpack_from("I", self.cq, self.chead)
            at = self.cqes + 16 * (head & struct.unpack_from("I", self.cq, self.cmask)[0])
            user, result, flags = struct.unpack_from("QiI", self.cq, at)
            struct.pack_into("I", self.cq, self.chead, head + 1 & 0xffffffff)
            return result
    def entry(op, fd, off, addr, length, flags, user=0):
        return struct.pack("BBHiQQIIQ", op, 0, 0, fd, off, addr, length, flags, user)

    """
}
