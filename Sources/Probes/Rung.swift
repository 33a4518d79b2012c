// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// One way for a probe to get its events: programs, each at a hook.
public struct Rung: Sendable, Hashable {
  /// A program of the probe's object and the hook it goes to.
  public struct Placement: Sendable, Hashable {
    /// The program's name in the object.
    public let program: String
    /// Where it attaches.
    public private(set) var hook: Hook
    /// The cookie that the program reads, which tells apart its hooks.
    public let cookie: UInt64
    /// The number of its function, of a rung that does without functions that the kernel refuses.
    public let part: Int?
    /// The one process that a uprobe is put into; all that map the file where it is `nil`.
    public let process: UInt32?
    /// The file that has to be at the hook's path, so that no other one is probed that has taken
    /// its place; any where it is `nil`.
    private(set) var file: FileIdentity?

    /// A program at a hook.
    public init(
      _ program: String, at hook: Hook, cookie: UInt64 = 0, process: UInt32? = nil, part: Int? = nil
    ) {
      self.program = program
      self.hook = hook
      self.cookie = cookie
      self.process = process
      self.part = part
    }

    /// Asks whether its file is still at the path of its hook.
    ///
    /// - Throws: `BPFError.failed` with `attach` where another one is, or none.
    func checkFile() throws(BPFError) {
      guard let file, let path = hook.path else { return }
      guard FileIdentity(path: path) != file else { return }
      throw .failed(.attach, subject: path, code: LibbpfCode(ESTALE), log: nil)
    }

    /// This program at another hook.
    func moved(to hook: Hook) -> Placement {
      var placement = self
      placement.hook = hook
      return placement
    }

    /// This placement, for one file alone.
    func only(in file: FileIdentity?) -> Placement {
      var placement = self
      placement.file = file
      return placement
    }
  }

  /// Programs that see rare events of another origin than the rung's own. A kernel may lack their
  /// hooks: the rung does without them then, and `LoadedProbe.leftOut` says what it does not see.
  public struct Extra: Sendable, Hashable {
    /// The events, in the plural, for example `opens by io_uring`.
    public let events: String
    /// The programs and their hooks.
    public let placements: [Placement]

    /// Programs for some events.
    public init(_ events: String, _ placements: [Placement]) {
      self.events = events
      self.placements = placements
    }
  }

  /// The name for `--rung`: the kind of hook that characterises it, for example `fexit`.
  public let name: String
  /// The programs and their hooks, in the order in which they attach.
  public let placements: [Placement]
  /// How often its programs run for one event: twice where an event has a beginning and an end.
  public let runsPerEvent: Int
  /// The rung whose costs it has, where it differs only in how its programs are attached.
  public let costsLike: String
  /// Programs that attach where the kernel allows it.
  public let extras: [Extra]
  /// Programs that are loaded for places that are found later, each at any hook of its kind.
  public let spares: [Placement]

  /// A rung.
  public init(
    _ name: String, _ placements: [Placement], runsPerEvent: Int = 1, costsLike: String? = nil,
    extras: [Extra] = [], spares: [Placement] = []
  ) {
    self.name = name
    self.costsLike = costsLike ?? name
    self.placements = placements
    self.runsPerEvent = runsPerEvent
    self.extras = extras
    self.spares = spares
  }

  /// This rung with other programs beside its own.
  func with(steady: [Placement] = [], extras: [Extra]) -> Rung {
    Rung(
      name, steady + placements, runsPerEvent: runsPerEvent, costsLike: costsLike, extras: extras,
      spares: spares)
  }

  /// Asks whether the kernel refuses a kind of the rung's hooks whatever their target: that takes
  /// less than a millisecond, and finding it out with the rung's own programs thirty.
  ///
  /// - Throws: The kernel's reason.
  func checkKindsOfHook() throws(BPFError) {
    let hooks = placements.map(\.hook).filter { !$0.isMulti }
    for kind in Set(hooks.map(\.kind)) { try kind.checkAllowed() }
  }
}

/// A rung that the kernel did not allow, with its reason.
public struct RefusedRung: Sendable, Hashable {
  /// The rung's name.
  public let rung: String
  /// The kernel's or libbpf's reason.
  public let reason: BPFError

  /// A refusal.
  public init(rung: String, reason: BPFError) {
    self.rung = rung
    self.reason = reason
  }
}
