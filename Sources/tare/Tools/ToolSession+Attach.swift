// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Budgeting
import Glibc
import Probes
import Results
import System

extension ToolSession {
  /// Attaches a probe, on one rung or the best that works.
  ///
  /// - Throws: The exit code, after the reason was told.
  static func attach(
    _ probe: some Probe, rung: String?, ringBytes: UInt32? = nil
  ) throws -> RunningProbe {
    do throws(ProbeError) {
      do throws(BPFError) { try Tracefs.makeAvailable() } catch { throw .kernel(error) }
      return try RunningProbe(probe, rung: rung, ringBytes: ringBytes)
    } catch {
      Terminal.complain(error.description)
      if case .unknownRung = error { throw ExitCode(EX_USAGE) }
      throw error.isRefusal && rung == nil ? Failure.privilege : Failure.machinery
    }
  }

  /// Tells which lower rung was taken, and which events it does not see.
  static func tellLimits(of running: RunningProbe, _ name: String, isForced: Bool) {
    if !isForced, !running.refused.isEmpty {
      Terminal.complain(RungNotice.text(of: running, probe: name))
    }
    for leftOut in running.loaded.leftOut {
      Terminal.complain(
        "\(name) does not see \(leftOut.events): this kernel has no hook for them that fits")
    }
  }

  /// Begins to keep a probe within its budget; `nil` where it has none.
  static func watch(
    _ running: RunningProbe, _ name: String, _ options: TraceOptions
  ) throws -> BudgetWatch? {
    guard let budget = options.limit.budget else { return nil }
    let costs: KnownDispatchCosts
    do throws(ResultsError) {
      costs = try KnownDispatchCosts(ofProbe: name, cache: CachePlace.standard)
    } catch { throw Failure.report(error) }
    let dispatch = costs.cost(of: name, on: running.rung)
    if dispatch == nil, !options.quiet {
      Terminal.complain(
        "what a hook of \(name) on \(running.rung.name) costs is not known; --budget counts its programs "
          + "and this process alone")
    }
    do throws(BPFError) {
      return try BudgetWatch(running, budget, options.limit.reaction, dispatch: dispatch) {
        if let notice = $0.notice(of: name) { Terminal.complain(notice) }
      }
    } catch { throw Failure.report(error) }
  }
}
