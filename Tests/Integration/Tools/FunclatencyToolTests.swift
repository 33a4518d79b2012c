// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare funclatency` as its user runs it.
  @Suite struct FunclatencyToolTests {
    private static let work = "ls /usr/bin > /dev/null"

    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["funclatency", "--exec", Self.work] + arguments).start().finish()
    }

    private func json(_ arguments: String...) throws -> JSONRun {
      try JSONRun(["funclatency", "--exec", Self.work] + arguments)
    }

    @Test(.requiresRoot) func `a function of a library, in nanoseconds or what else is asked for`()
      throws
    {
      let outcome = try run("libc:malloc")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.first == "     nsecs               : count     distribution")
      #expect(try run("libc:malloc", "-u", "-T").output.contains(#/^[0-9:]{8}\n     usecs/#))
      #expect(try run("libc:malloc", "-m").output.contains("msecs"))
      #expect((try json("libc:malloc").events.first?["count"] as? Int ?? 0) > 100)
    }

    @Test(.requiresRoot) func `a pattern says how many functions it took, and -F tells them apart`()
      throws
    {
      let outcome = try run("-r", "libc:^(malloc|free|calloc)$", "-F")
      #expect(outcome.errors.contains("tracing 3 functions that fit"))
      for name in ["malloc", "free"] { #expect(outcome.output.contains("function = \(name)\n")) }
      let names = try json("libc:*alloc", "-F").texts("function").compactMap { $0 }
      #expect(names.contains("malloc"))
      #expect(!names.contains("free"))
      let many = try run("-r", "libc:.")
      #expect(many.exitCode == 64)
      #expect(many.errors.contains("at most 1000 can be traced"))
    }

    @Test(.requiresRoot) func `only who is asked for counts`() throws {
      #expect((try json("libc:malloc", "-n", "ls").events.first?["count"] as? Int ?? 0) > 100)
      let idle = Process()
      let input = Pipe(), output = Pipe()
      idle.executableURL = URL(fileURLWithPath: "/bin/cat")
      idle.standardInput = input
      idle.standardOutput = output
      try idle.run()
      // What comes back says that it has begun, and waits now.
      try input.fileHandleForWriting.write(contentsOf: Data("x".utf8))
      #expect(output.fileHandleForReading.availableData.count == 1)
      let other = try JSONRun([
        "funclatency", "libc:malloc", "-p", "\(idle.processIdentifier)", "-d", "0.2",
      ])
      try input.fileHandleForWriting.close()
      idle.waitUntilExit()
      #expect(other.events.first?["count"] as? Int == 0)
    }

    @Test(.requiresRoot) func `an interval reports again and again`() throws {
      let outcome = try TareRun.run("funclatency", "libc:malloc", "-i", "0.2", "-d", "1", "-T")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.count { $0.contains(#/^[0-9:]{8}$/#) } >= 2)
    }

    @Test(.requiresRoot) func `what is not there is refused with its name`() throws {
      let program = try TareRun.run("funclatency", "/no/such/program:main")
      #expect(program.exitCode == 64)
      #expect(program.errors.contains("/no/such/program"))
      let function = try TareRun.run("funclatency", "libc:no_such_function")
      #expect(function.exitCode == 64)
      #expect(function.errors.contains("no function 'no_such_function'"))
    }

    @Test(.requiresRoot) func `of a name with versions the one that programs use today is traced`()
      throws
    {
      let folder = try TemporaryFolder()
      let source = folder.url.appending(path: "waits.c")
      try Data(Self.waiting.utf8).write(to: source)
      let run = try JSONRun([
        "funclatency", "libc:pthread_cond_wait", "--exec",
        "cd '\(folder.url.path)' && gcc -pthread waits.c -o waits && ./waits", "-n", "waits",
      ])
      #expect(run.events.first?["count"] as? Int == 100)
    }

    /// Waits a hundred times for a condition that is never met.
    private static let waiting = """
      #include <pthread.h>
      static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
      static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
      static int turn, done;
      static void *wake(void *nothing) {
        while (!__atomic_load_n(&done, __ATOMIC_SEQ_CST)) pthread_cond_signal(&condition);
        return nothing;
      }
      int main(void) {
        pthread_t thread;
        pthread_mutex_lock(&mutex);
        pthread_create(&thread, 0, wake, 0);
        for (turn = 0; turn < 100; turn++) pthread_cond_wait(&condition, &mutex);
        pthread_mutex_unlock(&mutex);
        __atomic_store_n(&done, 1, __ATOMIC_SEQ_CST);
        return pthread_join(thread, 0);
      }
      """
  }
}
