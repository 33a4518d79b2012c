# SPDX-License-Identifier: Apache-2.0
"""What is done under the scale, round by round; what comes out goes into the document as it is."""

import os
import signal
import subprocess
import sys
import time

import study

from . import cases, processes
from .processes import Refused, Tool

SETTLE_SECONDS = 1.0
IDLE_SECONDS = 0.4
DRAIN_SECONDS = 0.15


class Trials:
    """Our programs in `build`, the peer's in `peer`, files in `folder`."""

    def __init__(self, build, peer, folder, random, rounds, repeats):
        self.build, self.peer, self.folder = build, peer, folder
        self.random, self.rounds, self.repeats = random, rounds, repeats

    def tare(self, *arguments):
        """The command line of ours."""
        return [os.path.join(self.build, "tare"), *arguments]

    def workload(self, name, operations, options=()):
        """CPU nanoseconds an operation of a workload, once for each repeat."""
        command = [os.path.join(self.build, name), f"--operations={operations}", *options]
        return [processes.run_workload(command) / operations for _ in range(self.repeats)]

    # --- cost an event ---

    def weigh(self, case):
        """A case: nothing, the floor, ours and theirs in random order, round by round."""
        commands = {
            "floor": self.tare("floor", case.tool, *case.floor),
            "tare": self.tare(case.tool, *case.ours),
            "peer": [os.path.join(self.peer, case.tool), *case.theirs],
        }
        document = {
            "tool": case.tool, "workload": case.workload, "target": case.target,
            "operations": case.operations, "repeats": self.repeats,
            "events_per_operation": case.events_per_operation, "commands": commands,
            "refusals": {}, "rounds": [], "failures": [],
        }
        for condition, command in commands.items():
            try:
                self._try(command)
            except (Refused, OSError) as refusal:
                document["refusals"][condition] = str(refusal)
        conditions = ["nothing"] + [c for c in commands if c not in document["refusals"]]
        for number in range(self.rounds):
            study.tell(f"{case.tool} on {case.workload}, round {number + 1} of {self.rounds}")
            order = self.random.sample(conditions, len(conditions))
            self._round(document, order, lambda c: self._condition(case, commands.get(c)))
        return document

    @staticmethod
    def _round(document, order, condition):
        """Adds a round; where a tool gives up in it, its words and not the round."""
        try:
            document["rounds"].append({"order": order} | {name: condition(name) for name in order})
        except Refused as refusal:
            document["failures"].append({"order": order, "words": str(refusal)})

    def _try(self, command):
        with Tool(command, self.folder) as tool:
            tool.settle(SETTLE_SECONDS)
            tool.stop()

    def _condition(self, case, command):
        if command is None:
            return {"workload_ns_per_operation": self._workload_of(case)}
        with Tool(command, self.folder) as tool:
            tool.settle(SETTLE_SECONDS)
            idle = self._idle(tool)
            begun, before = time.monotonic(), processes.cpu_ns(tool.pid)
            workload = self._workload_of(case)
            time.sleep(DRAIN_SECONDS)
            after, seconds = processes.cpu_ns(tool.pid), time.monotonic() - begun
            whole = tool.stop()
            operations = case.operations * self.repeats
            result = {
                "workload_ns_per_operation": workload,
                "reader_ns_per_operation": (after - before - idle * seconds) / operations,
                "idle_ns_per_second": idle,
                "end_ns": whole - after,
            }
            if case.mark:
                result["events_seen"] = tool.lines_with(case.mark)
                result["events_caused"] = operations * case.events_per_operation
            return result

    def _workload_of(self, case):
        return self.workload(case.workload, case.operations, case.workload_options)

    @staticmethod
    def _idle(tool):
        """CPU nanoseconds a second of a tool whose workload rests."""
        begun, before = time.monotonic(), processes.cpu_ns(tool.pid)
        time.sleep(IDLE_SECONDS)
        return (processes.cpu_ns(tool.pid) - before) / (time.monotonic() - begun)

    # --- the start ---

    def starts(self, function):
        """How long each of our tools takes until it is attached."""
        result = []
        for name, (stream, sign) in cases.SIGNS.items():
            study.tell(f"start of {name}")
            command = self.tare(name, *([function] if name == "funclatency" else []))
            times = [processes.time_start(command, stream, sign) for _ in range(self.rounds + 3)]
            # The first ones find no page of the program in memory.
            result.append({
                "tool": name, "command": command,
                "wall_ns": [wall for wall, _ in times[2:]], "cpu_ns": [cpu for _, cpu in times[2:]]})
        return result

    # --- full speed ---

    def full_speed(self, operations):
        """Opens without pause on one CPU, the reader on the other: what is lost, and the memory."""
        result = []
        # The name of a thread ends with blanks in a table, so paths of others do not pass for it.
        for options, name in (([], "open-storm  "), (["--json"], '"comm":"open-storm"')):
            command = self.tare("opensnoop", *options)
            study.tell("full speed: " + " ".join(["opensnoop", *options]))
            with Tool(command, self.folder) as tool:
                tool.settle(SETTLE_SECONDS)
                workload = [os.path.join(self.build, "open-storm"), f"--operations={operations}"]
                spent = processes.run_workload(workload)
                time.sleep(DRAIN_SECONDS)
                memory = processes.peak_memory_bytes(tool.pid)
                tool.stop()
                result.append({
                    "command": command, "workload_cpu_ns": spent,
                    # One more when the workload sets out.
                    "events_caused": operations + 1,
                    "events_seen": tool.lines_with(name, "/open-storm"),
                    "peak_memory_bytes": memory, "words": tool.words()[-1:]})
        return result

    # --- bystanders ---

    def bystander(self, tool):
        """What a tool that watches an idle process costs others, beside empty programs."""
        idle = subprocess.Popen(["sleep", "infinity"])
        try:
            commands = {
                "floor": (self.tare("floor", tool), "attached"),
                "tare": (self.tare(tool, "--pid", str(idle.pid)), None),
            }
            document = {"tool": tool, "commands": {k: v[0] for k, v in commands.items()},
                        "operations": cases.BYSTANDERS, "rounds": [], "failures": []}
            for number in range(self.rounds):
                study.tell(f"bystanders of {tool}, round {number + 1} of {self.rounds}")
                order = self.random.sample(["nothing", *commands], 3)
                self._round(document, order,
                            lambda c: self._beside(*commands.get(c, (None, None))))
            return document
        finally:
            idle.send_signal(signal.SIGKILL)
            idle.wait()

    def _beside(self, command, sign):
        if command is None:
            return self._bystanders()
        with Tool(command, self.folder) as tool:
            if sign:
                tool.wait_for(sign)
            tool.settle(SETTLE_SECONDS / 2)
            result = self._bystanders()
            tool.stop()
            return result

    def _bystanders(self):
        return {name: self.workload(name, count) for name, count in cases.BYSTANDERS.items()}
