// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare offcputime` as its user runs it.
  @Suite struct OffcputimeToolTests {
    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["offcputime", "--exec", "sleep 0.1"] + arguments).start().finish()
    }

    /// The microseconds of folded stacks whose threads have a name, and their frames.
    private func folded(_ outcome: TareRun.Outcome, of name: String) -> [(String, Int)] {
      outcome.lines.filter { $0.hasPrefix("\(name);") }.compactMap { line in
        guard let space = line.lastIndex(of: " "), let time = Int(line[space...].dropFirst()) else {
          return nil
        }
        return (String(line[..<space]), time)
      }
    }

    @Test(.requiresRoot) func `-f prints folded stacks with their microseconds`() throws {
      let outcome = try run("-f")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.allSatisfy { $0.contains(#/^[^ ].*;.* [0-9]+$/#) })
      let nap = folded(outcome, of: "sleep").first { $0.0.contains("nanosleep") }
      #expect((nap?.1 ?? 0) >= 100_000)
      #expect(nap?.0.hasSuffix("__schedule_[k]") == true)
    }

    @Test(.requiresRoot) func `without -f a stack is read from the inside out`() throws {
      let outcome = try run("--top", "1")
      #expect(outcome.lines.first == "    __schedule_[k]")
      #expect(outcome.output.contains(#/\n    -                .*\n        [0-9]+\n/#))
    }

    @Test(.requiresRoot) func `-K and -U keep the frames of one side`() throws {
      let kernel = folded(try run("-f", "-K"), of: "sleep")
      #expect(!kernel.isEmpty)
      #expect(
        kernel.allSatisfy {
          $0.0.split(separator: ";").dropFirst().allSatisfy { $0.hasSuffix("_[k]") }
        })
      let user = folded(try run("-f", "-U"), of: "sleep")
      #expect(!user.isEmpty)
      #expect(user.allSatisfy { !$0.0.contains("_[k]") })
    }

    @Test(.requiresRoot) func `only times in the range count`() throws {
      #expect(folded(try run("-f", "-m", "90000"), of: "sleep").count == 1)
      let short = folded(try run("-f", "-M", "50000"), of: "sleep")
      #expect(!short.contains { $0.0.contains("clock_nanosleep") })
    }

    @Test(.requiresRoot) func `--json tells each thread, and the time asked for is kept`() throws {
      let run = try JSONRun(["offcputime", "--exec", "sleep 0.1", "--json", "-n", "sleep"])
      let event = try #require(run.events.first)
      #expect(event["comm"] as? String == "sleep")
      #expect((event["sum_ns"] as? Int ?? 0) >= 100_000_000)
      #expect((event["frames"] as? [String])?.contains { $0.contains("nanosleep") } == true)
      #expect(try TareRun.run("offcputime", "0.2", "-p", "1", "--preempted").exitCode == 0)
      #expect(try TareRun.run("offcputime", "--duration", "0.2", "-t", "1").exitCode == 0)
    }

    /// The stacks of a program, which naps a thousand times a second.
    private func stacks(of program: LiveProgram) throws -> String {
      let outcome = try TareRun.run("offcputime", "-f", "-U", "-p", "\(program.pid)", "1")
      #expect(outcome.exitCode == 0)
      return outcome.output
    }

    @Test(.requiresRoot) func `frames are those of the file that is mapped, not of its path here`()
      throws
    {
      let folder = try TemporaryFolder()
      let paths = ["here", "there"].map { folder.url.appending(path: $0).path }
      try LiveProgram.Source(function: "decoy").make(paths[0])
      try LiveProgram.Source(function: "real").make(paths[1])
      let script = "mount --bind '\(paths[1])' '\(paths[0])' && exec '\(paths[0])'"
      let stacks = try stacks(
        of: LiveProgram(
          "/usr/bin/unshare", ["-m", "--propagation", "private", "sh", "-c", script]))
      #expect(stacks.contains(";main;real_naps;") && !stacks.contains("decoy"), "\(stacks)")
    }

    @Test(.requiresRoot) func `a function's name ends no frame and reaches no terminal raw`() throws
    {
      let folder = try TemporaryFolder()
      let path = folder.url.appending(path: "program").path
      try LiveProgram.Source(function: "named").make(path)
      _ = try Program.output(
        of: "/usr/bin/env", ["objcopy", "--redefine-sym", "named_naps=a;b\u{1b}[2J c", path])
      let stacks = try stacks(of: try LiveProgram(path))
      #expect(stacks.contains(";main;a_b\\x1b[2J c;"), "\(stacks)")
      #expect(!stacks.contains("\u{1b}"))
    }

    @Test(.requiresRoot)
    func `a file with more symbols than is sensible is not read, and that is said`()
      throws
    {
      let folder = try TemporaryFolder()
      let path = folder.url.appending(path: "program").path
      try LiveProgram.Source(function: "named").make(path)
      // The table of symbols becomes a hole of ten million at the end.
      let script = """
        import struct, sys
        with open(sys.argv[1], "r+b") as file:
            data = file.read()
            start, = struct.unpack_from("<Q", data, 0x28)
            size, count = struct.unpack_from("<HH", data, 0x3a)
            headers = [start + size * index for index in range(count)]
            table, = [at for at in headers if struct.unpack_from("<I", data, at + 4)[0] == 2]
            file.seek(table + 0x18)
            file.write(struct.pack("<QQ", 1 << 20, 240000000))
            file.truncate((1 << 20) + 240000000)
        """
      _ = try Program.output(of: "/usr/bin/env", ["python3", "-c", script, path])
      let program = try LiveProgram(path)
      let outcome = try TareRun.run("offcputime", "-f", "-U", "-p", "\(program.pid)", "1")
      #expect(outcome.exitCode == 0)
      #expect(outcome.output.contains(";[program]+0x"))
      #expect(outcome.errors.contains("program: not all of its functions have names"))
    }
  }
}
