// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  /// The library: events as an asynchronous sequence.
  @Suite struct ProbeEventsTests {
    private let probe = Opensnoop(filter: ProbeFilter(pid: UInt32(getpid())), failedOnly: true)

    /// Attachments that this process holds.
    private static var links: Int { Traces.descriptors { $0.contains("bpf") } }

    private func attempt(_ path: String) { close(unsafe open(path, O_RDONLY)) }

    @Test(.requiresRoot) func `events come in order while the probe is attached`() async throws {
      let events = probe.events(rung: "tp_btf")
      #expect(try await events.attached().name == "tp_btf")
      for index in 0..<1000 { attempt("/no/such/event/\(index)") }
      var paths: [String] = []
      for try await event in events {
        guard let path = event.path?.text, path.hasPrefix("/no/such/event/") else { continue }
        paths.append(path)
        if paths.count == 1000 { events.stop() }
      }
      #expect(paths == (0..<1000).map { "/no/such/event/\($0)" })
      #expect(events.lost == 0)
    }

    @Test(.requiresRoot) func `cancelling the task detaches and ends the sequence`() async throws {
      let before = Self.links
      let events = probe.events(rung: "tp_btf")
      let task = Task {
        var count = 0
        for try await _ in events { count += 1 }
        return count
      }
      try await events.attached()
      #expect(Self.links > before)
      task.cancel()
      _ = try await task.value
      #expect(Traces.eventually { Self.links <= before })
    }

    @Test(.requiresRoot) func `letting go of the sequence detaches`() async throws {
      let before = Self.links
      do {
        let events = probe.events(rung: "tp_btf")
        try await events.attached()
      }
      #expect(Traces.eventually { Self.links <= before })
    }

    @Test(.requiresRoot) func `what found the ring full is told`() async throws {
      let events = probe.events(rung: "tp_btf", ringBytes: 4096)
      try await events.attached()
      for _ in 0..<20_000 { attempt("/no/such/loss") }
      var count: UInt64 = 0
      events.stop()
      for try await event in events where event.path?.text == "/no/such/loss" { count += 1 }
      let lost = try #require(events.lost)
      #expect(lost > 0)
      #expect(count + lost >= 20_000)
    }

    @Test(.requiresRoot) func `a rung that is none is an error that names those there are`()
      async throws
    {
      let error = await #expect(throws: ProbeError.self) {
        try await probe.events(rung: "nope").attached()
      }
      #expect(
        error?.description
          == "opensnoop has no rung 'nope'; it has fexit, kprobe, tracepoint, tp_btf")
    }

    @Test(.requiresRoot) func `the program in Examples reports what it promises`() throws {
      let place = TareRun.program.deletingLastPathComponent()
      let script = """
        "\(place.path)/failed-opens" 1 &
        while kill -0 $! 2>/dev/null; do sleep 0.05; : < /no/such/example; done 2>/dev/null
        wait $!
        """
      let outcome = try TareRun(script: script).start().finish()
      #expect(outcome.lines.first?.hasPrefix("watching on ") == true)
      #expect(outcome.lines.count == 2)
      #expect(outcome.lines.last?.contains(", errno ") == true)
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/failed-opens/FailedOpens.swift")
      #expect(try String(contentsOf: source, encoding: .utf8).split(separator: "\n").count < 40)
    }
  }
}
