# SPDX-License-Identifier: Apache-2.0
"""The page, from the document and nothing else."""

import statistics

from . import figures
from .reasons import REASONS

START_WALL_MS, START_CPU_MS = 150, 60
MEMORY_BYTES = 40_000_000
METHOD = """\
Nothing, the floor of our tool (empty programs on the same hooks, `tare floor TOOL`), our tool and
theirs take turns in random order, round by round. A tool runs on CPU 0 and writes into a file; the workload does a fixed number of operations on CPU 1, several times a round, of
which the median counts. The cost of an event is what the workload takes more of CPU time (children
included) than with nothing attached in the same round, plus the CPU time of the tool's process while
the workload runs, less what it takes at rest, divided by the events. What a program does in an
interrupt, as at the completion of a block request, is in nobody's CPU time: of `biolatency` and
`biosnoop` that part is missing on both sides. What a tool takes in the end, to report, is shown apart.
In brackets: the interval of the sign test over the rounds, at least 95 %. A target is met or missed
where the whole interval is on one side of it; else it could not be told."""


def nanoseconds(value):
    """Three digits in a fitting unit."""
    for unit, factor in (("ms", 1e6), ("µs", 1e3)):
        if abs(value) >= factor:
            return f"{value / factor:.3g} {unit}"
    return f"{value:.3g} ns" if abs(value) >= 1 else f"{value:.1f} ns"


def with_interval(interval, text=nanoseconds):
    """A median and, in brackets, its interval."""
    if interval is None:
        return "–"
    if "low" not in interval:
        return f"{text(interval['median'])} (too few rounds for an interval)"
    return f"{text(interval['median'])} [{text(interval['low'])}, {text(interval['high'])}]"


def table(titles, rows, right=()):
    """A table of Markdown; the columns in `right` are set to the right."""
    rule = ["--:" if number in right else "---" for number in range(len(titles))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [titles, rule, *rows]) + "\n"


def preamble(document):
    """What was measured where."""
    place, versions = document["machine"], document["versions"]
    return f"""\
- tare {versions['tare']} beside {versions['peer']}, {document['date']}, seed {document['seed']}
- Linux {place['kernel']} {place['architecture']}, {place['cpus']} × {place['cpu']}, \
virtualisation {place['virtualisation']}; load before the run {place['load_before']:.2f}
- {document['rounds']} rounds of a case, {document['repeats']} runs of the workload in each\
{'; interrupted: what follows is what was finished' if document.get('interrupted') else ''}
"""


def cost_rows(document):
    """A row a case."""
    for case in document["cases"]:
        ours = figures.summary(figures.event_costs(case, "tare"))
        theirs = figures.summary(figures.event_costs(case, "peer"))
        ratio = figures.summary(figures.ratios(case))
        verdict = figures.judge(ratio, case["target"]) if theirs else "no peer here"
        if not case["rounds"]:
            continue
        yield [
            f"`{case['tool']}`", case["workload"],
            nanoseconds(statistics.median(
                figures.workload_ns(entry["nothing"]) for entry in case["rounds"])),
            with_interval(figures.summary(figures.event_costs(case, "floor"))),
            with_interval(ours), part(case, "tare"), with_interval(theirs), part(case, "peer"),
            with_interval(ratio, "{:.3g}".format), f"{case['target']:.2g}", verdict]


def part(case, condition):
    """The median of the reader's part."""
    values = figures.readers(case, condition)
    return nanoseconds(statistics.median(values)) if values else "–"


def costs(document):
    """The first section."""
    titles = ["tool", "workload", "an operation", "floor of ours", "tare adds to an event", "of it reader",
              "the peer adds", "of it reader", "tare / peer", "at most", "target"]
    lines = ["## What an event costs, reader included\n",
             table(titles, cost_rows(document), right=range(2, 10))]
    for case in document["cases"]:
        for condition, words in case["refusals"].items():
            if condition == "floor":
                continue
            lines.append(f"- `{' '.join(case['commands'][condition])}` does not run here: {words}")
    lines += [f"- {sentence}" for sentence in failures(document)]
    lines += [f"- {sentence}" for sentence in fidelity(document)]
    lines += [f"- {sentence}" for sentence in ends(document)]
    return "\n".join(lines) + "\n"


def complaint(words):
    """The words of what ended, without the benchmark library's description of the machine."""
    lines = words.splitlines()
    ends = [index for index, line in enumerate(lines) if line.startswith(("Load Average", "***WARNING"))]
    return " / ".join([lines[0].split(":")[0], *lines[ends[-1] + 1:]]) if ends else words


def failures(document):
    """Rounds that a tool did not live through."""
    for case in document["cases"] + document["bystanders"]:
        for failure in case.get("failures", []):
            yield f"A round of `{case['tool']}` is missing, since something ended in it: {complaint(failure['words'])}"


