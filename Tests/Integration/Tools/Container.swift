// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A PID namespace of its own with its own `/proc`, as a container has: a Python program runs in it
/// as process 1.
enum Container {
  /// Where a program's helper functions are defined that it begins with.
  private static let prelude = """
    import ctypes, json, os, re, signal, subprocess, sys, time
    tare, folder = sys.argv[1], sys.argv[2]
    os.chdir(folder)

    def run(*arguments):
        ended = subprocess.run([tare, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return {"code": ended.returncode, "output": ended.stdout, "errors": ended.stderr}

    def objects(*arguments):
        told = run(*arguments, "--json", "--quiet")
        assert told["code"] == 0, told
        return [json.loads(line) for line in told["output"].splitlines()][:-1]

    # A process that does a little of everything that probes watch, in one round or round after round.
    work = '''
    import ctypes, mmap, os, sys, time
    room = mmap.mmap(-1, 4096)
    file = os.open("file", os.O_RDWR | os.O_DIRECT)
    os.preadv(file, [room], 0)
    os.pwritev(file, [room], 0)
    os.close(file)
    ctypes.CDLL(None).getpgid(0)
    time.sleep(0.01)
    rounds = os.open("rounds", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(rounds, b".")
    os.close(rounds)
    os.execv(sys.executable, [sys.executable, "-IS", "work.py", "on"] if sys.argv[1:] else ["/bin/true"])
    '''
    with open("work.py", "w") as file: file.write(work)
    with open("file", "wb") as file: file.write(b"7" * 4096)
    os.sync()

    """

  /// Runs a program in a new namespace to its end.
  ///
  /// - Parameters:
  ///   - source: Python; `run` and `objects` run tare, `work.py` is there, and it prints a JSON
  ///     document.
  ///   - type: What the document is.
  /// - Returns: The document.
  /// - Throws: What keeps the program from ending well, or the document from being decoded.
  static func run<Truth: Decodable>(_ source: String, telling type: Truth.Type) throws -> Truth {
    let folder = try TemporaryFolder()
    let program = folder.url.appending(path: "program.py")
    try Data((prelude + source).utf8).write(to: program)
    let ended = try Program.output(
      of: "/usr/bin/unshare",
      [
        "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/usr/bin/python3", "-IS",
        program.path,
        TareRun.program.path, folder.url.path,
      ])
    return try JSONDecoder().decode(type, from: ended.data)
  }
}
