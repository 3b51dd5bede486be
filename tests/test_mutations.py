"""Seeded mutations of good ledgers: a harmless one is read as the good ledger is, a harmful one is
refused, changes nothing and names the place.

Two hundred seeds run here. `JIEDUI_MUTATIONS=5000 pytest tests/test_mutations.py` runs so many;
`JIEDUI_MUTATIONS_FROM` sets the first seed. A failure's seed is in the test's name, and that one
test alone repeats it.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from awkward.cases import DAXING
from awkward.drafts import KINDS, Draft, draft
from awkward.mutations import HARMFUL, HARMLESS
from awkward.place import Place, database_rows, digest, fill
from folders import ME

from graph.registry.database import Database
from graph.registry.importing import import_ledger
from graph.registry.report import Report

FIRST = int(os.environ.get("JIEDUI_MUTATIONS_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("JIEDUI_MUTATIONS", "200")))
LEDGER_TABLES = ("party", "alias", "capacity", "designation", "pairing")
LEDGERS = sorted(KINDS)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


def good(seed: int) -> tuple[Draft, random.Random]:
    """A good ledger, and the chance that goes on from there."""
    chance = random.Random(seed)
    return draft(KINDS[LEDGERS[seed % len(LEDGERS)]], chance), chance


def spoil(one: Draft, chance: random.Random, most: int) -> list[str]:
    """Harmless changes, the form of the file last; their names."""
    chosen = chance.sample(HARMLESS, chance.randint(1, most))
    chosen.sort(key=HARMLESS.index)
    for change in chosen:
        change(one, chance)
    return [change.__name__ for change in chosen]


def take(database: Database, one: Draft, path: Path) -> Report:
    path.mkdir()
    return import_ledger(database, one.kind.ledger, one.write(path), ME, DAXING)


def live(database: Database) -> dict[str, list[dict[str, object]]]:
    """Every row of the ledger's tables, but for where it was read."""
    rows = database_rows(database)
    return {
        name: [{c: v for c, v in row.items() if c != "source_id"} for row in rows[name]]
        for name in LEDGER_TABLES
    }


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.refused


@pytest.mark.parametrize("seed", SEEDS)
def test_mutation(place: Place, tmp_path: Path, seed: int) -> None:
    database = place.copy(tmp_path)
    check(place, database, tmp_path, seed)
    database.close()


@pytest.mark.parametrize("seed", range(1_000, 1_004))
def test_mutation_on_both_databases(
    place: Place, database: Database, tmp_path: Path, seed: int
) -> None:
    fill(database, tmp_path / "set")
    check(place, database, tmp_path, seed)


def check(place: Place, database: Database, path: Path, seed: int) -> None:
    one, chance = good(seed)
    if seed // len(LEDGERS) % 2:
        check_harmful(database, path, one, chance)
    else:
        check_harmless(place, database, path, seed)


def check_harmless(place: Place, database: Database, path: Path, seed: int) -> None:
    """The good ledger, in another copy of the place, makes the same rows; and after the mutated
    one it changes nothing."""
    (plain, _), (mutated, chance) = good(seed), good(seed)
    named = spoil(mutated, chance, 6)
    report = take(database, mutated, path / "mutated")
    assert [str(fault) for fault in report.faults] == [], named
    (path / "other").mkdir()
    other = place.copy(path / "other")
    expected = take(other, plain, path / "plain")
    assert counts(report) == counts(expected), named
    assert live(database) == live(other), named
    other.close()
    again = take(database, plain, path / "again")
    assert counts(again) == (0, 0, len(plain.rows), 0), named


def check_harmful(database: Database, path: Path, one: Draft, chance: random.Random) -> None:
    before = digest(database)
    harm_done = chance.choice(HARMFUL)
    harm = harm_done(one, chance)
    named = [harm_done.__name__, *spoil(one, chance, 4)]
    report = take(database, one, path / "mutated")
    said = [(fault.place, fault.message) for fault in report.faults]
    assert any(harm.is_named(place, one) and harm.message in text for place, text in said), (
        named,
        said,
    )
    assert not report.taken
    assert digest(database) == before
