"""The analysis benchmark compares like with like: every peer answers as ours does, which is also
the equality of independent implementations. The benchmark itself compares them at every size."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import writes
from asked import AGAIN, COVERAGE, IDIOMATIC, OURS, PEERS, POSTGRES, PROPOSAL, QUESTIONS, SQLITE
from facts import COVERS, Answer, digest, read_facts
from ledger import write_ledger
from loads import Load, load
from outcomes import Cell, Outcome, budgets, exponent, p95
from register import BEIJING, land_of
from sizes import SIZES, Size
from tables import markdown, plain
from with_jiedui import WithJiedui
from with_postgres import URL
from workers import Built, Told, Worker, answer_within, interrupting
from writes import Writes, measure_writes

from graph.days import ALWAYS, NEVER

TINY = Size(counties=12, townships=60, villages=400, deep_poverty=160, donors=120, pairings=600)
ASKED = (COVERAGE, "difference", "dependence", "series")
LEAST = {COVERAGE: 12, "difference": 8, "dependence": 30, "series": 40}
"""How many rows an answer has at least: empty ones would compare nothing."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny ledger of the benchmark, with generated names."""
    folder = tmp_path_factory.mktemp("bench")
    files = write_ledger(folder / "set", TINY, land_of(TINY, folder / "nowhere"))
    load(folder / "ours.db", files)
    return folder / "ours.db"


@pytest.fixture(scope="module")
def ours(path: Path) -> Iterator[WithJiedui]:
    peer = WithJiedui(path)
    yield peer
    peer.close()


@pytest.fixture(scope="module")
def answers(ours: WithJiedui) -> dict[str, Answer]:
    return {question: QUESTIONS[question](ours) for question in (*ASKED, PROPOSAL)}


