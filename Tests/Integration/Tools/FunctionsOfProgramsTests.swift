// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare funclatency` on programs of other languages and of other places, which it must not harm.
  @Suite struct FunctionsOfProgramsTests {
    /// Runs a program in a folder, and counts the calls of a function.
    private func calls(
      _ function: String, compiling: String, source: String, as file: String, _ more: String...
    ) throws -> (count: Int?, output: String) {
      let folder = try TemporaryFolder(building: source, as: file, with: compiling)
      let place = folder.url.path
      let run = try JSONRun(
        [
          "funclatency", function.replacing("DIR", with: place), "--exec",
          "'\(place)/program' > '\(place)/output'; echo ended $? >> '\(place)/output'",
        ] + more)
      let output = try String(
        contentsOf: folder.url.appending(path: "output"), encoding: .utf8)
      return (run.events.first?["count"] as? Int, output)
    }

    private static let coroutines = """
      #include <stdio.h>
      #include <stdlib.h>
      #include <ucontext.h>
      static ucontext_t back, contexts[4];
      static int current;
      __attribute__((noinline)) void yield(void) { swapcontext(&contexts[current], &back); asm volatile(""); }
      __attribute__((noinline)) int middle(int i) { yield(); asm volatile(""); return i + 1; }
      static void body(int k) { int sum = 0; for (int i = 0; i < 100; i++) sum += middle(i); }
      int main(void) {
        for (int k = 0; k < 4; k++) {
          getcontext(&contexts[k]);
          contexts[k].uc_stack.ss_sp = malloc(65536);
          contexts[k].uc_stack.ss_size = 65536;
          contexts[k].uc_link = &back;
          makecontext(&contexts[k], (void (*)(void))body, 1, k);
        }
        for (int round = 0; round < 101; round++)
          for (int k = 0; k < 4; k++) { current = k; swapcontext(&back, &contexts[k]); }
        puts("done");
      }
      """

    @Test(.requiresRoot, arguments: ["middle", "yield"])
    func `a program that switches stacks lives on`(function: String) throws {
      let (_, output) = try calls(
        "DIR/program:\(function)", compiling: "gcc -O1 -o program main.c",
        source: Self.coroutines, as: "main.c")
      #expect(output == "done\nended 0\n")
    }

    private static let otherStack = """
      #include <signal.h>
      #include <stdio.h>
      #include <sys/mman.h>
      __attribute__((noinline)) int step(int depth) {
        if (depth) raise(SIGUSR1);
        asm volatile("");
        return depth;
      }
      static void handler(int number) { step(0); }
      int main(void) {
        stack_t other = {.ss_sp = mmap(0, 65536, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), .ss_size = 65536};
        sigaltstack(&other, 0);
        struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
        sigaction(SIGUSR1, &action, 0);
        for (int i = 0; i < 50; i++) step(1);
        puts("done");
      }
      """

    @Test(.requiresRoot) func `a program with another stack for its signals lives on`() throws {
      let (_, output) = try calls(
        "DIR/program:step", compiling: "gcc -O1 -o program main.c", source: Self.otherStack,
        as: "main.c")
      #expect(output == "done\nended 0\n")
    }

    private static let growing = """
      package main

      import "fmt"

      //go:noinline
      func grow(n int) int {
      	var pad [1024]byte
      	pad[n%1024] = byte(n)
      	if n == 0 {
      		return int(pad[0])
      	}
      	return grow(n-1) + int(pad[n%1024])
      }

      func main() {
      	total := 0
      	for i := 0; i < 200; i++ {
      		c := make(chan int)
      		go func(i int) { c <- grow(i) }(i)
      		total += <-c
      	}
      	fmt.Println("done", total)
      }
      """

    @Test(.requiresRoot) func `a Go program whose stacks grow lives on, and each call counts`()
      throws
    {
      let (count, output) = try calls(
        "DIR/program:main.grow", compiling: "GO111MODULE=off go build -o program main.go",
        source: Self.growing, as: "main.go")
      #expect(output.contains("done"))
      #expect(output.hasSuffix("ended 0\n"))
      #expect(count == 200 * 201 / 2)
    }

    private static let throwing = """
      #include <cstdio>
      __attribute__((noinline)) int inner(int x) {
        if (x % 2) throw x;
        return x + 1;
      }
      __attribute__((noinline)) int outer(int x) { return inner(x) + 1; }
      int main() {
        int caught = 0;
        for (int i = 0; i < 100; i++) {
          try { outer(i); } catch (int) { caught++; }
        }
        std::printf("caught %d\\n", caught);
      }
      """

    @Test(.requiresRoot)
    func `exceptions pass through a traced function, whose calls that return are counted`() throws {
      let (count, output) = try calls(
        "DIR/program:outer", compiling: "g++ -O1 main.cc -o program", source: Self.throwing,
        as: "main.cc")
      #expect(output == "caught 50\nended 0\n")
      #expect(count == 50)
    }

    private static let copying = """
      #include <string.h>
      int main(int count, char **words) {
        char buffer[64];
        void *volatile place = buffer;
        char *volatile text = words[0];
        for (int i = 0; i < 300; i++) {
          volatile size_t size = strlen(text);
          memcpy(place, text, 3);
          char *volatile found = strchr(text, 'p');
          memset(place, i, size);
          (void)found;
        }
        return 0;
      }
      """

    @Test(.requiresRoot, arguments: ["strlen", "memcpy", "strchr", "memset"])
    func `a function that a resolver chooses counts where the choice fell`(function: String)
      throws
    {
      let (count, output) = try calls(
        "libc:\(function)", compiling: "gcc -O1 -fno-builtin main.c -o program",
        source: Self.copying, as: "main.c", "-n", "program")
      #expect(output == "ended 0\n")
      #expect(try #require(count) >= 300)
      #expect(try #require(count) < 400)
    }

    private static let several = """
      #include <stdio.h>
      __attribute__((noinline)) int t_good(int x) { return x * x; }
      __attribute__((noinline)) int t_other(int x) { return x * 3; }
      int t_halt(void), t_lock(int *);
      __asm__(".globl t_halt\\n.type t_halt,@function\\nt_halt: hlt\\nret\\n.size t_halt,.-t_halt\\n"
              ".globl t_lock\\n.type t_lock,@function\\nt_lock: lock decl (%rdi)\\njne t_lock\\nret\\n"
              ".size t_lock,.-t_lock\\n");
      int main(int count, char **words) {
        int sum = 0;
        puts("ready");
        fflush(stdout);
        getchar();
        for (int i = 0; i < 70; i++) sum += t_good(i) + t_other(i);
        return sum == 0;
      }
      """

    @Test(.requiresRoot)
    func `of a pattern's functions those that can be traced are, and the others are told`() throws {
      let folder = try TemporaryFolder(
        building: Self.several, as: "main.c", with: "gcc -O1 main.c -o program")
      let place = folder.url.path
      // The kernel looks at instructions where a process has them mapped.
      let worker = Process()
      let input = Pipe(), output = Pipe()
      worker.executableURL = folder.url.appending(path: "program")
      worker.standardInput = input
      worker.standardOutput = output
      try worker.run()
      #expect(output.fileHandleForReading.availableData == Data("ready\n".utf8))
      let run = try TareRun(["funclatency", "\(place)/program:t_*"]).start()
      #expect(run.wait(for: "2 of 4 functions cannot be traced: t_lock: unsafe"))
      #expect(run.wait(for: "t_halt: the kernel refuses its first instruction"))
      try input.fileHandleForWriting.write(contentsOf: Data("x".utf8))
      worker.waitUntilExit()
      run.send(SIGINT)
      let outcome = run.finish()
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("140 events"))
    }

    private static let handing = """
      __attribute__((noinline)) int t_second(int x) { __asm__ volatile(""); return x * 3; }
      __attribute__((noinline)) int t_first(int x) { __asm__ volatile(""); return t_second(x + 1); }
      int main(void) {
        int sum = 0;
        for (int i = 0; i < 100; i++) sum += t_first(i);
        return sum == 0;
      }
      """

    @Test(
      .requiresRoot, arguments: [["--rung", "uprobe"], ["--rung", "uprobe_multi"]], [[], ["-F"]])
    func `a call that is handed over with a jump counts beside the one it goes to`(
      options: [String], more: [String]
    ) throws {
      let folder = try TemporaryFolder(
        building: Self.handing, as: "main.c", with: "gcc -O2 main.c -o program")
      let place = folder.url.path
      let run = try JSONRun(
        ["funclatency", "\(place)/program:t_*", "--exec", "'\(place)/program'"] + options + more)
      #expect(run.events.map { $0["count"] as? Int } == (more.isEmpty ? [200] : [100, 100]))
    }

    @Test(.requiresRoot) func `hundreds of functions are traced at a time`() throws {
      let (count, output) = try calls(
        "libc:str*", compiling: "gcc -O1 -fno-builtin main.c -o program", source: Self.copying,
        as: "main.c", "-n", "program")
      #expect(output == "ended 0\n")
      #expect(try #require(count) >= 600)
    }
  }
}
