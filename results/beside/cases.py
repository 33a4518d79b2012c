# SPDX-License-Identifier: Apache-2.0
"""Which tools are held against each other, on which workload."""

import os
from dataclasses import dataclass


@dataclass
class Case:
    """A tool that both have, and a workload with a known number of its events."""

    tool: str
    workload: str
    operations: int
    ours: list
    theirs: list
    # The most that ours may cost of theirs.
    target: float = 1 / 3
    events_per_operation: int = 1
    # What `tare floor` takes beside the tool.
    floor: tuple = ()
    # What marks an event of the workload in the output of a tool that prints each.
    mark: str | None = None
    workload_options: tuple = ()


def cases(build, blocks):
    """All cases; `build` is the folder of our programs, `blocks` a file on a disk to read."""
    read = (f"--file={blocks}",)
    function = f"{os.path.join(build, 'call-storm')}:tare_call_storm_target"
    return [
        Case("opensnoop", "open-storm", 60_000, [], [], target=1 / 10, mark="open-storm"),
        Case("execsnoop", "exec-storm", 2_000, [], [], mark="exec-target"),
        Case("biolatency", "block-read", 5_000, [], [], workload_options=read),
        Case("biosnoop", "block-read", 5_000, [], [], mark="block-read", workload_options=read),
        Case("ext4slower", "block-read", 5_000, ["0"], ["-m", "0"], mark="block-read",
             workload_options=read),
        Case("syscount", "syscall-storm", 1_000_000, [], []),
        Case("funclatency", "call-storm", 150_000, [function], [function],
             floor=(function,)),
        Case("runqlat", "ping-pong", 60_000, [], [], events_per_operation=2),
        Case("offcputime", "ping-pong", 60_000, [], [], events_per_operation=2),
    ]


# How each of our tools shows that it is attached: a header, or a line on standard error.
HEADER = ("stdout", b"")
NOTICE = ("stderr", b" counts; ")
SIGNS = {
    "opensnoop": HEADER, "execsnoop": HEADER, "biosnoop": HEADER, "ext4slower": HEADER,
    "biolatency": NOTICE, "syscount": NOTICE, "runqlat": NOTICE, "offcputime": NOTICE,
    "funclatency": NOTICE,
}

# Those whose hooks others run into; a uprobe is in its own program only.
WITH_BYSTANDERS = [
    "opensnoop", "execsnoop", "biolatency", "biosnoop", "ext4slower", "syscount", "runqlat",
    "offcputime",
]
BYSTANDERS = {"syscall-storm": 1_000_000, "open-storm": 60_000}
