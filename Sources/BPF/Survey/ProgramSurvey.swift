// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import System

/// What is known of a program beside its figures.
public struct ProgramPlace: Sendable, Hashable {
  /// The function's whole name, where the program was loaded with type information; else at most 15 bytes.
  public var name: String
  /// Where it is attached, as far as the kernel tells: by links, at perf events of processes, at cgroups.
  /// Programs that were attached to interfaces or sockets without a link have none.
  public var hooks: [AttachedHook]
  /// Who keeps it in the kernel.
  public var holders: [ProgramHolder]

  /// What is known.
  public init(name: String, hooks: [AttachedHook] = [], holders: [ProgramHolder] = []) {
    self.name = name
    self.hooks = hooks
    self.holders = holders
  }
}

/// Looks for the names, hooks and holders of the programs in the kernel, and remembers what does not change.
///
/// Needs CAP_SYS_ADMIN, as looking at others' programs does.
public final class ProgramSurvey {
  /// Holders are looked for when a program or link has come or gone, and after so many surveys in any case:
  /// it takes a look at every descriptor of every process.
  private static let surveysBetweenScans = 10

  private let types = TypeNames()
  private var wholeNames: [UInt32: String] = [:]
  private var scan = Scan()
  private var scanned: (programs: [UInt32], links: [UInt32])?
  private var surveysSinceScan = 0

  private struct Scan {
    var holders: [UInt32: [ProgramHolder]] = [:]
    var hooks: [UInt32: [AttachedHook]] = [:]
  }

  /// A survey that knows nothing yet.
  public init() {}

  /// What is known now of each of these programs, by their numbers.
  public func places(of programs: [ProgramInformation]) -> [UInt32: ProgramPlace] {
    let typeNumbers = Dictionary(programs.map { ($0.identifier, $0.type) }) { $1 }
    let links = KernelLink.allInKernel(types: typeNumbers, names: types)
    var hooks: [UInt32: [AttachedHook]] = [:]
    for link in links { if let hook = link.hook { hooks[link.program, default: []].append(hook) } }
    scanIfNeeded(programs, links, hookless: programs.filter { hooks[$0.identifier] == nil })
    wholeNames = Dictionary(programs.map { ($0.identifier, wholeName(of: $0)) }) { $1 }
    return Dictionary(
      programs.map { program in
        let number = program.identifier
        let place = ProgramPlace(
          name: wholeNames[number] ?? program.name,
          hooks: hooks[number] ?? scan.hooks[number] ?? structure(of: program),
          holders: scan.holders[number] ?? [])
        return (number, place)
      }
    ) { $1 }
  }

  private func scanIfNeeded(
    _ programs: [ProgramInformation], _ links: [KernelLink], hookless: [ProgramInformation]
  ) {
    let present = (programs.map(\.identifier), links.map(\.identifier))
    surveysSinceScan += 1
    if let scanned, scanned == present, surveysSinceScan < Self.surveysBetweenScans { return }
    scanned = present
    surveysSinceScan = 0
    scan = Scan()
    let descriptors = DescriptorSurvey(askingEvents: hookless.contains(where: \.mayBeAtEvent))
    for (program, holder) in descriptors.holders + PinnedPrograms.all()
    where !scan.holders[program, default: []].contains(holder) {
      scan.holders[program, default: []].append(holder)
    }
    let cgroups = CgroupSurvey.hooks(ofTypes: Set(hookless.map(\.type)))
    for (program, hook) in descriptors.events + cgroups
    where !scan.hooks[program, default: []].contains(hook) {
      scan.hooks[program, default: []].append(hook)
    }
  }

  private func wholeName(of program: ProgramInformation) -> String {
    if let known = wholeNames[program.identifier] { return known }
    guard program.name.utf8.count == ProgramInformation.longestName, program.types != 0 else {
      return program.name
    }
    let descriptor = bpf_prog_get_fd_by_id(program.identifier)
    guard descriptor >= 0 else { return program.name }
    let owner = OpenFile(adopting: descriptor)
    let function = clibbpf_program_function(owner.descriptor)
    guard function > 0,
      let reference = TypeReference(object: program.types, type: UInt32(function)),
      let name = types.name(of: reference), name.hasPrefix(program.name)
    else { return program.name }
    return name
  }

  /// Parts of a struct of functions have no link of their own; what struct it is they say themselves.
  private func structure(of program: ProgramInformation) -> [AttachedHook] {
    guard program.type == BPF_PROG_TYPE_STRUCT_OPS.rawValue, let target = program.target else {
      return []
    }
    return [AttachedHook(.structOps, types.name(of: target) ?? "")]
  }
}

extension ProgramInformation {
  /// Whether perf events run programs of its type.
  var mayBeAtEvent: Bool {
    [BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_TRACEPOINT, BPF_PROG_TYPE_PERF_EVENT].contains(
      bpf_prog_type(type))
  }
}
