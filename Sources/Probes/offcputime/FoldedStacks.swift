// SPDX-License-Identifier: Apache-2.0

import BPF

/// Stacks as text, for flame graphs: a line `NAME;FRAME;FRAME … NANOSECONDS` for each place that
/// threads were blocked at, the outermost frame first.
///
/// Kernel frames end with `_[k]`, those whose code the compiler put into their caller with `_[i]`.
/// A frame whose function is not known is its file and where in the file, as `[libc.so.6]+0x2724a`,
/// or its address; `[unknown]` where the process is gone or executes another program, and no
/// history tells what it had mapped.
public struct FoldedStacks {
  /// A place, and how long threads of one name were blocked there, in nanoseconds.
  public struct Line: Sendable, Hashable {
    /// The name of the threads, then the frames, joined by semicolons.
    public var stack: String
    /// Nanoseconds.
    public var nanoseconds: UInt64
  }

  private let kernel: KernelSymbols?
  private var users: [UInt32: UserSymbols?] = [:]
  private var past: [UInt32: [String?: [UserSymbols]]] = [:]
  private let files = SymbolFiles()
  private let history: ProcessHistory?

  /// Resolves with the symbols of the running kernel and of the processes that still live.
  ///
  /// - Parameter history: What the others had mapped, where it was kept.
  public init(history: ProcessHistory? = nil) {
    self.init(kernel: KernelSymbols.ofThisKernel(), history: history)
  }

  /// Resolves kernel frames with these symbols.
  package init(kernel: KernelSymbols?, history: ProcessHistory? = nil) {
    self.kernel = kernel
    self.history = history
  }

  /// Why kernel frames have no names, and the remedy; `nil` where they have.
  public var obstacle: String? {
    kernel == nil
      ? "kernel functions have no names: /proc/kallsyms tells no addresses; run as root, or set "
        + "kernel.kptr_restrict to 0" : nil
  }

  /// The names that could not be read so far, and why.
  public var omissions: [String] {
    files.omissions + (history?.omission.map { [$0] } ?? [])
      + users.sorted { $0.key < $1.key }.compactMap { pid, symbols in
        symbols?.omission.map { "process \(pid): \($0)" }
      }
  }

  /// The lines, the longest time first. Threads of the same name at the same place are one.
  public mutating func lines(of blocked: [Offcputime.Blocked]) -> [Line] {
    var sums: [String: UInt64] = [:]
    for entry in blocked { sums[stack(of: entry), default: 0] &+= entry.sum }
    return sums.map { Line(stack: $0.key, nanoseconds: $0.value) }.sorted {
      ($1.nanoseconds, $0.stack) < ($0.nanoseconds, $1.stack)
    }
  }

  /// A thread's name and where it was, the outermost frame first.
  public mutating func stack(of blocked: Offcputime.Blocked) -> String {
    let frames = userFrames(blocked) + kernelFrames(blocked.kernelStack).map { "\($0)_[k]" }
    let name = String(decoding: blocked.comm, as: UTF8.self)
    return ([name] + frames).map(Self.harmless).joined(separator: ";")
  }

  /// The functions of a kernel stack, the outermost first, without those that look at the switch.
  public func kernelFrames(_ stack: StackTrace) -> [String] {
    if stack == .lost { return ["[lost]"] }
    let names = stack.addresses.map { address in
      kernel?.function(at: address &- 1)?.name ?? Self.hexadecimal(address)
    }
    let start = names.firstIndex { $0 == "__schedule" } ?? 0
    return names[start...].reversed()
  }

  private mutating func userFrames(_ blocked: Offcputime.Blocked) -> [String] {
    if blocked.userStack == .lost { return ["[lost]"] }
    guard case .frames(let addresses) = blocked.userStack else { return [] }
    let symbols = symbols(of: blocked)
    if symbols.isEmpty { return addresses.map { _ in "[unknown]" } }
    let before = past(of: blocked)
    return addresses.reversed().flatMap { address in
      // A frame returns to behind its call, which may be the end of a function.
      let having = symbols.filter { $0.isMapped(address &- 1) }
      let places = Set(having.map { $0.place(of: address &- 1) })
      let isAmbiguous = before.contains { $0.isAmbiguous(address &- 1) }
      guard places.count < 2, !isAmbiguous else { return ["[unknown]"] }
      return switch places.first ?? .unknown {
      case .function(let name, let inlined): [name] + inlined.map { "\($0)_[i]" }
      case .file(let name, let offset): ["[\(name)]+\(Self.hexadecimal(offset &+ 1))"]
      case .unknown: [Self.hexadecimal(address)]
      }
    }
  }

  /// The symbols of the program that the thread executed then; several where its name leaves a
  /// doubt.
  private mutating func symbols(of blocked: Offcputime.Blocked) -> [UserSymbols] {
    guard let pid = blocked.visiblePID else { return [] }
    let past = past(of: blocked)
    guard let now = symbols(of: pid), Self.executes(now, as: blocked) else { return past }
    // Of other threads than the first, the program that lives is meant: they end when it executes
    // another one.
    return blocked.tid == blocked.pid ? [now] + past.dropLast() : [now]
  }

  /// The symbols of what a process had mapped under the name that the thread had.
  private mutating func past(of blocked: Offcputime.Blocked) -> [UserSymbols] {
    guard let history, let pid = blocked.visiblePID else { return [] }
    let name = blocked.tid == blocked.pid ? String(decoding: blocked.comm, as: UTF8.self) : nil
    if let known = past[pid]?[name] { return known }
    let symbols = history.images(of: pid, named: name).map { UserSymbols(of: $0, files: files) }
    past[pid, default: [:]][name] = symbols
    return symbols
  }

  /// Whether a process still executes the program that it was blocked in, as far as its name tells:
  /// the addresses of another one are not the same functions. Of other threads than the first the
  /// names say nothing of that.
  private static func executes(_ now: UserSymbols, as blocked: Offcputime.Blocked) -> Bool {
    blocked.tid != blocked.pid || now.name == String(decoding: blocked.comm, as: UTF8.self)
  }

  /// The symbols of a process; `nil` where it is gone.
  private mutating func symbols(of pid: UInt32) -> UserSymbols? {
    if let known = users[pid] { return known }
    var symbols: UserSymbols?
    do throws(BPFError) { symbols = try UserSymbols(of: pid, files: files) } catch {
      // It ended meanwhile: what it had mapped can no longer be told.
    }
    users[pid] = .some(symbols)
    return symbols
  }

  private static func hexadecimal(_ address: UInt64) -> String {
    "0x" + String(address, radix: 16)
  }

  /// Without what would end a frame or a line.
  private static func harmless(_ frame: String) -> String {
    String(frame.map { $0 == ";" || $0.isNewline ? "_" : $0 })
  }
}
