// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// What goes through stacks, or looks for its caller there, while `tare funclatency` watches
  /// functions on them.
  @Suite struct UnwindingTests {
    /// Runs a program under `funclatency`.
    ///
    /// - Returns: What it printed, with its exit status behind, and what tare said.
    private func run(
      _ function: String, building: String, running command: String, source: String, as file: String
    ) throws -> (output: String, errors: String) {
      let folder = try TemporaryFolder(building: source, as: file, with: building)
      let outcome = try TareRun.run(
        "funclatency", function, "--exec",
        "cd '\(folder.url.path)' && (\(command); echo ended $?) > output")
      let output = try String(contentsOf: folder.url.appending(path: "output"), encoding: .utf8)
      return (output, outcome.errors)
    }

    private static let cancelling = """
      #include <cstdio>
      #include <cstring>
      #include <poll.h>
      #include <pthread.h>
      #include <semaphore.h>
      #include <unistd.h>
      struct Kept { ~Kept() { std::puts("destructor"); } };
      const char *place;
      int ends[2];
      sem_t semaphore;
      pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
      pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
      void *work(void *) {
        Kept kept;
        char text[8];
        if (!std::strcmp(place, "usleep")) usleep(60000000);
        if (!std::strcmp(place, "read")) while (read(ends[0], text, 1)) {}
        if (!std::strcmp(place, "poll")) poll(nullptr, 0, 60000);
        if (!std::strcmp(place, "sem_wait")) sem_wait(&semaphore);
        if (!std::strcmp(place, "fgets")) std::fgets(text, 8, fdopen(ends[0], "r"));
        if (!std::strcmp(place, "pthread_cond_wait")) {
          pthread_mutex_lock(&mutex);
          pthread_cond_wait(&condition, &mutex);
        }
        return nullptr;
      }
      int main(int, char **words) {
        place = words[1];
        pthread_t thread;
        if (pipe(ends) || sem_init(&semaphore, 0, 0)) return 1;
        pthread_create(&thread, nullptr, work, nullptr);
        usleep(100000);
        pthread_cancel(thread);
        pthread_join(thread, nullptr);
        return 5;
      }
      """

    @Test(
      .requiresRoot,
      arguments: ["usleep", "read", "poll", "sem_wait", "fgets", "pthread_cond_wait"])
    func `a thread that is cancelled in a traced function cleans up`(function: String) throws {
      let (output, errors) = try run(
        "libc:\(function)", building: "g++ -O1 -pthread main.cc -o program",
        running: "./program \(function)", source: Self.cancelling, as: "main.cc")
      #expect(output == "destructor\nended 5\n")
      #expect(errors.contains("1 call had not returned"))
    }

    private static let calledBack = """
      #include <cstdio>
      #include <cstdlib>
      #include <mutex>
      #include <search.h>
      static int compare(const void *, const void *) { throw 1; }
      int main() {
        int caught = 0, numbers[4] = {3, 2, 1, 0};
        void *root = nullptr;
        std::once_flag flag;
        for (int i = 0; i < 3; i++)
          try { std::call_once(flag, [&] { if (i < 2) throw 1; }); } catch (int) { caught++; }
        tsearch(&numbers[0], &root, compare);
        try { tsearch(&numbers[1], &root, compare); } catch (int) { caught++; }
        try { std::qsort(numbers, 4, sizeof(int), compare); } catch (int) { caught++; }
        std::printf("caught %d\\n", caught);
      }
      """

    @Test(.requiresRoot, arguments: ["pthread_once", "tsearch", "qsort"])
    func `what a traced function calls back may throw`(function: String) throws {
      let (output, _) = try run(
        "libc:\(function)", building: "g++ -O1 -pthread main.cc -o program",
        running: "./program", source: Self.calledBack, as: "main.cc")
      #expect(output == "caught 4\nended 0\n")
    }

    private static let callers = """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <execinfo.h>
      #include <stdio.h>
      #ifdef WRAPPER
      int puts(const char *text) {
        int (*next)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "puts");
        return next(text);
      }
      int load(void) { return dlopen("libinner.so", RTLD_NOW) ? 4 : 1; }
      #else
      int load(void);
      int main(void) {
        void *frames[8];
        puts("hello");
        return backtrace(frames, 8) > 0 ? load() : 2;
      }
      #endif
      """

    @Test(.requiresRoot, arguments: ["dlsym", "dlopen", "backtrace"])
    func `a function that looks for its caller finds it`(function: String) throws {
      // The library finds the other one by its own path, which it has as the caller.
      let building = """
        mkdir inner && gcc -shared -fPIC -x c /dev/null -o inner/libinner.so && \
        gcc -shared -fPIC -DWRAPPER main.c -o libwrapper.so -Wl,-rpath,'$ORIGIN/inner' \
          -Wl,--enable-new-dtags && \
        gcc main.c -o program -L. -lwrapper -Wl,-rpath,'$ORIGIN'
        """
      let (output, errors) = try run(
        "libc:\(function)", building: building, running: "./program", source: Self.callers,
        as: "main.c")
      #expect(output == "hello\nended 4\n")
      #expect(errors.contains("1 event in"))
    }
  }
}
