// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// The running kernel's settings and build options. Yes means on.
extension Surveyor {
  /// A number under /proc/sys, with the meanings of its values.
  private struct Setting {
    let path: String
    /// Meanings by value; the last is for all larger ones.
    let meanings: [String]
    /// The least value that counts as on.
    var isOnFrom = 1

    init(_ path: String, _ meanings: [String], isOnFrom: Int = 1) {
      self.path = path
      self.meanings = meanings
      self.isOnFrom = isOnFrom
    }
  }

  private static let numbers = [
    Setting(
      "net/core/bpf_jit_enable",
      [
        "programs are interpreted", "programs are compiled",
        "programs are compiled and their code is logged",
      ]),
    Setting(
      "net/core/bpf_jit_harden",
      [
        "no program is hardened", "unprivileged programs are hardened",
        "all programs are hardened, which slows them",
      ]),
    Setting(
      "net/core/bpf_jit_kallsyms",
      ["profilers see no programs by name", "profilers see programs by name"]),
    Setting(
      "kernel/unprivileged_bpf_disabled",
      [
        "users without privileges may load some programs", "privileges are needed until a reboot",
        "privileges are needed",
      ]),
    Setting(
      "kernel/bpf_stats_enabled", ["runs are not timed", "every run is timed, which slows it"]),
    Setting(
      "kernel/kptr_restrict",
      ["addresses are hashed", "addresses need CAP_SYSLOG", "addresses are hidden from all"]),
    Setting(
      "kernel/perf_event_paranoid",
      [
        "users may watch CPUs", "users may watch the kernel's part of their processes",
        "users may watch their processes alone", "users may watch nothing",
      ], isOnFrom: 1),
    Setting("kernel/ftrace_enabled", ["functions are not traced", "functions can be traced"]),
  ]

  private static let options = [
    "CONFIG_BPF_SYSCALL", "CONFIG_BPF_JIT", "CONFIG_BPF_JIT_ALWAYS_ON", "CONFIG_BPF_EVENTS",
    "CONFIG_BPF_LSM", "CONFIG_DEBUG_INFO_BTF", "CONFIG_DEBUG_INFO_BTF_MODULES", "CONFIG_FTRACE",
    "CONFIG_FUNCTION_TRACER", "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS", "CONFIG_FTRACE_SYSCALLS",
    "CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS", "CONFIG_UPROBES", "CONFIG_UPROBE_EVENTS",
    "CONFIG_PERF_EVENTS", "CONFIG_FUNCTION_ERROR_INJECTION", "CONFIG_BPF_KPROBE_OVERRIDE",
    "CONFIG_SECURITY_LOCKDOWN_LSM",
  ]

  var settings: [Feature] {
    Self.numbers.map(Self.feature) + [Self.lockdown] + Self.options.map(feature)
  }

  private static func feature(_ setting: Setting) -> Feature {
    let name = setting.path.split(separator: "/").joined(separator: ".")
    let text: String
    do throws(ResultsError) { text = try read("/proc/sys/\(setting.path)") } catch {
      return Feature(name, .unknown, reason: error.cause)
    }
    guard let value = Int(text) else {
      return Feature(name, .unknown, reason: "its value '\(text)' is no number")
    }
    let meaning =
      value < 0
      ? "nothing is refused" : setting.meanings[min(value, setting.meanings.count - 1)]
    return Feature(
      name, value >= setting.isOnFrom ? .yes : .no, reason: nil, detail: "\(value): \(meaning)")
  }

  private static var lockdown: Feature {
    let path = "\(SecurityFS.place)/lockdown"
    do throws(ResultsError) {
      let text = try read(path)
      guard let mode = Lockdown.mode(text) else {
        return Feature("lockdown", .unknown, reason: "\(path) says '\(text)'")
      }
      let meaning =
        switch mode {
        case "none": "nothing is refused"
        case "integrity": "what could change the kernel is refused"
        case "confidentiality": "reading the kernel's memory is refused too"
        default: "unknown to tare"
        }
      return Feature("lockdown", mode == "none" ? .no : .yes, detail: "\(mode): \(meaning)")
    } catch { return Feature("lockdown", .unknown, reason: error.cause) }
  }

  private static func read(_ path: String) throws(ResultsError) -> String {
    let text = String(decoding: try ResultFile.read(path), as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init) ?? ""
  }

  private func feature(_ option: String) -> Feature {
    guard let value = configuration.value(option) else {
      return Feature(option, .unknown, reason: configuration.reason)
    }
    return Feature(option, value == "not set" ? .no : .yes, detail: value)
  }
}
