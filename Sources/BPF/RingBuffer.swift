// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// The reading end of a `BPF_MAP_TYPE_RINGBUF` map, oldest kernel 5.8. It keeps the map open, so it
/// may outlive the object and be read on another thread.
public final class RingBuffer {
  private let map: OpenFile
  private let callback: Callback
  private let ring: RingHandle
  private let name: String
  /// Whether the last wait has left records.
  private var isBehind = false
  private static let mostAtOnce = 1 << 16

  private final class Callback {
    let body: (RawSpan) -> Void
    /// Records until the reading is interrupted.
    var left = Int.max
    init(_ body: @escaping (RawSpan) -> Void) { self.body = body }
  }

  /// Maps the ring.
  ///
  /// - Parameters:
  ///   - map: The ring.
  ///   - record: Called for each record with its bytes, which are gone when it returns.
  /// - Throws: `BPFError.failed` with `open`.
  public init(_ map: BPFMap, record: @escaping (RawSpan) -> Void) throws(BPFError) {
    let copy = fcntl(map.descriptor, F_DUPFD_CLOEXEC, 0)
    try check(copy >= 0 ? 0 : -errno, .open, map.name)
    let owner = OpenFile(adopting: copy)
    let callback = Callback(record)
    var pointer: OpaquePointer?
    let result = unsafe clibbpf_ring_buffer(
      owner.descriptor,
      { context, record, size in
        guard let context = unsafe context, let record = unsafe record else { return 0 }
        let callback = unsafe Unmanaged<Callback>.fromOpaque(context).takeUnretainedValue()
        let bytes = unsafe UnsafeRawBufferPointer(start: record, count: size)
        unsafe callback.body(bytes.bytes)
        callback.left -= 1
        return callback.left == 0 ? -EAGAIN : 0
      },
      Unmanaged.passUnretained(callback).toOpaque(), &pointer)
    try check(result, .open, map.name)
    guard let pointer = unsafe pointer else { throw .missing(.open, map.name) }
    self.ring = unsafe RingHandle(adopting: pointer)
    try check(unsafe clibbpf_wait_for_wakings(pointer, owner.descriptor), .open, map.name)
    self.map = owner
    self.callback = callback
    self.name = map.name
  }

  /// Hands over every waiting record without waiting for more, and returns their number.
  @discardableResult
  public func drain() throws(BPFError) -> Int {
    callback.left = .max
    return Int(try check(unsafe ring_buffer__consume(ring.pointer), .read, name))
  }

  /// Waits for a waking by the kernel side or the end of the time, then hands over the records, at
  /// most 65,536, lest it never return; what is left is handed over by the next call at once.
  ///
  /// Records without a waking do not end the wait, as a look takes longer than a record.
  /// - Parameter milliseconds: The longest wait.
  /// - Throws: `BPFError.failed` with `read`.
  /// - Returns: The number of records; 0 also where a signal ended the wait.
  @discardableResult
  public func wait(milliseconds: Int) throws(BPFError) -> Int {
    callback.left = Self.mostAtOnce
    var result = isBehind ? 0 : unsafe ring_buffer__poll(ring.pointer, Int32(milliseconds))
    if result == 0 { result = unsafe ring_buffer__consume(ring.pointer) }
    isBehind = result == -EAGAIN
    if isBehind { return Self.mostAtOnce }
    return result == -EINTR ? 0 : Int(try check(result, .read, name))
  }
}
