"""The outcomes as tables: for people on a terminal, and for the README."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from itertools import pairwise

from asked import ABOUT, OURS, PEERS, QUESTIONS
from outcomes import MB, Cell, Outcome, budgets, exponent, p95
from sizes import SIZES
from workers import PATIENCE

NONE = "—"


def plain(outcomes: Sequence[Outcome]) -> str:
    lines: list[str] = []
    for outcome in outcomes:
        lines += ["", f"{outcome.size}: {SIZES[outcome.size]}", *_facts(outcome), ""]
        lines += _aligned(_answers(outcome))
        lines += ["", *(f"  {one}" for one in budgets(outcome))]
    return "\n".join([*lines, *_grown(outcomes, _aligned)])


def markdown(outcomes: Sequence[Outcome]) -> str:
    """For the README."""
    lines: list[str] = []
    for outcome in outcomes:
        lines += ["", f"{outcome.size}: " + "; ".join(_facts(outcome)) + ".", ""]
        lines += _ruled(_answers(outcome))
        lines += ["", *(f"- {outcome.size}, {one}" for one in budgets(outcome))]
    return "\n".join([*lines, *_grown(outcomes, _ruled)])


def _facts(outcome: Outcome) -> list[str]:
    load, writes = outcome.load, outcome.writes
    speed = f"{load.rows / load.seconds:,.0f} rows/s"
    facts = [
        f"loaded {load.rows:,} rows in {load.seconds:.1f} s, {speed},"
        f" memory at most {load.peak / MB:,.0f} MB"
    ]
    for name, built in outcome.built.items():
        if built is None:
            facts.append(f"{name} had not read the ledger after {PATIENCE:.0f} s: not asked")
        elif name == OURS:
            facts.append(
                f"snapshot built in {built.seconds:.2f} s, {built.memory / MB:,.0f} MB over base,"
                f" {built.columns / MB:.1f} MB in the columns that coverage reads"
            )
    for kind, seconds in {
        **writes.visible,
        "any of these with the table of all counties": writes.table,
        "register, until another process sees it": writes.elsewhere,
    }.items():
        facts.append(f"{kind}: {_spread(seconds)}")
    return facts


def _spread(seconds: Sequence[float]) -> str:
    return f"p50 {statistics.median(seconds) * 1000:.2f} ms, p95 {p95(seconds) * 1000:.2f} ms"


def _answers(outcome: Outcome) -> list[list[str]]:
    """A row for each peer, a column for each question: ms and how many times ours that is."""
    rows = [["ms (times ours)", "read s", "MB", *QUESTIONS]]
    for name, built in outcome.built.items():
        read = [f"{built.seconds:.1f}", f"{built.memory / MB:,.0f}"] if built else [NONE, NONE]
        rows.append([name, *read, *(_answer(outcome, question, name) for question in QUESTIONS)])
    return rows


def _answer(outcome: Outcome, question: str, peer: str) -> str:
    cell = outcome.cell(question, peer)
    if cell is None:
        return NONE
    ratio = outcome.ratio(question, peer)
    more = "> " if cell.is_over else ""
    times = "" if peer == OURS or ratio is None else f" ({more}{ratio:,.1f})"
    return _time(cell) + times


def _time(cell: Cell) -> str:
    if cell.refused:
        return "refused"
    if cell.is_over:
        return f"> {cell.median:,.0f} s"
    ms = cell.median * 1000
    return f"{ms:,.2f}" if ms < 10 else f"{ms:,.1f}" if ms < 1000 else f"{ms:,.0f}"


def _grown(outcomes: Sequence[Outcome], table: Callable[[list[list[str]]], list[str]]) -> list[str]:
    if len(outcomes) < 2:
        return []
    steps = list(pairwise(outcomes))
    rows = [["scaling exponent", *QUESTIONS]]
    for peer in PEERS:
        for before, after in steps:
            powers = [exponent(before, after, question, peer) for question in QUESTIONS]
            told = [NONE if one is None else f"{one:.2f}" for one in powers]
            if {*told} != {NONE}:
                rows.append([f"{peer}, {before.size} → {after.size}", *told])
    return ["", "Time grows as the number of pairings to this power:", "", *table(rows)]


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _ruled(rows: list[list[str]]) -> list[str]:
    head, *others = (f"| {' | '.join(row)} |" for row in rows)
    return [head, f"| {' | '.join('---' for _ in rows[0])} |", *others]


def glossary() -> str:
    return "\n".join(f"  {question}: {about}" for question, about in ABOUT.items())
