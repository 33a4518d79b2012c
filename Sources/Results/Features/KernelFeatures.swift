// SPDX-License-Identifier: Apache-2.0

/// The features of one kernel.
public struct KernelFeatures: Codable, Hashable, Sendable {
  /// A probe and what came of each of its rungs.
  public struct Ladder: Codable, Hashable, Sendable {
    /// The probe's name.
    public var probe: String
    /// The rung it takes here: the first that loads and attaches; `nil` where none does.
    public var takes: String?
    /// One feature a rung, the best first; each was loaded and attached.
    public var rungs: [Feature]

    /// Makes a ladder.
    public init(probe: String, takes: String?, rungs: [Feature]) {
      self.probe = probe
      self.takes = takes
      self.rungs = rungs
    }
  }

  /// `uname -r`.
  public var release: String
  /// `uname -v`: the build.
  public var build: String
  /// `uname -m`.
  public var architecture: String
  /// Where the kernel runs: `this machine`, or the package or file that a guest was booted with.
  public var origin: String
  /// How long the look took, in seconds; a guest's boot is not part of it.
  public var elapsedSeconds: Double
  /// The capabilities that were missing, without which trials could not be made.
  public var missingCapabilities: [String]
  /// Why there is no answer, or only part of one; `nil` where it is whole.
  public var failure: String?
  /// The user's object, by name; `nil` where our own probes were asked about.
  public var object: String?
  /// Each program of the user's object, loaded by itself.
  public var programs: [Feature] = []
  /// Our probes; none where the user's object was asked about.
  public var probes: [Ladder] = []
  /// Kinds of hook, each proven by a program that was seen to run.
  public var hooks: [Feature] = []
  /// Program types.
  public var programTypes: [Feature] = []
  /// Map types.
  public var mapTypes: [Feature] = []
  /// Helper functions, one feature for each kind of program that calls them.
  public var helpers: [Feature] = []
  /// Tracepoints and functions.
  public var targets: [Feature] = []
  /// Members of the kernel's structs, and types and constants, that programs name.
  public var fields: [Feature] = []
  /// Settings and build options: yes where one is on.
  public var settings: [Feature] = []

  /// A kernel that nothing is known of yet.
  public init(
    release: String, build: String, architecture: String, origin: String,
    elapsedSeconds: Double = 0, missingCapabilities: [String] = [], failure: String? = nil,
    object: String? = nil
  ) {
    self.release = release
    self.build = build
    self.architecture = architecture
    self.origin = origin
    self.elapsedSeconds = elapsedSeconds
    self.missingCapabilities = missingCapabilities
    self.failure = failure
    self.object = object
  }

  /// Everything that was asked, section by section.
  public var all: [Feature] {
    programs + probes.flatMap(\.rungs) + hooks + programTypes + mapTypes + helpers + targets
      + fields + settings
  }

  /// Whether something that the user's object cannot do without was refused.
  public var lacksForObject: Bool {
    object != nil
      && (programs + programTypes + mapTypes + helpers + targets + fields)
        .contains { $0.answer == .no && !$0.isOptional }
  }
}
