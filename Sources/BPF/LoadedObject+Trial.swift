// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

extension LoadedObject {
  /// Attaches an iterator program, reads all that it writes, and detaches it. Oldest kernel 5.8.
  ///
  /// - Throws: `BPFError.failed` with `attach`.
  public func runIterator(_ program: String) throws(BPFError) {
    let pointer = unsafe try handle.program(named: program)
    let result = try LibraryMessages.collecting { () throws(BPFError) -> Int32 in
      unsafe clibbpf_run_iterator(pointer)
    }
    try check(result, .attach, program, log: VerifierLog(LibraryMessages.text))
  }

  /// Attaches a program to the CPU clock of the calling thread.
  ///
  /// - Parameters:
  ///   - program: A program for perf events.
  ///   - nanoseconds: CPU time between two runs.
  /// - Returns: The attachment.
  /// - Throws: `BPFError.failed` with `attach`.
  public func attachToClock(
    _ program: String, everyNanoseconds nanoseconds: UInt64
  ) throws(BPFError) -> Attachment {
    let pointer = unsafe try handle.program(named: program)
    return unsafe try attaching("\(program) at the CPU clock") { link in
      unsafe clibbpf_attach_clock(pointer, nanoseconds, &link)
    }
  }
}

/// A function of Tare's for uprobes.
public enum UprobeTarget {
  /// Its address in this process.
  public static var address: UInt {
    let function: @convention(c) () -> Void = clibbpf_uprobe_target
    return unsafe unsafeBitCast(function, to: UInt.self)
  }

  /// Calls it.
  public static func call() { clibbpf_uprobe_target() }
}
