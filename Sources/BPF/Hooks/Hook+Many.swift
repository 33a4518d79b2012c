// SPDX-License-Identifier: Apache-2.0

/// Hooks at many places at once.
extension Hook {
  /// Whether it is at many places, for which programs are loaded in another way.
  public var isMulti: Bool {
    switch self {
    case .uprobeMulti, .uretprobeMulti, .kprobeMulti, .kretprobeMulti, .kprobeSession: true
    default: false
    }
  }

  /// The functions of a hook at many kernel functions; empty for other hooks.
  public var functions: [String] {
    switch self {
    case .kprobeMulti(let functions, _), .kretprobeMulti(let functions, _),
      .kprobeSession(let functions, _):
      functions
    default: []
    }
  }

  private var placeCount: Int {
    switch self {
    case .uprobeMulti(_, let offsets, _), .uretprobeMulti(_, let offsets, _): offsets.count
    default: functions.count
    }
  }

  /// The first and the second half of many places; `nil` where there are less than two.
  public var halves: (Hook, Hook)? {
    let middle = placeCount / 2
    return middle == 0 ? nil : (keeping { $0 < middle }, keeping { $0 >= middle })
  }

  /// Removes kernel functions from the hook; `nil` where none is left. Other hooks stay.
  public func leavingOut(functions names: Set<String>) -> Hook? {
    let functions = functions
    guard !functions.isEmpty else { return self }
    let rest = keeping { !names.contains(functions[$0]) }
    return rest.functions.isEmpty ? nil : rest
  }

  /// The hook at some of its places, chosen by their numbers.
  private func keeping(_ isKept: (Int) -> Bool) -> Hook {
    func kept<Element>(_ all: [Element]) -> [Element] {
      all.indices.filter(isKept).map { all[$0] }
    }
    return switch self {
    case .kprobeMulti(let functions, let cookies):
      .kprobeMulti(functions: kept(functions), cookies: kept(cookies))
    case .kretprobeMulti(let functions, let cookies):
      .kretprobeMulti(functions: kept(functions), cookies: kept(cookies))
    case .kprobeSession(let functions, let cookies):
      .kprobeSession(functions: kept(functions), cookies: kept(cookies))
    case .uprobeMulti(let path, let offsets, let cookies):
      .uprobeMulti(path: path, offsets: kept(offsets), cookies: kept(cookies))
    case .uretprobeMulti(let path, let offsets, let cookies):
      .uretprobeMulti(path: path, offsets: kept(offsets), cookies: kept(cookies))
    default: self
    }
  }
}
