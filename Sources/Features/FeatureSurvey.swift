// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects
import Probes
import Results
import Scale
import Subjects
import System

/// Finds the running kernel's features by trying. Nothing stays loaded or attached.
public struct FeatureSurvey: Sendable {
  /// A compiled object of the user's.
  public struct UserObject: Codable, Hashable, Sendable {
    /// The name in messages.
    public var name: String
    /// The ELF file, in base64.
    public var bytes: [UInt8]

    /// An object.
    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The user's object; `nil` for Tare's probes.
  private let object: UserObject?
  private let missingCapabilities: [String]
  private let origin: String
  private let needs: ObjectNeeds
  private let probes: [any ProbeSubject]

  /// A survey.
  ///
  /// - Parameters:
  ///   - object: The user's object; `nil` for Tare's probes.
  ///   - missingCapabilities: The missing of `CAP_BPF`, `CAP_PERFMON` and `CAP_SYS_ADMIN`.
  ///   - origin: The kernel's package or machine.
  /// - Throws: `BPFError.failed` with `open` where the user's object is none.
  public init(
    object: UserObject? = nil, missingCapabilities: [String] = [], origin: String = "this machine"
  ) throws(BPFError) {
    self.object = object
    self.missingCapabilities = missingCapabilities
    self.origin = origin
    probes = object == nil ? Catalogue.probes : []
    var needs = ObjectNeeds()
    if let object { try needs.add(object.bytes, name: object.name, as: .program) }
    for probe in probes {
      // Programs that no rung uses on this kernel need nothing here.
      let programs = probe.probe.ladder.flatMap { $0.placements.map(\.program) }
      try needs.add(
        probe.probe.object.bytes, name: probe.name, as: .object(probe.name), only: Set(programs))
    }
    self.needs = needs
  }

  /// Runs the survey. Mounts file systems for this process alone; call it before starting threads.
  public func run() -> KernelFeatures {
    let clock = ContinuousClock(), start = clock.now
    let system = SystemName()
    var features = KernelFeatures(
      release: system.release, build: system.version, architecture: system.machine, origin: origin,
      missingCapabilities: missingCapabilities, object: object?.name)
    let surveyor = prepare(release: features.release)
    let hooks = self.hooks
    features.programs = programs(surveyor)
    features.probes = probes.map { ladder($0, surveyor) }
    features.hooks = surveyor.hooks(
      neededBy: hooks.reduce(into: [:]) {
        $0[$1.hook.kind.rawValue, default: []].insert($1.user)
      })
    features.programTypes = surveyor.programTypes(needs)
    features.mapTypes = surveyor.mapTypes(needs)
    features.helpers = surveyor.helpers(needs)
    features.targets = surveyor.targets(hooks)
    features.fields = surveyor.fields(needs, programs: features.programs)
    features.settings = surveyor.settings
    features.elapsedSeconds = (clock.now - start) / .seconds(1)
    return features
  }

  private func prepare(release: String) -> Surveyor {
    var noTracefs: String?
    do throws(BPFError) { try Tracefs.makeAvailable() } catch { noTracefs = error.description }
    // Reading lockdown reports a failed mount.
    do throws(BPFError) { try SecurityFS.makeAvailable() } catch {}
    let path = "/sys/kernel/btf/vmlinux"
    let types = Result { () throws(ResultsError) -> TypeInformation in
      guard let types = TypeInformation(try ResultFile.read(path)) else {
        throw .cannotRead(path: path, reason: "it is no type information that tare can read")
      }
      return types
    }
    let missing = missingCapabilities.filter { $0 != "CAP_SYS_ADMIN" }.joined(separator: " and ")
    return Surveyor(
      types: types, configuration: .running(release: release),
      obstacle: missing.isEmpty ? nil : "it takes \(missing), which this process does not have",
      noTracefs: noTracefs)
  }

  /// The hooks of the probes' rungs or of the object's programs.
  private var hooks: [(hook: Hook, user: String)] {
    guard object == nil else {
      return needs.programs.compactMap { program in
        Hook(section: program.section).map { ($0, program.name) }
      }
    }
    return probes.flatMap { probe in
      probe.ways.flatMap { way in way.hooks.map { ($0, "\(probe.name)/\(way.name)") } }
    }
  }

  private func ladder(_ probe: any ProbeSubject, _ surveyor: Surveyor) -> KernelFeatures.Ladder {
    let rungs = probe.probe.ladder.map { rung in
      let answer = surveyor.trial {
        .trying { () throws(BPFError) -> TrialAnswer in
          try probe.probe.load(rung).attach().detach()
          return .yes("attached")
        }
      }
      return Feature(rung.name, answer)
    }
    return KernelFeatures.Ladder(
      probe: probe.name, takes: rungs.first { $0.answer == .yes }?.name, rungs: rungs)
  }

  /// Loads each program of the user's object by itself.
  private func programs(_ surveyor: Surveyor) -> [Feature] {
    guard let object else { return [] }
    return needs.programs.map { program in
      let answer = surveyor.trial {
        .trying { () throws(BPFError) -> TrialAnswer in
          let open = try OpenObject(object.bytes, name: object.name)
          try open.keepOnly(programs: [program.name])
          _ = try open.load()
          return .yes("loaded")
        }
      }
      return Feature(program.name, answer, kind: program.section)
    }
  }
}
