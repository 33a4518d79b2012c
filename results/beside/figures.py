# SPDX-License-Identifier: Apache-2.0
"""Medians over rounds, with an interval that assumes nothing of how rounds scatter."""

import math
import statistics


def sign_interval(values, confidence=0.95):
    """The order statistics between which the median lies with at least that confidence.

    The interval of the sign test: the k-th value from either end, where a coin falls on one side
    fewer than k times of n with at most half of what is left. None where there are too few values
    (fewer than 6 at 0.95).
    """
    count, tail, rank = len(values), 0.0, 0
    while rank < count:
        tail += math.comb(count, rank) / 2**count
        if tail > (1 - confidence) / 2:
            break
        rank += 1
    if rank == 0:
        return None
    ordered = sorted(values)
    return ordered[rank - 1], ordered[count - rank]


def summary(values):
    """`{median, low, high}`, without the two where there are too few values; None without values."""
    if not values:
        return None
    result = {"median": statistics.median(values)}
    interval = sign_interval(values)
    if interval:
        result["low"], result["high"] = interval
    return result


def workload_ns(condition):
    """CPU nanoseconds an operation of the workload: the median of the runs of a round."""
    return statistics.median(condition["workload_ns_per_operation"])


def event_costs(case, condition):
    """What a tool added to an event, reader included, in each round, in nanoseconds."""
    costs = []
    for entry in case["rounds"]:
        if condition in entry:
            added = workload_ns(entry[condition]) - workload_ns(entry["nothing"])
            reader = entry[condition]["reader_ns_per_operation"] if condition != "floor" else 0
            costs.append((added + reader) / case["events_per_operation"])
    return costs


def readers(case, condition):
    """The reader's part of that."""
    return [
        entry[condition]["reader_ns_per_operation"] / case["events_per_operation"]
        for entry in case["rounds"] if condition in entry]


def ratios(case):
    """Ours over theirs, in each round in which theirs cost something."""
    pairs = zip(event_costs(case, "tare"), event_costs(case, "peer"))
    return [ours / theirs for ours, theirs in pairs if theirs > 0]


def differences(case, workload, one, other):
    """What one condition adds to an operation over another, in each round, in nanoseconds."""
    return [
        statistics.median(entry[one][workload]) - statistics.median(entry[other][workload])
        for entry in case["rounds"]]


def judge(interval, target):
    """`met`, `missed` or `not told` of something that is to be at most `target`."""
    if interval is None or "low" not in interval:
        return "not told"
    if interval["high"] <= target:
        return "met"
    return "missed" if interval["low"] > target else "not told"
