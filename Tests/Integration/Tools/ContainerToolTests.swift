// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// The tools as they run in a container: processes have other numbers there than on the machine.
  @Suite(.requiresExt4) struct ContainerToolTests {
    private struct Seen: Decodable {
      var tool: String
      var events: Int
      /// The numbers of the processes in them, where the tool tells any.
      var pids: [Int]
    }

    private static let tools = """
      tools = [
          ("opensnoop", []), ("execsnoop", []), ("biosnoop", []), ("ext4slower", ["0"]), ("biolatency", []),
          ("syscount", ["-P"]), ("runqlat", ["-P"]), ("offcputime", []), ("funclatency", ["libc:getpgid"]),
      ]

      def count(event):
          return event.get("count", 1)

      """

    @Test(.requiresRoot)
    func `--exec sees its command, and events tell the numbers of the namespace`() throws {
      let seen = try Container.run(
        Self.tools + """
          told = []
          for name, arguments in tools:
              events = objects(name, *arguments, "--exec", "exec /usr/bin/python3 -IS work.py")
              told.append({
                  "tool": name, "events": sum(count(event) for event in events),
                  "pids": sorted({event["pid"] for event in events if "pid" in event})})
          print(json.dumps(told))
          """, telling: [Seen].self)
      #expect(seen.count == 9)
      for tool in seen {
        #expect(tool.events > 0, "\(tool.tool)")
        // Process 1 begins all others; the machine's numbers are far from these.
        #expect(tool.pids.allSatisfy { (2...200).contains($0) }, "\(tool.tool): \(tool.pids)")
      }
      let silent = seen.filter(\.pids.isEmpty).map(\.tool)
      #expect(silent == ["biolatency", "funclatency"])
    }

    private struct Watched: Decodable {
      var tool: String
      var own: Int
      var others: Int
    }

    @Test(.requiresRoot)
    func `--pid lets a process of the namespace through and keeps the others out`() throws {
      let seen = try Container.run(
        Self.tools + """
          working = subprocess.Popen(["/usr/bin/python3", "-IS", "work.py", "on"])
          idle = subprocess.Popen(["/bin/sleep", "1000"])

          def rounds():
              return os.stat("rounds").st_size if os.path.exists("rounds") else 0

          def watch(pid):
              running = {}
              for name, arguments in tools:
                  running[name] = subprocess.Popen(
                      [tare, name, *arguments, "--pid", str(pid)], stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
              for name, process in running.items():
                  counts = name in ("biolatency", "syscount", "runqlat", "offcputime", "funclatency")
                  stream = process.stderr if counts else process.stdout
                  for line in stream:
                      if "Ctrl-C" in line or "COMM" in line: break
              until = rounds() + 6
              while rounds() < until: time.sleep(0.01)
              told = {}
              for process in running.values(): process.send_signal(signal.SIGINT)
              for name, process in running.items():
                  output, errors = process.communicate()
                  assert process.returncode == 0, (name, errors)
                  told[name] = int(re.search(r"([0-9]+) events? in", errors)[1])
              return told

          own, others = watch(working.pid), watch(idle.pid)
          print(json.dumps([{"tool": name, "own": own[name], "others": others[name]} for name, _ in tools]))
          """, telling: [Watched].self)
      #expect(seen.count == 9)
      for tool in seen {
        #expect(tool.own > 0, "\(tool.tool)")
        #expect(tool.others == 0, "\(tool.tool)")
      }
    }

    private struct Numbers: Decodable {
      var inside: [Int]
      var machine: [Int]
      var parents: [[Int]]
      var outside: [Int]

      /// Whether each process has been seen.
      var isWhole: Bool {
        !inside.isEmpty && !machine.isEmpty && parents.count == 2 && !outside.isEmpty
      }
    }

    @Test(.requiresRoot)
    func `--host-pids tells the machine's numbers, and who is outside has none inside`() throws {
      let bystander = try Process.run(
        URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "while :; do cat /dev/null; done"])
      defer { bystander.end() }
      // An event that this kernel hides from all programs is missing.
      let numbers = try repeatedWhereHidden(until: \.isWhole) {
        try Container.run(
          """
          command = ["--exec", "cat /dev/null; /bin/true"]
          def pids(*options):
              return sorted({event["pid"] for event in objects("opensnoop", *options, *command)})
          parents = [[event["pid"], event["ppid"]] for event in objects("execsnoop", *command)]
          everybody = objects("opensnoop", "-n", "cat", "--duration", "1")
          print(json.dumps({
              "inside": pids(), "machine": pids("--host-pids"), "parents": parents,
              "outside": sorted({event["pid"] for event in everybody})}))
          """, telling: Numbers.self)
      }
      #expect(!numbers.inside.isEmpty && numbers.inside.allSatisfy { (2...200).contains($0) })
      #expect(!numbers.machine.isEmpty && numbers.machine.allSatisfy { $0 > 200 })
      #expect(numbers.parents.count == 2)
      #expect(numbers.parents.allSatisfy { $0[1] < $0[0] && $0[1] > 0 })
      #expect(numbers.outside == [0])
    }
  }

  /// Numbers that are nobody's.
  @Suite struct NobodyTests {
    @Test(.requiresRoot, arguments: ToolsAtOnce.all)
    func `--pid of nobody is told at once`(tool: String) throws {
      let arguments = tool == "funclatency" ? [tool, "libc:getpgid"] : [tool]
      let outcome = try TareRun(arguments + ["--pid", "4194305"]).start().finish()
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("there is no process or thread 4194305"))
    }

    @Test(.requiresRoot)
    func `--pid of a process that has ended and that nobody waited for is told`()
      throws
    {
      let outcome = try Program.run(
        """
        import json, os, signal, subprocess
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ended = os.fork()
        if ended == 0: os._exit(0)
        os.waitid(os.P_PID, ended, os.WEXITED | os.WNOWAIT)
        told = subprocess.run(
            ["\(TareRun.program.path)", "syscount", "--pid", str(ended)], capture_output=True, text=True)
        print(json.dumps([str(told.returncode), told.stderr]))
        """, in: URL(fileURLWithPath: "/"), telling: [String].self
      ).truth
      #expect(outcome.first == "69")
      #expect(outcome.last?.contains("has ended (a zombie)") == true)
    }

    @Test(.requiresRoot) func `a /proc of another PID namespace is told where it is needed`() throws
    {
      let outcome = try TareRun(
        script:
          "exec unshare --pid --fork --kill-child bash -c 'sleep 1000 & \"$0\" funclatency c:malloc "
          + "--pid $!; code=$?; kill %1; exit $code' \"$0\""
      ).start().finish()
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("/proc is of another PID namespace"))
    }

    @Test(.requiresRoot) func `--pid of a thread names its process`() throws {
      let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
      let own = ProcessInfo.processInfo.processIdentifier
      let other = try #require(threads.first { $0 != "\(own)" })
      let outcome = try TareRun.run("opensnoop", "--pid", other)
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("\(other) is a thread of process \(own), not a process"))
    }

    @Test(.requiresRoot) func `--tid and --ppid of nobody are told at once`() throws {
      for arguments in [["opensnoop", "--tid"], ["execsnoop", "--ppid"]] {
        let outcome = try TareRun(arguments + ["4194305"]).start().finish()
        #expect(outcome.exitCode == 69)
        #expect(outcome.errors.contains("there is no process or thread 4194305"))
      }
    }

    @Test(.requiresRoot) func `a process that ends meanwhile is told in the end`() throws {
      let process = try Process.run(URL(fileURLWithPath: "/bin/sleep"), arguments: ["1000"])
      let run = try TareRun(["syscount", "--pid", "\(process.processIdentifier)"]).start()
      #expect(run.wait(for: "Ctrl-C"))
      process.end()
      run.send(SIGINT)
      #expect(
        run.finish().errors.contains("process \(process.processIdentifier) has ended meanwhile"))
    }
  }
}
