"""What was measured, as tables: for people on a terminal, and for the README."""

from __future__ import annotations

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clients import Answers
from servers import OURS, POSTGRAPHILE, STRAWBERRY, STRAWBERRY_POSTGRES
from wording import Question

PEERS = (STRAWBERRY, STRAWBERRY_POSTGRES, POSTGRAPHILE)
ONE_NODE = "Q4"


@dataclass
class Cell:
    """One question to one server by some clients, over all rounds."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)

    def add(self, answers: Answers, spent: Mapping[str, float]) -> None:
        self.latencies += answers.latencies
        self.seconds += answers.seconds
        for name, seconds in spent.items():
            self.cpu[name] = self.cpu.get(name, 0.0) + seconds

    @property
    def median(self) -> float:
        return statistics.median(self.latencies)

    @property
    def p95(self) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * 0.95)]

    @property
    def throughput(self) -> float:
        return len(self.latencies) / self.seconds

    def cpu_ms(self, *names: str) -> float:
        """CPU a request: of these processes, of all when none is named."""
        chosen = sum(self.cpu[name] for name in names or self.cpu)
        return chosen * 1000 / len(self.latencies)


Cells = dict[tuple[str, str, int], Cell]
"""By question, server and number of clients."""
ALONE, MANY = 1, 8


@dataclass(frozen=True)
class Budget:
    """A ratio that DESIGN wants: how often ours does better than a peer."""

    peer: str
    what: str
    ratio: float
    least: float

    @property
    def outcome(self) -> str:
        return "reached" if self.ratio >= self.least else "MISSED"


def budgets(question: Question, cells: Cells) -> list[Budget]:
    """CPU against Strawberry for what is a list, throughput against PostGraphile for everything."""

    def many(server: str) -> Cell:
        return cells[question.name, server, MANY]

    cpu = [
        Budget(peer, "CPU", many(peer).cpu_ms() / many(OURS).cpu_ms(), 50)
        for peer in (STRAWBERRY, STRAWBERRY_POSTGRES)
        if question.name != ONE_NODE
    ]
    least = 4 if question.name == ONE_NODE else 10
    ratio = many(OURS).throughput / many(POSTGRAPHILE).throughput
    return [*cpu, Budget(POSTGRAPHILE, "throughput", ratio, least)]


def plain(asked: Sequence[Question], cells: Cells, versions: Mapping[str, str]) -> str:
    head = (
        f"{'':24}{'1 client, ms':>16}{'8 clients, ms':>18}{'requests':>10}{'CPU ms':>9}"
        f"{'ratio to ours':>16}\n{'':24}{'median':>8}{'p95':>8}{'median':>10}{'p95':>8}"
        f"{'/s':>10}{'/request':>9}{'CPU':>8}{'req/s':>8}"
    )
    lines = ["", ", ".join(f"{name} {number}" for name, number in versions.items())]
    lines.append(f"{os.cpu_count()} CPUs, for servers, databases and clients together")
    for question in asked:
        lines += ["", f"{question.name}: {question.about}", head]
        lines += [_row(question, server, cells) for server in (OURS, *PEERS)]
        lines += [
            f"  {one.what} against {one.peer}: {one.ratio:.1f} times, budget {one.least:.0f}:"
            f" {one.outcome}"
            for one in budgets(question, cells)
        ]
    return "\n".join(lines)


def _row(question: Question, server: str, cells: Cells) -> str:
    alone, many = (cells[question.name, server, clients] for clients in (ALONE, MANY))
    ours = cells[question.name, OURS, MANY]
    parts = ", ".join(f"{name} {many.cpu_ms(name):.2f}" for name in many.cpu)
    return (
        f"{server:24}{alone.median:>8.2f}{alone.p95:>8.2f}{many.median:>10.2f}{many.p95:>8.2f}"
        f"{many.throughput:>10.1f}{many.cpu_ms():>9.2f}{many.cpu_ms() / ours.cpu_ms():>8.1f}"
        f"{ours.throughput / many.throughput:>8.1f}" + (f"  ({parts})" if len(many.cpu) > 1 else "")
    )


def markdown(asked: Sequence[Question], cells: Cells, versions: Mapping[str, str]) -> str:
    """For the README: CPU and throughput with 8 clients, latency with one."""
    lines = [
        "",
        "| question | server | median ms | p95 ms | requests/s | CPU ms a request | CPU to ours |"
        " throughput of ours to it |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for question in asked:
        lines += [_line(question, server, cells) for server in (OURS, *PEERS)]
    told = ", ".join(f"{name} {number}" for name, number in versions.items())
    return "\n".join([*lines, "", f"Versions: {told}."])


def _line(question: Question, server: str, cells: Cells) -> str:
    alone, many = (cells[question.name, server, clients] for clients in (ALONE, MANY))
    ours = cells[question.name, OURS, MANY]
    ratios = (many.cpu_ms() / ours.cpu_ms(), ours.throughput / many.throughput)
    parts = (
        f"{question.name}: {question.about}" if server == OURS else "",
        server,
        *(f"{ms:.1f}" for ms in (alone.median, alone.p95)),
        f"{many.throughput:,.0f}",
        f"{many.cpu_ms():.2f}",
        *("1" if server == OURS else f"{ratio:.1f} times" for ratio in ratios),
    )
    return f"| {' | '.join(parts)} |"
