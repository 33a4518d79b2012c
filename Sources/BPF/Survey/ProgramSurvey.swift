// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import System

/// A program's whole name, hooks and holders.
public struct ProgramPlace: Sendable, Hashable {
  /// The function's name; at most 15 bytes where the program has no type information.
  public var name: String
  /// The hooks by links, perf events of processes and cgroups. Programs at interfaces or sockets
  /// without a link have none.
  public var hooks: [AttachedHook]
  /// The holders that keep it in the kernel.
  public var holders: [ProgramHolder]

  /// The place of a program.
  public init(name: String, hooks: [AttachedHook] = [], holders: [ProgramHolder] = []) {
    self.name = name
    self.hooks = hooks
    self.holders = holders
  }
}

/// Finds the programs' names, hooks and holders, and remembers what does not change. Needs
/// CAP_SYS_ADMIN.
public final class ProgramSurvey {
  /// Surveys between two scans, which read every descriptor of every process. A program or link
  /// that comes or goes starts one at once.
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

  /// A survey without any knowledge yet.
  public init() {}

  /// Each program's place, by its number.
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

  /// The struct of a struct_ops program, which has no link of its own.
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
