"""Naming changes no total of any day, and what it refuses would have changed one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from folders import snapshot_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from naming_places import (
    CHAOYANG,
    COUNTY,
    EAST,
    SAIHAN,
    TOWNSHIP,
    XIGOU,
    XINMIN,
    covers,
    places,
    totals,
    unnamed,
    views,
)

from graph.analysis.coverage import Grouping, village_cover
from graph.network.reading import read_snapshot
from graph.network.snapshot import Snapshot
from graph.registry.audit import Recorder, Value
from graph.registry.book import Book, Span
from graph.registry.database import Database
from graph.registry.naming_desk import name_villages
from graph.registry.pairings import put_pairing
from graph.registry.resolving import Resolver
from graph.words import DesignationKind, Stage

UNNAMED = (*(unnamed(n) for n in range(1, 5)), unnamed(1, COUNTY))
VILLAGES = (SAIHAN, CHAOYANG, XINMIN, XIGOU, EAST)
DONORS = ("110115", "110115005", "E1")
DIVISIONS = (Grouping.PROVINCE, Grouping.PREFECTURE, Grouping.COUNTY, Grouping.TOWNSHIP)
FIRST = date(2020, 1, 1)


def test_no_count_of_any_day_changes(database: Database, tmp_path: Path) -> None:
    places(database, tmp_path)
    before = covers(snapshot_of(database), *DIVISIONS, Grouping.DONOR_DISTRICT)
    names = zip([unnamed(n) for n in range(1, 5)], VILLAGES, strict=False)
    name_villages(database, "tests", [*names])
    after = covers(snapshot_of(database), *DIVISIONS, Grouping.DONOR_DISTRICT)
    assert len(before) > 100
    assert after == before


def test_village_without_township_changes_counts_of_townships_alone(
    database: Database, tmp_path: Path
) -> None:
    places(database, tmp_path)
    wide = (Grouping.PROVINCE, Grouping.PREFECTURE, Grouping.COUNTY)
    before = covers(snapshot_of(database), *wide)
    name_villages(database, "tests", [(unnamed(1, COUNTY), EAST)])
    after = covers(snapshot_of(database), *wide)
    assert totals(after) == totals(before)
    assert after == before


def test_sample_keeps_its_counts(sample_database: Database) -> None:
    before = covers(snapshot_of(sample_database), *DIVISIONS, Grouping.DONOR_DISTRICT)
    real = [f"653221102{n}" for n in range(200, 223)]
    names = zip([unnamed(n, "653221102") for n in range(1, 24)], real, strict=True)
    name_villages(sample_database, "tests", [*names])
    assert covers(snapshot_of(sample_database), *DIVISIONS, Grouping.DONOR_DISTRICT) == before


Span_ = tuple[int | None, int | None]
Designated = tuple[str, DesignationKind, Span_]
Paired = tuple[str, str, Stage, Span_]

spans = st.tuples(st.none() | st.integers(0, 8), st.none() | st.integers(1, 6))
designations = st.lists(
    st.tuples(st.sampled_from(UNNAMED + VILLAGES), st.sampled_from(DesignationKind), spans),
    max_size=6,
)
pairings = st.lists(
    st.tuples(
        st.sampled_from(DONORS),
        st.sampled_from((*UNNAMED, *VILLAGES, TOWNSHIP)),
        st.sampled_from(Stage),
        spans,
    ),
    max_size=8,
)
names = st.tuples(st.permutations(UNNAMED), st.permutations(VILLAGES), st.integers(1, 4))


class _Back(Exception):
    """Takes back what an example wrote."""


@contextmanager
def tried(database: Database) -> Iterator[Recorder]:
    with suppress(_Back), database.write("tests") as recorder:
        yield recorder
        raise _Back


def span(bounds: Span_) -> dict[str, Value]:
    start, length = bounds
    first = None if start is None else FIRST + timedelta(start)
    last = None if length is None else (first or FIRST) + timedelta(length)
    fields = Span(None, None).fields()
    fields |= {"start_day": first, "start_precision": first and "day"}
    return fields | {"end_day": last, "end_precision": last and "day"}


def state(book: Book, designated: Sequence[Designated], paired: Sequence[Paired]) -> None:
    source = book.put_source("例")
    for key, kind, bounds in designated:
        about: dict[str, Value] = {"village_id": book.parties[key].id, "kind": kind.text}
        book.designation.put(**about, **span(bounds), source_id=source)
    for number, (donor, recipient, stage, bounds) in enumerate(paired):
        ends: dict[str, Value] = {
            "donor_id": book.parties[donor].id,
            "recipient_id": book.parties[recipient].id,
        }
        fields = {**ends, "stage": stage.text, **span(bounds), "source_id": source}
        put_pairing(book, {"key": f"G{number}", **fields})


def snapshot_in(recorder: Recorder) -> Snapshot:
    recorder.flush()
    return read_snapshot(recorder.connection)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(designations, pairings, names)
@example(
    [(SAIHAN, DesignationKind.POOR, (0, 2)), (unnamed(3), DesignationKind.POOR, (5, 2))],
    [("E1", SAIHAN, Stage.SIGNED, (0, None)), ("E1", unnamed(3), Stage.PLANNED, (3, None))],
    ([unnamed(3), *UNNAMED[:2]], [SAIHAN, XINMIN, EAST], 1),
)
def test_generated_ledgers_keep_their_totals(
    county: Database,
    designated: list[Designated],
    paired: list[Paired],
    wanted: tuple[list[str], list[str], int],
) -> None:
    with tried(county) as recorder:
        book = Book(recorder)
        state(book, designated, paired)
        if [*book.overlaps()]:
            return
        book.apply()
        before = snapshot_in(recorder)
        book = Book(recorder)
        resolver = Resolver(book)
        done: list[tuple[str, str]] = []
        doubled: list[tuple[str, str]] = []
        for key, village in zip(*wanted[:2], strict=False):
            if len(done) == wanted[2]:
                break
            one, other = book.parties[key], book.parties[village]
            codes = {each.code for each in resolver.obstacles(one, other)}
            if not codes:
                resolver.resolve(one, other)
                done.append((key, village))
            elif codes == {"ALREADY_DESIGNATED"}:
                doubled.append((key, village))
        book.apply()
        check(before, snapshot_in(recorder), done, doubled)


def check(
    before: Snapshot,
    after: Snapshot,
    done: list[tuple[str, str]],
    doubled: list[tuple[str, str]],
) -> None:
    in_township = all(key.startswith(TOWNSHIP) for key, _ in done)
    wide = DIVISIONS if in_township else DIVISIONS[:3]
    was, now = (covers(one, *wide) for one in (before, after))
    assert totals(now) == totals(was)
    assert len(after.pairings) == len(before.pairings)
    assert len(after.designations.id.at) == len(before.designations.id.at)
    if not any(len(before.pairings.of_recipient(before.parties.row(one))) for _, one in done):
        # Nothing of their own on the villages: each of them is what the unnamed one was.
        whole = {about: count for about, count in was.items() if not about[1]}
        if in_township:
            assert now == was
        else:
            assert {about: now[about].covered for about in whole} == {
                about: count.covered for about, count in whole.items()
            }
    for pair in doubled:
        assert counted_together(before, pair)


def counted_together(snapshot: Snapshot, pair: tuple[str, str]) -> bool:
    """Are both target villages on some day, looked at in some way? Then one would be fewer."""
    rows = [snapshot.parties.row(key) for key in pair]
    return any(
        all(village_cover(snapshot, view).at(row) is not None for row in rows)
        for view in views(snapshot)
    )


@pytest.fixture
def county(database: Database, tmp_path: Path) -> Database:
    return places(database, tmp_path)
