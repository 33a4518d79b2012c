// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// The stacks of processes that have ended by the time of the report.
  @Suite struct EndedProcessTests {
    /// A program that naps in `nap_here`, then perhaps executes itself as another one or replaces
    /// its file.
    private static let source = """
      #include <pthread.h>
      #include <stdio.h>
      #include <unistd.h>
      __attribute__((noinline)) void rest(void) { usleep(30000); __asm__ volatile(""); }
      __attribute__((noinline)) void NAME(void) { rest(); __asm__ volatile(""); }
      static void *thread(void *argument) {
        pthread_setname_np(pthread_self(), "worker");
        NAME();
        return argument;
      }
      int main(int count, char **words) {
        NAME();
        if (count > 1 && words[1][0] == 't') {
          pthread_t number;
          pthread_create(&number, 0, thread, 0);
          pthread_join(number, 0);
          puts("napped");
          fflush(stdout);
          if (words[1][1] == 'w') getchar();
        }
        if (count > 1 && words[1][0] == 'r') rename("other", "program");
        if (count > 1 && words[1][0] == 'e') execl("./other", "other", (char *)0);
        return 0;
      }
      """

    /// Runs the program under `offcputime`.
    ///
    /// A fork that this kernel hides from all programs leaves the program out of what is watched.
    private func stacks(_ words: String) throws -> TareRun.Outcome {
      try repeatedWhereHidden(until: { $0.output.contains("nanosleep") }) {
        let folder = try self.folder()
        let command = "cd '\(folder.url.path)' && ./program \(words)"
        return try TareRun(["offcputime", "-f", "-U", "--exec", command]).start().finish()
      }
    }

    /// A folder with `program` and `other`.
    private func folder() throws -> TemporaryFolder {
      let options = "-O1 -fno-omit-frame-pointer main.c"
      return try TemporaryFolder(
        building: Self.source, as: "main.c",
        with: """
          gcc -DNAME=nap_here \(options) -o program && gcc -DNAME=nap_there \(options) -o other
          """)
    }

    private func line(_ outcome: TareRun.Outcome, _ name: String) throws -> String {
      try #require(
        outcome.lines.first { $0.hasPrefix("\(name);") && $0.contains("nanosleep") },
        "\(outcome.output)")
    }

    @Test(.requiresRoot) func `a process that has ended has the names of its functions`() throws {
      let outcome = try stacks("")
      #expect(outcome.exitCode == 0)
      #expect(try line(outcome, "program").contains(";nap_here;"))
      #expect(!outcome.output.contains("[unknown]"))
    }

    @Test(.requiresRoot) func `each program that a process executed has its own names`() throws {
      let outcome = try stacks("execute")
      #expect(try line(outcome, "program").contains(";nap_here;"))
      #expect(try line(outcome, "other").contains(";nap_there;"))
    }

    @Test(.requiresRoot) func `a thread has the names of what its process executed`() throws {
      let outcome = try stacks("thread")
      #expect(try line(outcome, "worker").contains(";thread;nap_here;"))
    }

    @Test(.requiresRoot)
    func `a thread of a living process has its names, though its file is gone`()
      throws
    {
      let folder = try self.folder()
      let run = try TareRun(["offcputime", "-f", "-U", "-n", "worker"]).start()
      #expect(run.wait(for: "counts"))
      let process = Process()
      let input = Pipe(), output = Pipe()
      process.executableURL = folder.url.appending(path: "program")
      process.arguments = ["tw"]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      #expect(output.fileHandleForReading.availableData == Data("napped\n".utf8))
      try FileManager.default.removeItem(at: folder.url.appending(path: "program"))
      run.send(SIGINT)
      let outcome = run.finish()
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(try line(outcome, "worker").contains(";thread;nap_here;"))
    }

    @Test(.requiresRoot, arguments: ["replace", "&& cat other > program"])
    func `a file that was replaced or written anew meanwhile has no names`(words: String) throws {
      let outcome = try stacks(words)
      let line = try line(outcome, "program")
      #expect(line.contains("[program]+0x"))
      #expect(!line.contains("nap_"))
    }
  }
}
