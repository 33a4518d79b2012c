// SPDX-License-Identifier: Apache-2.0

/// A flag of open(2), with its value on x86-64.
public enum OpenFlag: UInt32, Sendable, Hashable, CaseIterable {
  case readOnly = 0
  case writeOnly = 0o1
  case readWrite = 0o2
  case create = 0o100
  case exclusive = 0o200
  case noTerminal = 0o400
  case truncate = 0o1000
  case append = 0o2000
  case nonBlocking = 0o4000
  case dataSync = 0o10000
  case async = 0o20000
  case direct = 0o40000
  case directory = 0o200000
  case noFollow = 0o400000
  case noAccessTime = 0o1000000
  case closeOnExec = 0o2000000
  /// Together with `dataSync`.
  case sync = 0o4000000
  case path = 0o10000000
  /// Together with `directory`.
  case temporaryFile = 0o20000000

  /// The name in the headers, for example `O_CREAT`.
  public var name: String {
    switch self {
    case .readOnly: "O_RDONLY"
    case .writeOnly: "O_WRONLY"
    case .readWrite: "O_RDWR"
    case .create: "O_CREAT"
    case .exclusive: "O_EXCL"
    case .noTerminal: "O_NOCTTY"
    case .truncate: "O_TRUNC"
    case .append: "O_APPEND"
    case .nonBlocking: "O_NONBLOCK"
    case .dataSync: "O_DSYNC"
    case .async: "O_ASYNC"
    case .direct: "O_DIRECT"
    case .directory: "O_DIRECTORY"
    case .noFollow: "O_NOFOLLOW"
    case .noAccessTime: "O_NOATIME"
    case .closeOnExec: "O_CLOEXEC"
    case .sync: "O_SYNC"
    case .path: "O_PATH"
    case .temporaryFile: "O_TMPFILE"
    }
  }

  /// The three ways of access share two bits, so they are told by number.
  private var isAccess: Bool { rawValue < 3 }

  /// The flag's bit; 0 for a way of access.
  var mask: UInt32 { isAccess ? 0 : rawValue }

  /// The bit of a way of access; 0 for another flag.
  var accessMask: UInt32 { isAccess ? 1 << rawValue : 0 }

  /// The flags in a number that a program gave, the way of access first.
  ///
  /// `O_SYNC` and `O_TMPFILE` hold a second bit, whose own flag is not listed beside them. Access
  /// 3, which is none of the three, is not listed.
  public static func all(in flags: UInt32) -> [OpenFlag] {
    var rest = flags & ~3
    if rest & OpenFlag.sync.rawValue != 0 { rest &= ~OpenFlag.dataSync.rawValue }
    if rest & OpenFlag.temporaryFile.rawValue != 0 { rest &= ~OpenFlag.directory.rawValue }
    return allCases.filter { $0.isAccess ? $0.rawValue == flags & 3 : rest & $0.rawValue != 0 }
  }
}
