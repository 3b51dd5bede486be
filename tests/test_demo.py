"""The synthetic data set: the same every time, right, and with something for every screen."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Templates
from folders import ME
from ledger_files import LEDGERS
from test_cli import Program

from graph.analysis.changes import village_changes
from graph.analysis.coverage import Grouping, View, coverage, coverage_by
from graph.analysis.dependence import DependenceGrouping, dependence
from graph.analysis.happenings import happenings
from graph.analysis.pairings import find_pairings
from graph.analysis.quality import CHECKS, board
from graph.analysis.reconciliation import claimed_scopes, claims_of, reconcile
from graph.days import number_of, parse_date
from graph.network.live import Network
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.database import Database
from graph.registry.demo_mark import MARK, NO_REAL_DATA
from graph.registry.importing import load_folder
from graph.registry.samples import data_set
from graph.registry.samples.demo import write_demo
from graph.words import DIVISION_KINDS, Cover, PartyKind, Precision, Side, Stage, VillageTarget
from server.demo_marks import SAID

# One worker loads it.
pytestmark = pytest.mark.xdist_group("demo")

THEN, NOW = "2020-06-30", "2026-11-22"
NOT_YET = {"ending-soon", "ended-alone", "never-signed", "long-planned", "long-negotiating"}
"""What nothing can be found of in the first year of the plans."""


@pytest.fixture(scope="module")
def demo(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The data set, loaded; no test writes to it."""
    with templates.copy("sqlite", "demo", tmp_path_factory.mktemp("demo")) as database:
        yield database


@pytest.fixture(scope="module")
def shown(demo: Database) -> Snapshot:
    return Network(demo).snapshot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("made") / "demo")


def view(day: str, target: VillageTarget = VillageTarget.DEEP_POVERTY) -> View:
    return View(number_of(parse_date(day)), target)


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def column(folder: Path, file: str, name: str) -> list[str]:
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def test_same_seed_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert contents(write_demo(tmp_path / "again")) == contents(folder)
    other = contents(write_demo(tmp_path / "other", seed=1))
    assert other["pairings.csv"] != contents(folder)["pairings.csv"]
    assert other["divisions.csv.gz"] == contents(folder)["divisions.csv.gz"]


def test_everything_invented_says_so(folder: Path) -> None:
    assert all(name.startswith(MARK[:2]) for name in column(folder, "organisations.csv", "name"))
    for file in ("pairings", "unnamed_villages", "poverty", "printed_rates", "causes", "claims"):
        assert {source[:4] for source in column(folder, f"{file}.csv", "source")} == {MARK}, file


def test_loading_again_changes_nothing(templates: Templates, folder: Path, tmp_path: Path) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        report = load_folder(database, folder, ME)
    assert (report.faults, report.notices) == ([], [])
    assert (report.new, report.changed, report.refused) == (0, 0, 0)


def test_all_districts_and_counties_take_part(shown: Snapshot) -> None:
    parties = shown.parties
    counties = parties.kind.array == PartyKind.COUNTY
    sides = Counter(parties.side.array[counties].tolist())
    assert sides == {Side.DONOR: 16, Side.RECIPIENT: 84}
    for day in (THEN, NOW):
        groups = coverage_by(shown, Grouping.DONOR_DISTRICT, view(day))
        assert [count.covered > 0 for _, count in groups] == [True] * 16
    assert len(coverage_by(shown, Grouping.COUNTY, view(THEN))) == 84
    assert 2_000 < coverage(shown, view("2018-06-30", VillageTarget.POOR)).total < 4_000


@pytest.mark.parametrize("day", [THEN, NOW])
def test_every_cover_stage_and_finding_occurs(shown: Snapshot, day: str) -> None:
    found = coverage(shown, view(day))
    assert all(found.of(cover) > 20 for cover in Cover)
    assert 0 < found.sole_donor < found.covered
    assert all(found.covered_by(kind) for kind in (PartyKind.ENTERPRISE, PartyKind.TOWNSHIP))
    stages = Counter(shown.pairings.stage.array[find_pairings(shown, day=view(day).day)].tolist())
    assert set(stages) == {Stage.NEGOTIATING, Stage.PLANNED, Stage.SIGNED}
    assert Stage.CANCELLED in shown.pairings.stage.array
    missing = {check.code for check, number in board(shown, view(day)) if not number}
    assert missing == (NOT_YET if day == THEN else set())
    assert {check.code for check in CHECKS} >= NOT_YET


