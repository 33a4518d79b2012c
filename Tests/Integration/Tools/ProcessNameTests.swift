// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// What tools call a process: by its own name of now, not by that of its parent or of a thread.
  @Suite struct ProcessNameTests {
    /// The names of processes that `tare` tells with `--json`, those with the most calls first.
    private func names(
      _ tool: String..., while command: String
    ) throws -> [(comm: String, count: Int)] {
      try JSONRun(tool + ["--exec", command]).events.map {
        (try #require($0["comm"] as? String), try #require($0["count"] as? Int))
      }
    }

    @Test(.requiresRoot) func `a process that executes another program is called by it`() throws {
      let dd = "dd if=/dev/zero of=/dev/null bs=1 count=20000 2>/dev/null; true"
      let told = try names("syscount", "-P", while: dd)
      let busiest = try #require(told.first)
      #expect(busiest.comm == "dd")
      #expect(busiest.count > 40_000)
      #expect(told.dropFirst().allSatisfy { $0.count < 1000 })
    }

    /// Its second thread has another name, and calls before the first thread does.
    private static let threads = """
      /usr/bin/python3 -ISc 'import ctypes, threading, time
      def work():
          ctypes.CDLL(None).prctl(15, b"tare-worker")
          for i in range(300): ctypes.CDLL(None).getppid(); time.sleep(0.001)
      threads = [threading.Thread(target=work) for _ in range(2)]
      for thread in threads: thread.start()
      for thread in threads: thread.join()'
      """

    @Test(.requiresRoot, arguments: ["syscount", "runqlat"])
    func `a process is not called by one of its threads`(tool: String) throws {
      let told = try names(tool, "-P", while: Self.threads).map(\.comm)
      #expect(told.contains("python3"))
      #expect(!told.contains("tare-worker"))
    }

    @Test(.requiresRoot)
    func `a process that waited before it executes a program is called by that`()
      throws
    {
      let told = try names(
        "runqlat", "-P", while: "for i in 1 2 3 4 5 6 7 8; do /bin/true; done; true")
      let names = told.map(\.comm)
      #expect(names.count { $0 == "true" } == 8, "\(names)")
      #expect(names.count { $0 == "sh" } <= 1, "\(names)")
    }

    @Test(.requiresRoot) func `a process that renames itself is called so, also when it is gone`()
      throws
    {
      let rename = """
        /usr/bin/python3 -ISc 'import ctypes
        library = ctypes.CDLL(None)
        for i in range(1000): library.getppid()
        library.prctl(15, b"tare-renamed")'
        """
      let told = try names("syscount", "-P", while: rename)
      #expect(told.first { $0.comm == "tare-renamed" }?.count ?? 0 > 1000)
      #expect(!told.map(\.comm).contains("python3"))
    }
  }
}