def fidelity(document):
    """Whose output lacks events."""
    for case in document["cases"]:
        for condition, name in (("tare", "tare"), ("peer", "the peer")):
            entries = [e[condition] for e in case["rounds"] if "events_seen" in e.get(condition, {})]
            caused = sum(entry["events_caused"] for entry in entries)
            seen = sum(min(entry["events_seen"], entry["events_caused"]) for entry in entries)
            if seen < caused:
                yield (f"`{case['tool']}` of {name} printed {seen:,} of {caused:,} events of the "
                       "workload: what it cost is for those.")


def ends(document):
    """What reporting takes."""
    ours = {case["tool"]: end(case, "tare") for case in document["cases"]}
    theirs = {case["tool"]: end(case, "peer") for case in document["cases"]}
    both = [f"{tool} {ours[tool]} and {theirs[tool]}" for tool in ours
            if ours[tool] and theirs[tool]]
    if both:
        yield ("CPU time from Ctrl-C to the end, detaching and reporting, ours and theirs: "
               + ", ".join(both) + ".")


def end(case, condition):
    """The median of a tool's last CPU time."""
    values = [entry[condition]["end_ns"] for entry in case["rounds"] if condition in entry]
    return nanoseconds(statistics.median(values)) if values else None


def starts(document):
    """The second section."""
    rows = []
    for start in document["starts"]:
        wall, cpu = figures.summary(start["wall_ns"]), figures.summary(start["cpu_ns"])
        rows.append([
            f"`{start['tool']}`", with_interval(cpu), figures.judge(cpu, START_CPU_MS * 1e6),
            with_interval(wall), figures.judge(wall, START_WALL_MS * 1e6)])
    titles = ["tool", "CPU time", f"≤ {START_CPU_MS} ms", "by the clock", f"≤ {START_WALL_MS} ms"]
    return ("## From start to attached\n\nUntil the header, or the line that says that it counts, is "
            "read by another process.\n\n" + table(titles, rows, right=(1, 3)))


def full_speed(document):
    """The third section."""
    lines = []
    for run in document["full_speed"]:
        verdict = "met" if (run["events_seen"] == run["events_caused"]
                            and run["peak_memory_bytes"] < MEMORY_BYTES) else "missed"
        lines.append(
            f"- `{' '.join(run['command'])}`: {run['events_seen']:,} of {run['events_caused']:,} opens "
            f"printed, {run['peak_memory_bytes'] / 1e6:.1f} MB at its peak (at most "
            f"{MEMORY_BYTES / 1e6:.0f} MB): {verdict}")
    return "## Opens without pause, into a file\n\n" + "\n".join(lines) + "\n"


def bystanders(document):
    """The fourth section."""
    rows = []
    for case in document["bystanders"]:
        for workload in case["operations"]:
            floor, tare, more = (
                figures.summary(figures.differences(case, workload, *pair))
                for pair in (("floor", "nothing"), ("tare", "nothing"), ("tare", "floor")))
            verdict = figures.judge(more, 0)
            rows.append([
                f"`{case['tool']}`", workload, with_interval(floor), with_interval(tare),
                with_interval(more), "not told apart" if verdict == "not told" else verdict])
    titles = ["tool", "bystander", "floor adds", "tool with --pid adds", "more than the floor",
              "at most the floor's"]
    return ("## With `--pid` of an idle process, to an operation of others\n\n"
            + table(titles, rows, right=range(2, 5)))


def floor_of(case):
    """What of a case's cost is the hooks' own."""
    floor = figures.summary(figures.event_costs(case, "floor"))
    if floor is None:
        return ""
    return f" (empty programs on its hooks cost {with_interval(floor)})"


def misses(document):
    """What did not reach its target, and why."""
    missed = [(f"cost of `{case['tool']}`{floor_of(case)}", case["tool"])
              for case in document["cases"]
              if figures.judge(figures.summary(figures.ratios(case)), case["target"]) == "missed"]
    for start in document["starts"]:
        for key, limit in (("cpu_ns", START_CPU_MS), ("wall_ns", START_WALL_MS)):
            if figures.judge(figures.summary(start[key]), limit * 1e6) == "missed":
                missed.append((f"start of `{start['tool']}`", "start"))
    for case in document["bystanders"]:
        for workload in case["operations"]:
            more = figures.summary(figures.differences(case, workload, "tare", "floor"))
            if figures.judge(more, 0) == "missed":
                missed.append((f"`{case['tool']}` beside {workload}", "bystander"))
    if not missed:
        return ""
    lines = [f"- {what}: {REASONS.get(key, 'why is not known')}" for what, key in missed]
    return "## What misses its target\n\n" + "\n".join(dict.fromkeys(lines)) + "\n"


def render(document):
    """The whole page."""
    parts = ["<!-- SPDX-License-Identifier: Apache-2.0 -->\n# Beside libbpf-tools\n",
             preamble(document), METHOD + "\n"]
    if document["cases"]:
        parts.append(costs(document))
    if document["starts"]:
        parts.append(starts(document))
    if document["full_speed"]:
        parts.append(full_speed(document))
    if document["bystanders"]:
        parts.append(bystanders(document))
    parts.append(misses(document))
    return "\n".join(part for part in parts if part)
