// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// `funclatency` on the scale: one function, of the kernel or of a program.
struct FunclatencySubject: ProbeSubject {
  let probe: Funclatency
  let name: String
  let options: [String: String]
  let watching: Watching
  /// The shortest time of a call, in nanoseconds.
  private let shortest: UInt64

  /// The system call of each nap of `nap`.
  static let kernelFunction = FunclatencySubject(
    .kernel(["__x64_sys_clock_nanosleep"]), name: "funclatency", "__x64_sys_clock_nanosleep",
    of: "nap", Watching([.nap], on: "nap"), shortest: Workload.napNanoseconds)

  /// The function that `call-storm` calls, which does nothing.
  ///
  /// - Parameter path: The program's path.
  /// - Returns: The subject.
  package static func userFunction(of path: String = CallStorm.path) -> FunclatencySubject {
    FunclatencySubject(
      .program(path: path, [CallStorm.function]), name: "funclatency-user",
      CallStorm.function, of: "call-storm", Watching([.call], on: "call-storm"), shortest: 1)
  }

  private init(
    _ functions: TracedFunctions, name: String, _ function: String, of comm: String,
    _ watching: Watching, shortest: UInt64
  ) {
    probe = Funclatency(functions, filter: ProbeFilter(comm: Array(comm.utf8)))
    self.name = name
    options = ["function": function, "comm": comm]
    self.watching = watching
    self.shortest = shortest
  }

  /// Of the line for functions of the kernel.
  var tool: ToolKind? {
    name == probe.name ? .counting(FunclatencyTool.self) : nil
  }

  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness {
    FunctionWitness(watching.kinds[0], loaded, shortest: shortest)
  }
}

/// The workload whose calls are weighed with uprobes.
package enum CallStorm {
  /// The function that the workload calls.
  package static let function = "tare_call_storm_target"

  /// The program's path: beside the running program or, in a guest, in `/bin`.
  package static var path: String {
    for folder in [nil, "/bin"] as [String?] {
      do throws(WorkloadError) { return try ExecutableFolder(folder).find("call-storm") } catch {
        // The next folder; where it is in none, attaching says so.
      }
    }
    return "call-storm"
  }
}
