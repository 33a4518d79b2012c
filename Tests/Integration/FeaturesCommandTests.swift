// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import ProbeObjects
import Probes
import Results
import Testing

/// `tare features` on the running kernel.
extension RunningKernelTests {
  @Suite struct FeaturesCommandTests {
    private static func features(_ arguments: String...) throws -> (KernelFeatures, Int32) {
      let outcome = try TareRun(["features", "--json", "-"] + arguments).start().finish()
      let document = try FeaturesDocument(json: Array(outcome.output.utf8))
      return (try #require(document.kernels.first), outcome.exitCode)
    }

    /// An answer on its own way: the same kind of hook, with another program, from this process.
    private static func refusal(of hook: Hook) -> BPFError? {
      let floor = EmptyProbe(named: "test", on: [hook])
      do throws(BPFError) {
        try floor.load(floor.ladder[0]).attach().detach()
        return nil
      } catch { return error }
    }

    @Test(.requiresRoot)
    func `each kind of hook is yes when it fired, no with the kernel's reason`()
      throws
    {
      let (kernel, code) = try Self.features()
      #expect(code == 0)
      let function = "do_sys_openat2"
      for hook in [
        Hook.fentry(function), .fexit(function), .kprobe(function), .kretprobe(function),
      ] {
        let feature = try #require(kernel.hooks.first { $0.name == hook.kind.rawValue })
        let refusal = Self.refusal(of: hook)
        #expect(feature.answer == (refusal == nil ? .yes : .no), "\(hook)")
        if let refusal {
          let code = try #require(refusal.code)
          #expect(feature.reason?.contains(code.text) == true, "\(feature)")
        }
      }
      for name in ["tracepoint", "raw_tracepoint", "tp_btf", "uprobe", "uretprobe", "iter"] {
        let feature = try #require(kernel.hooks.first { $0.name == name })
        #expect(feature.answer == .yes, "\(feature)")
        #expect(feature.detail?.hasPrefix("fired at ") == true)
      }
    }

    @Test(.requiresRoot) func `a hook that is refused though its program loads is shown with both`()
      throws
    {
      let (kernel, _) = try Self.features()
      let hook = try #require(kernel.hooks.first { $0.name == "kprobe" })
      let type = try #require(kernel.programTypes.first { $0.name == "kprobe" })
      #expect(type.answer == .yes)
      let hint = try #require(
        hook.hints.first { $0.source == "libbpf_probe_bpf_prog_type(kprobe)" })
      #expect(hint.says == true)
      #expect(hint.disagrees == (hook.answer == .no))
      let table = try TareRun.run("features")
      #expect(
        table.output.contains("≠ libbpf_probe_bpf_prog_type(kprobe) says yes")
          == (hook.answer == .no))
    }

    @Test(.requiresRoot) func `rungs, fields and targets are as the kernel has them`() throws {
      let (kernel, _) = try Self.features()
      try Tracefs.makeAvailable()
      #expect(
        kernel.probes.first { $0.probe == "opensnoop" }?.takes == Opensnoop().bestRung().rung?.name)
      let pid = try #require(kernel.fields.first { $0.name == "task_struct.tgid" })
      #expect(pid.detail == "pid_t")
      let issue = try #require(kernel.targets.first { $0.name == "block_rq_issue" })
      #expect(issue.detail?.contains("struct request *") == true)
      let function = try #require(kernel.targets.first { $0.name == "do_sys_openat2" })
      #expect(Set(function.facts.map(\.name)).isSuperset(of: ["present", "whole", "traceable"]))
      #expect(kernel.helpers.contains { $0.name == "bpf_map_lookup_elem" && $0.kind == "tp_btf" })
      #expect(kernel.mapTypes.contains { $0.name == "ringbuf" && $0.answer == .yes })
      #expect(kernel.settings.contains { $0.name == "lockdown" && $0.answer != .unknown })
    }

    @Test(.requiresRoot) func `nothing stays in the kernel`() throws {
      let orphans = try OrphanedPrograms()
      _ = try Self.features()
      #expect(try orphans.left() == [])
    }

    @Test(.requiresRoot) func `an object's needs are asked for, and a lack of them ends in 1`()
      throws
    {
      let folder = try TemporaryFolder()
      let path = folder.url.appending(path: "mine.bpf.o")
      try Data(ProbeObject.features.bytes).write(to: path)
      let (kernel, code) = try Self.features("--object", path.path)
      #expect(kernel.object == "mine.bpf.o")
      #expect(kernel.probes.isEmpty)
      #expect(kernel.programs.count == 11)
      #expect(kernel.programs.first { $0.name == "on_iter" }?.answer == .yes)
      #expect((code == 1) == kernel.lacksForObject)
      try Data("no object".utf8).write(to: path)
      let outcome = try TareRun.run("features", "--object", path.path)
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("mine.bpf.o"))
    }

    @Test(.requiresRoot) func `without privileges the rest is told, and what is missing`() throws {
      let outcome = try TareRun.run("features", asUser: "nobody")
      #expect(outcome.exitCode == 77)
      #expect(outcome.output.contains("CAP_BPF"))
      #expect(outcome.output.contains("task_struct: "))
      #expect(outcome.output.contains("kernel.unprivileged_bpf_disabled = "))
    }
  }
}