def test_pairings_are_renewed_handed_over_ended_and_still_to_begin(shown: Snapshot) -> None:
    held, now = shown.pairings, view(NOW).day
    later = [row for row in range(len(held)) if held.follows.at[row] != NOWHERE]
    same = Counter(held.donor.at[row] == held.donor.at[held.follows.at[row]] for row in later)
    assert min(same[True], same[False]) > 100
    assert all(held.end.at[held.follows.at[row]] == held.start.at[row] for row in later)
    signed = held.stage.array == Stage.SIGNED
    soon = signed & (held.end.array > now) & (held.end.array < now + 90)
    assert soon.sum() > 20
    assert (signed & (held.end.array <= now)).sum() > 100
    assert (signed & (held.start.array > now)).sum() > 5
    assert set(held.start_precision.array.tolist()) == set(Precision)
    kinds = {shown.parties.kind_of(row) for row in held.recipient.array.tolist()}
    assert kinds >= {PartyKind.COUNTY, PartyKind.TOWNSHIP, PartyKind.VILLAGE, PartyKind.SCHOOL}
    assert (shown.parties.named.array == 0).sum() > 100


def test_much_happened_in_the_last_year(shown: Snapshot) -> None:
    since = number_of(parse_date("2025-11-22"))
    counts = happenings(shown, view(NOW), since).counts()
    assert min(counts.values()) > 5
    assert min(village_changes(shown, view(NOW), since).counts().values()) > 0


def test_promises_are_kept_and_missed(shown: Snapshot) -> None:
    differences: Counter[int] = Counter()
    for scope, years in claimed_scopes(shown):
        for year in years:
            for claim in claims_of(shown, scope, year):
                if claim.measure is not None:
                    total = reconcile(shown, scope, year, claim.measure).total
                    differences[(total > claim.quantity) - (total < claim.quantity)] += 1
    assert differences[0] > 100
    assert min(differences[-1], differences[1]) > 10


def test_some_donors_are_depended_on_and_some_have_room(shown: Snapshot) -> None:
    (_, most), *_ = dependence(shown, view(NOW), DependenceGrouping.DONOR)
    assert most >= 4
    assert (shown.parties.capacity.array != NOWHERE).sum() > 500
    figures = [one for one in shown.figures.values() if one.poverty and one.causes]
    assert len(figures) == 84
    divisions = [row for row in range(len(shown.parties)) if shown.parties.is_division(row)]
    assert {shown.parties.kind_of(row) for row in divisions} == set(DIVISION_KINDS)


@pytest.mark.parametrize("ledger", LEDGERS)
def test_files_bear_the_mark_and_come_in_again(
    templates: Templates, shown: Snapshot, ledger: str, tmp_path: Path
) -> None:
    with templates.copy("sqlite", "demo", tmp_path) as database:
        program = Program(str(database.url), tmp_path)
        said = program.run("export", ledger, "out.csv", "--within", "110116")
        assert SAID in said.stderr
        assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").startswith(f'"{SAID}"')
        given = ("--district", "怀柔区") if ledger == "tasks" else ()
        report = program.json("import", ledger, "out.csv", *given)
    assert (report["new"], report["changed"], report["faults"]) == (0, 0, [])


def test_commands_say_what_they_tell_of(demo: Database, tmp_path: Path) -> None:
    program = Program(str(demo.url), tmp_path)
    assert program.run("show", "大兴区").stderr == f"{SAID}\n"
    assert program.json("show", "大兴区")["demo"] is True
    assert SAID in program.run("coverage").stderr
    refused = program.run("load", "sample", status=2)
    assert NO_REAL_DATA in refused.stdout
    assert program.json("load", "sample", status=2)["faults"][0]["message"] == NO_REAL_DATA


def test_shipped_data_sets_have_names(tmp_path: Path) -> None:
    with data_set("sample") as real, data_set("demo") as made, data_set(str(tmp_path)) as own:
        assert (real.name, made.name, own) == ("real", "demo", tmp_path)
    assert real.is_dir()
    assert not made.exists()