@pytest.mark.parametrize("name", [name for name in PEERS if name != OURS])
def test_peer_answers_as_ours_does(
    name: str,
    path: Path,
    answers: dict[str, Answer],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = PEERS[name]
    if not known.is_here():
        pytest.skip(f"{known.package} is not installed")
    if name == POSTGRES:
        url: str = request.getfixturevalue("postgres_url")
        monkeypatch.setenv(URL, url.replace("+psycopg", ""))
    with closing_any(known.load()(path)) as peer:
        for question in known.answers:
            assert digest(QUESTIONS[question](peer)) == digest(answers[question]), question


@contextmanager
def closing_any(peer: Any) -> Iterator[Any]:
    yield peer
    if hasattr(peer, "close"):
        peer.close()


def test_answers_say_something(answers: dict[str, Answer]) -> None:
    assert {question: len(answers[question]) >= LEAST[question] for question in ASKED} == (
        dict.fromkeys(ASKED, True)
    )
    covers = np.array(answers[COVERAGE])[:, 1:].sum(axis=0)
    assert covers.shape == (COVERS,)
    assert all(covers[[0, 1, 3]] > 0), "covered, planned and county only"
    assert {sign for sign, _ in answers["difference"]} == {1, -1}
    assert {level for level, *_ in answers["dependence"]} == {0, 1, 2}
    assert len({row[1:] for row in answers["series"]}) > 20


def test_coverage_asked_again_is_the_same(ours: WithJiedui, answers: dict[str, Answer]) -> None:
    assert QUESTIONS[AGAIN](ours) == QUESTIONS[AGAIN](ours) == answers[COVERAGE]
    ((villages, cost),) = answers[PROPOSAL]
    assert villages > 10
    assert cost > 0
    assert ours.bytes_read() > 0


def test_generated_ledger_is_of_its_size(path: Path) -> None:
    facts = read_facts(path)
    assert len(facts.pairings) == TINY.pairings
    assert len(facts.designations) == TINY.deep_poverty
    ends: dict[tuple[int, int], int] = {}
    renewed = 0
    for one in sorted(facts.pairings, key=lambda one: one.start):
        assert ALWAYS < one.start < one.end
        renewed += ends.get((one.donor, one.recipient), NEVER) <= one.start
        ends[one.donor, one.recipient] = one.end
    assert renewed == int(TINY.pairings * 0.15)


def test_register_is_cut_evenly(tmp_path: Path) -> None:
    counties = [f"{province}01{n:02}" for province in (11, 13, 14) for n in range(1, 5)]
    townships = [f"{code}{n:03}" for code in counties for n in (1, 2)]
    villages = [f"{code}{n:03}" for code in townships for n in range(10)]
    levels = {
        "provinces": ["11", "13", "14"],
        "cities": ["1101", "1301", "1401"],
        "areas": counties,
        "streets": townships,
        "villages": villages,
    }
    for name, codes in levels.items():
        lines = ["code,name", *(f'{code},"某{code}"' for code in codes)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    size = Size(counties=4, townships=8, villages=50, deep_poverty=5, donors=40, pairings=60)
    land = land_of(size, tmp_path)
    others = [code for code, _ in land.villages if not code.startswith(BEIJING)]
    assert len(land.villages) - len(others) == size.donors // 10
    assert len(others) == size.villages
    assert {code[:4] for code in others} == {"1301", "1401"}
    assert ("130101", "某130101", "county", "130100") in list(land.rows())
    assert land.origin == "names of the register"


def test_worker_answers_in_a_process_of_its_own(path: Path, answers: dict[str, Answer]) -> None:
    worker = Worker(SQLITE, path, limit=60)
    told = worker.ask(COVERAGE)
    worker.close()
    assert told.digest == digest(answers[COVERAGE])
    assert worker.built is not None
    assert worker.ask(COVERAGE) == Told(None, None)


def test_answer_beyond_the_limit_is_none() -> None:
    class Slow:
        def coverage(self, day: int) -> Answer:
            while day:
                pass
            return []

    with interrupting():
        assert answer_within(Slow(), COVERAGE, 0.01) == Told(None, None)


def test_writes_are_measured_until_they_are_visible(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writes, "TIMES", 2)
    monkeypatch.setattr(writes, "SEEN_TIMES", 1)
    found = measure_writes(Path(shutil.copy(path, tmp_path / "copy.db")))
    assert {kind: len(seconds) for kind, seconds in found.visible.items()} == (
        dict.fromkeys(("register", "sign", "note", "designate"), 2)
    )
    assert len(found.table) == 8
    assert 0 < found.elsewhere[0] < 10


def outcome(size: str, times: dict[str, float | None]) -> Outcome:
    """Everything took so many seconds; None is beyond the limit."""
    made = Outcome(size, Load(1000, 2.0, 3_000_000))
    made.writes = Writes({"register": [0.003] * 20}, [0.03] * 20, [0.2])
    for peer, seconds in times.items():
        made.built[peer] = Built(1.5, 900_000_000, 50_000_000)
        for question in PEERS[peer].answers:
            cell = made.cells[question, peer] = Cell()
            cell.add(Told(seconds, None if seconds is None else "same"), 60)
    return made


def test_ratios_are_told_as_they_are() -> None:
    medium = outcome("M", {OURS: 0.001, IDIOMATIC: 0.1, SQLITE: 0.05})
    large = outcome("L", {OURS: 0.02, IDIOMATIC: None, SQLITE: 1.0})
    told = [str(one) for one in budgets(large)]
    assert "coverage of every county, cold day: 20.0 ms (budget ≤ 25): reached" in told
    assert "coverage of every county, warm: 20.0 ms (budget ≤ 2): MISSED" in told
    assert "coverage against networkx, idiomatic: > 3,000.0 times (budget ≥ 150): reached" in told
    assert "coverage against SQLite: 50.0 times (budget ≥ 80): MISSED" in told
    assert "snapshot over base: 900.0 MB (budget ≤ 750): MISSED" in told
    assert "a write until readers see it, p95: 3.0 ms (budget ≤ 2): MISSED" in [
        str(one) for one in budgets(medium)
    ]
    power = exponent(medium, large, COVERAGE, SQLITE)
    assert power is not None
    assert SIZES["L"].pairings == 30 * SIZES["M"].pairings
    assert 30**power == pytest.approx(20)
    assert exponent(medium, large, COVERAGE, IDIOMATIC) is None
    assert p95([float(number) for number in range(100)]) == 95
    table = markdown([medium, large])
    assert "| SQLite | 1.5 | 900 | 1,000 (50.0) | — | 1,000 (50.0) |" in table
    assert "| networkx, idiomatic | 1.5 | 900 | > 60 s (> 3,000.0) | — |" in table
    assert "SQLite, M → L" in plain([medium, large])
