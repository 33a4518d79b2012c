// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// In which files `tare funclatency` finds the functions of the processes that it watches.
  @Suite struct FilesOfFunctionsTests {
    private static let calls = WaitingProgram.callsPerByte

    @Test(.requiresRoot, arguments: [":step", "libc:malloc", "c:malloc", "DIR/program:step"])
    func `a process is traced in the files that it has mapped, though they are gone`(
      function: String
    ) throws {
      let program = try WaitingProgram()
      try program.start()
      for file in ["program", "libc.so.6"] { try program.delete(file) }
      let run = try TareRun([
        "funclatency", function.replacing("DIR", with: program.path), "-p", "\(program.pid)",
        "--json",
      ]).start()
      #expect(run.wait(for: "counts"))
      let status = try program.work(2)
      #expect(status == 0)
      run.send(SIGINT)
      #expect(run.finish().errors.contains("\(2 * Self.calls) events"))
    }

    @Test(.requiresRoot) func `the processes of a cgroup are traced each in its own file`() throws {
      let group = try TestCgroup()
      defer { group.remove() }
      let programs = [try WaitingProgram(), try WaitingProgram(), try WaitingProgram()]
      for (index, program) in programs.enumerated() {
        try program.start(ownLibrary: index > 0)
        try group.add(program.pid)
      }
      let run = try TareRun([
        "funclatency", "libc:malloc", "--cgroup", group.path, "-F", "--json",
      ]).start()
      #expect(run.wait(for: "the watched processes have 3 such files mapped"))
      #expect(run.wait(for: "counts"))
      for program in programs {
        let status = try program.work(1)
        #expect(status == 0)
      }
      run.send(SIGINT)
      let outcome = run.finish()
      #expect(outcome.errors.contains("\(3 * Self.calls) events"))
      #expect(outcome.errors.contains("none lost"))
      #expect(outcome.output.contains("\"function\":\"malloc\""))
    }

    @Test(.requiresRoot, arguments: ["malloc", "mallo*", "strlen"])
    func `a file that a process maps later is traced from then on, and that is told`(
      function: String
    ) throws {
      let program = try WaitingProgram()
      let pipe = try program.makePipe()
      let run = try TareRun([
        "funclatency", "libc:\(function)", "-n", "program", "--json", "--exec",
        "LD_LIBRARY_PATH='\(program.path)' '\(program.path)/program' < '\(pipe)' > /dev/null",
      ]).start()
      let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: pipe))
      #expect(run.wait(for: "is now traced in '\(program.path)/libc.so.6' too"))
      try writer.write(contentsOf: Data("xx".utf8))
      try writer.close()
      let outcome = run.finish()
      #expect(outcome.exitCode == 0)
      #expect(!outcome.errors.contains("none lost"))
      let end = try #require(try JSONRun.parse(outcome.output).last)
      #expect(end["late_files"] as? Int == 1)
      #expect(end["untraced_processes"] as? Int == 0)
      if function != "strlen" {
        #expect(try #require(end["events"] as? Int) >= 2 * Self.calls)
      }
    }

    @Test(.requiresRoot) func `a process that is called so only later is traced from then on`()
      throws
    {
      let program = try WaitingProgram()
      try program.start()
      let run = try TareRun(["funclatency", "libc:malloc", "-n", "renamed", "--json"]).start()
      #expect(run.wait(for: "counts"))
      try program.rename()
      #expect(run.wait(for: "is now traced in '\(program.path)/libc.so.6' too"))
      let status = try program.work(2)
      #expect(status == 0)
      run.send(SIGINT)
      let outcome = run.finish()
      #expect(outcome.errors.contains("\(2 * Self.calls) events in"))
      #expect(!outcome.errors.contains("none lost"))
    }

    @Test(.requiresRoot) func `a process that ended before its file was found is told`() throws {
      let program = try WaitingProgram()
      let run = try TareRun(["funclatency", "libc:malloc", "-n", "program", "--json"]).start()
      #expect(run.wait(for: "counts"))
      run.send(SIGSTOP)
      try program.start()
      let status = try program.work(1)
      #expect(status == 0)
      run.send(SIGCONT)
      run.send(SIGINT)
      let outcome = run.finish()
      #expect(
        outcome.errors.contains(
          "not traced in '\(program.path)/libc.so.6' of 1 process that ended too early"))
      #expect(!outcome.errors.contains("none lost"))
      #expect(outcome.output.contains("\"untraced_processes\":1,"))
    }

    @Test(.requiresRoot) func `a path leads where its links lead when a program is executed`()
      throws
    {
      let first = try WaitingProgram(), second = try WaitingProgram()
      let link = "\(first.path)/current", pipe = try first.makePipe()
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: first.path)
      let run = try TareRun([
        "funclatency", "\(link)/program:step", "--json", "--exec",
        "ln -sfn '\(second.path)' '\(link)'; '\(link)/program' < '\(pipe)' > /dev/null",
      ]).start()
      let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: pipe))
      #expect(run.wait(for: "is now traced in '\(second.path)/program' too"))
      try writer.write(contentsOf: Data("x".utf8))
      try writer.close()
      #expect(run.finish().errors.contains("\(Self.calls) events"))
    }

    @Test(.requiresRoot)
    func `a file that ran under another name first is traced when it has the path`()
      throws
    {
      let program = try WaitingProgram()
      let place = program.path, pipe = try program.makePipe()
      let command = """
        cd '\(place)'; cp program new; ./new < /dev/null > /dev/null; mv new program
        ./program < pipe > /dev/null
        """
      let run = try TareRun(["funclatency", "\(place)/program:step", "--json", "--exec", command])
        .start()
      let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: pipe))
      #expect(run.wait(for: "is now traced in '\(place)/program' too"))
      try writer.write(contentsOf: Data("x".utf8))
      try writer.close()
      #expect(run.finish().errors.contains("\(Self.calls) events"))
    }

    @Test(.requiresRoot) func `a process that has no such file mapped is told what it has`()
      throws
    {
      let outcome = try TareRun.run("funclatency", "libnosuch:f", "-p", "\(getpid())")
      #expect(outcome.exitCode == 69)
      #expect(outcome.errors.contains("libc.so.6"))
    }

    @Test(.requiresRoot) func `a call that does not return is told`() throws {
      let program = try WaitingProgram()
      let outcome = try TareRun.run(
        "funclatency", "\(program.path)/program:main", "--json", "--exec",
        "'\(program.path)/program' < /dev/null > /dev/null")
      #expect(outcome.errors.contains("0 events"))
      #expect(outcome.errors.contains("none lost; 1 call had not returned"))
      #expect(outcome.output.contains("\"unfinished\":1,"))
    }
  }
}
