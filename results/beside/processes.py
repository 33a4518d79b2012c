# SPDX-License-Identifier: Apache-2.0
"""Processes under a scale: tools on one CPU, workloads on another, and the CPU time they take."""

import os
import select
import signal
import subprocess
import time

TOOL_CPU = 0
WORKLOAD_CPU = 1


class Refused(Exception):
    """A tool ended before it was asked to; the text is its own words."""


def start(command, cpu, stdout, stderr):
    """Starts a command on one CPU, which it inherits."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, close_fds=True)
    finally:
        os.sched_setaffinity(0, before)


def cpu_ns(pid):
    """The CPU time of a process so far, all its threads together, in nanoseconds."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total


def peak_memory_bytes(pid):
    """The most memory that a process had so far (VmHWM)."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        line = next(line for line in file if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def run_workload(command):
    """Runs a workload to its end. Returns its CPU nanoseconds, its children's included."""
    process = start(command, WORKLOAD_CPU, subprocess.DEVNULL, subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Refused(f"the workload {os.path.basename(command[0])} ended with {process.returncode}: "
                      f"{errors.decode(errors='replace').strip()}")
    return round((usage.ru_utime + usage.ru_stime) * 1e9)


class Tool:
    """A tool that runs on its CPU and writes into files of a folder."""

    def __init__(self, command, folder):
        self.command = command
        self.output = os.path.join(folder, "output")
        self.errors = os.path.join(folder, "errors")
        with open(self.output, "wb") as out, open(self.errors, "wb") as err:
            self.process = start(command, TOOL_CPU, out, err)

    @property
    def pid(self):
        """The process."""
        return self.process.pid

    def words(self):
        """What it said on standard error, each line once."""
        with open(self.errors, encoding="utf-8", errors="replace") as file:
            return list(dict.fromkeys(line.strip() for line in file if line.strip()))

    def settle(self, seconds):
        """Lets it attach; raises Refused where it gives up meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Refused(" / ".join(self.words()[-4:]) or f"exit {self.process.returncode}")
            time.sleep(0.02)

    def wait_for(self, text, seconds=10):
        """Waits until standard error holds a text."""
        deadline = time.monotonic() + seconds
        while not any(text in line for line in self.words()):
            self.settle(0.02)
            if time.monotonic() > deadline:
                raise Refused(f"did not say '{text}' within {seconds} s")

    def stop(self):
        """Ends it with Ctrl-C. Returns the CPU nanoseconds of its whole life."""
        self.process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(self.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return round((usage.ru_utime + usage.ru_stime) * 1e9)

    def lines_with(self, *texts):
        """How many lines of its output hold all of these texts."""
        needles = [text.encode() for text in texts]
        with open(self.output, "rb") as file:
            return sum(all(needle in line for needle in needles) for line in file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.returncode is None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def time_start(command, stream, sign):
    """Starts a tool and waits for the first sign that it is attached.

    `stream` is `stdout` or `stderr`; `sign` what it shows there, nothing for its first byte. Returns
    the nanoseconds since before its exec, by the clock and of CPU time.
    """
    begun = time.monotonic_ns()
    process = start(command, TOOL_CPU, subprocess.PIPE, subprocess.PIPE)
    seen = b""
    pipe = getattr(process, stream)
    try:
        while not seen or sign not in seen:
            if not select.select([pipe], [], [], 10)[0]:
                raise Refused("no sign of being attached within 10 s")
            piece = os.read(pipe.fileno(), 4096)
            wall, cpu = time.monotonic_ns() - begun, cpu_ns(process.pid) if piece else 0
            if not piece:
                raise Refused((seen + process.stderr.read()).decode(errors="replace").strip())
            seen += piece
        return wall, cpu
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
