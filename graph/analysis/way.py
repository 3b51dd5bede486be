"""The shortest way between two parties, step by step and as a sentence.

The way is that of `graph.analysis.neighbourhood.shortest_path`. Each step is a pairing, given or
received, or the place of a party in a division, walked up or down.
"""

from itertools import pairwise
from typing import NamedTuple

from graph.analysis.neighbourhood import shortest_path
from graph.days import Day, date_of
from graph.language import joined, say
from graph.network.snapshot import Snapshot
from graph.words import Precision, Word


class Step(NamedTuple):
    """From one party to the next, rows. `pairings` are those between the two, in the order of every
    list; none when one lies in the other."""

    start: int
    end: int
    pairings: tuple[int, ...]


class Walk(Word):
    """How a step is walked, and what is said of it."""

    GIVES = 0, say("{since}结对支援{end}")
    RECEIVES = 1, say("{since}由{end}结对支援")
    PART = 2, say("属于{end}")
    WHOLE = 3, say("辖区里有{end}")


def way(snapshot: Snapshot, day: int, start: int, goal: int) -> list[Step] | None:
    """The steps from one party to another, none when they are the same; None without a way."""
    found = shortest_path(snapshot, day, start, goal)
    if found is None:
        return None
    held = snapshot.pairings
    between: dict[frozenset[int], list[int]] = {}
    for row in found.pairings:
        ends = frozenset((held.donor.at[row], held.recipient.at[row]))
        between.setdefault(ends, []).append(row)
    rows = found.parties
    return [
        Step(one, other, tuple(between.get(frozenset((one, other)), ())))
        for one, other in pairwise(rows)
    ]


def walked(snapshot: Snapshot, step: Step) -> Walk:
    if step.pairings:
        gives = snapshot.pairings.donor.at[step.pairings[0]] == step.start
        return Walk.GIVES if gives else Walk.RECEIVES
    return Walk.PART if snapshot.parties.parent.at[step.start] == step.end else Walk.WHOLE


def step_text(snapshot: Snapshot, step: Step) -> str:
    """What leads from one to the next, after its name: 自 2019-05-01 起结对支援某村."""
    end = snapshot.parties.name(step.end)
    text = walked(snapshot, step).chinese.format(since=_since(snapshot, step), end=end)
    more = len(step.pairings) - 1
    return say("{text}（另有 {more} 条结对关系）", text=text, more=more) if more > 0 else text


def sentence(snapshot: Snapshot, steps: list[Step]) -> str:
    """The whole way as one sentence; empty for no step."""
    name = snapshot.parties.name
    said = [
        say("{start}{leads}", start=name(step.start), leads=step_text(snapshot, step))
        for step in steps
    ]
    return say("{steps}。", steps=joined(said, say("，"))) if said else ""


def _since(snapshot: Snapshot, step: Step) -> str:
    if not step.pairings:
        return ""
    held, row = snapshot.pairings, step.pairings[0]
    date = date_of(held.start.at[row])
    if date is None:
        return ""
    return say("自 {day} 起", day=str(Day(date, Precision(held.start_precision.at[row]))))
