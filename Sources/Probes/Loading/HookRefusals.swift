// SPDX-License-Identifier: Apache-2.0

import BPF

/// The parts of a rung that the kernel refused, and that the rung does without.
struct HookRefusals {
  /// The rung's refused parts, by number, with the kernel's reasons.
  private(set) var parts: [Int: BPFError] = [:]
  /// The refused places in files, with the kernel's reasons.
  private(set) var places: [CodePlace: BPFError] = [:]
  /// The refused functions of the kernel, with its reasons.
  private(set) var functions: [String: BPFError] = [:]
  /// The functions of the kernel whose names were looked up.
  private var knownFunctions: Set<String> = []
  /// Whether the kernel's list of functions that can be traced was looked at.
  private var knowsUntraceable = false

  /// Keeps the parts that were refused.
  ///
  /// - Throws: The kernel's reason where it refused all parts, or all functions.
  mutating func note(
    _ refused: [Int: BPFError], of placements: ArraySlice<Rung.Placement>
  ) throws(BPFError) {
    let all = Set(placements.compactMap(\.part))
    if let first = refused.min(by: { $0.key < $1.key }), refused.count == all.count {
      throw first.value
    }
    if !all.isEmpty { parts = refused }
    let names = placements.flatMap(\.hook.functions)
    if let reason = names.first.flatMap({ functions[$0] }),
      names.allSatisfy({ functions[$0] != nil })
    {
      throw reason
    }
  }

  /// A placement without the kernel's functions that it refused, and without those whose name
  /// others have too: of many functions it would take any that is called so.
  ///
  /// - Returns: `nil` where nothing is left.
  mutating func leavingOutRefused(
    _ placement: Rung.Placement
  ) throws(BPFError) -> Rung.Placement? {
    let unknown = placement.hook.functions.filter { !knownFunctions.contains($0) }
    if !unknown.isEmpty {
      for name in try KernelFunctionNames.ambiguous(among: unknown) {
        functions[name] = .failed(.attach, subject: name, code: .ambiguous, log: nil)
      }
      knownFunctions.formUnion(unknown)
    }
    return placement.hook.leavingOut(functions: Set(functions.keys)).map(placement.moved(to:))
  }

  /// Splits a refused hook into hooks to try in its place. A place or function that is refused
  /// alone is kept with the reason.
  ///
  /// - Throws: The reason, where leaving some out cannot help.
  mutating func parts(of hook: Hook, without error: BPFError) throws(BPFError) -> [Hook] {
    guard hook.isMulti, let code = error.code,
      hook.functions.isEmpty ? code.isUnfitInstruction : code.isUnfitFunction
    else { throw error }
    if let rest = leavingOutUntraceable(hook, error) { return [rest] }
    if let (first, second) = hook.halves { return [first, second] }
    for place in hook.places { places[place] = error }
    for function in hook.functions { functions[function] = error }
    return []
  }

  /// Leaves out the functions that the kernel's tracer does not list, once: that is sooner done
  /// than to find them by halving, and what is left attaches at once.
  ///
  /// - Returns: `nil` where that changes nothing, and where the kernel shows no list.
  private mutating func leavingOutUntraceable(_ hook: Hook, _ reason: BPFError) -> Hook? {
    guard !hook.functions.isEmpty, !knowsUntraceable else { return nil }
    knowsUntraceable = true
    var untraceable: Set<String> = []
    // Without the list there is halving.
    do throws(BPFError) {
      untraceable = try KernelFunctionNames.untraceable(among: hook.functions)
    } catch { return nil }
    guard !untraceable.isEmpty, untraceable.count < hook.functions.count else { return nil }
    for name in untraceable { functions[name] = reason }
    return hook.leavingOut(functions: untraceable)
  }
}
