from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import PARTIES, SMALL, day, days, divisions, keys

from graph.analysis.coverage import View, cover_of, coverage
from graph.analysis.series import coverage_change, coverage_series, quarters
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot
from graph.words import Cover, PartyKind, Stage, VillageTarget

# A village that lies directly in its county, as an unnamed one may.
COUNTY_VILLAGE = PartyRow(30, "653221#01", "village", "recipient", "待定名村01", 23, named=0)
VILLAGES = [15, 19, 30]
DISTRICT, TOWN, FIRM, SCHOOL = 2, 3, 5, 6


@st.composite
def crowded(draw: st.DrawFn) -> Snapshot:
    """Few villages with many donors over few days, and what supports them from above."""
    spans = st.tuples(st.none() | days, st.none() | st.integers(1, 6))
    ends = st.tuples(
        st.sampled_from([DISTRICT, TOWN, FIRM, SCHOOL]), st.sampled_from([*VILLAGES, 14, 23])
    )
    stages = st.sampled_from([Stage.SIGNED, Stage.SIGNED, Stage.PLANNED, Stage.CANCELLED])
    pairings = [
        PairingRow(id_, f"p{id_}", *two, stage.text, start, n and (start or 0) + n)
        for id_, (two, stage, (start, n)) in enumerate(
            draw(st.lists(st.tuples(ends, stages, spans), min_size=4, max_size=12)), 1
        )
    ]
    designations = [
        DesignationRow(id_, village, kind, start, n and (start or 0) + n)
        for id_, (village, kind, (start, n)) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(VILLAGES),
                        st.sampled_from(["deep_poverty", "poor"]),
                        spans,
                    ),
                    min_size=2,
                    max_size=5,
                )
            ),
            1,
        )
    ]
    return assemble([*PARTIES, COUNTY_VILLAGE], pairings, designations)


@given(
    snapshot=crowded(),
    drawn=st.sets(st.integers(-1, 14)),
    target=st.sampled_from(VillageTarget),
    exited=st.booleans(),
    within=st.none() | divisions,
)
def test_series_agrees_with_the_coverage_of_each_day(
    *,
    snapshot: Snapshot,
    drawn: set[int],
    target: VillageTarget,
    exited: bool,
    within: str | None,
) -> None:
    outer = None if within is None else snapshot.parties.row(within)
    points = sorted(drawn)
    expected = [coverage(snapshot, View(at, target, exited), outer) for at in points]
    assert coverage_series(snapshot, points, target, exited, outer) == expected


def test_series_is_worked_out_once_for_each_snapshot() -> None:
    points = quarters(day("2017-05-05"), day("2022-01-01"))
    whole = coverage_series(SMALL, points)
    again = coverage_series(SMALL, points)
    assert again == whole
    assert again is not whole
    assert all(one is other for one, other in zip(whole, again, strict=True))


def test_series_of_no_day_is_empty() -> None:
    assert coverage_series(SMALL, []) == []


def test_series_counts_covers_donors_and_kinds() -> None:
    before, during, after = coverage_series(
        SMALL, [day("2019-12-31"), day("2020-01-01"), day("2021-01-01")]
    )
    assert (before.total, before.planned, before.county_only, before.covered) == (3, 1, 2, 0)
    assert (during.covered, during.sole_donor) == (1, 1)
    assert during.covered_by(PartyKind.ENTERPRISE) == 1
    assert (after.covered, after.county_only, after.covered_by(PartyKind.ENTERPRISE)) == (0, 3, 0)


@given(
    snapshot=crowded(),
    since=days,
    until=days,
    exited=st.booleans(),
    within=st.none() | divisions,
)
def test_change_agrees_with_asking_each_village(
    *,
    snapshot: Snapshot,
    since: int,
    until: int,
    exited: bool,
    within: str | None,
) -> None:
    outer = None if within is None else snapshot.parties.row(within)
    villages = [
        at
        for at in range(len(snapshot.parties))
        if outer is None or snapshot.parties.inside(at, outer)
    ]

    def covered(on: int) -> list[int]:
        view = View(on, exited=exited)
        return [at for at in villages if cover_of(snapshot, view, at) is Cover.COVERED]

    then, now = covered(since), covered(until)
    gained, lost = coverage_change(snapshot, View(until, exited=exited), since, outer)
    assert gained.tolist() == [at for at in now if at not in then]
    assert lost.tolist() == [at for at in then if at not in now]


def test_series_counts_two_donors_once_and_only_for_targets() -> None:
    """Two donors over two days; the second day the village is a target no more; a village in
    no township stands beside one in a township."""
    pairings = [
        PairingRow(1, "a", FIRM, 15, "signed"),
        PairingRow(2, "b", FIRM, 15, "signed", 1),
        PairingRow(3, "c", SCHOOL, 15, "signed", 1),
        PairingRow(4, "d", TOWN, 14, "signed"),
    ]
    designations = [DesignationRow(1, 15, end=2), DesignationRow(2, 16), DesignationRow(3, 30)]
    snapshot = assemble([*PARTIES, COUNTY_VILLAGE], pairings, designations)
    first, second, third = coverage_series(snapshot, [0, 1, 2])
    assert (first.covered, first.sole_donor, second.covered, second.sole_donor) == (1, 1, 1, 0)
    assert [found.covered_by(PartyKind.ENTERPRISE) for found in (first, second, third)] == [1, 1, 0]
    assert [found.township_only for found in (first, second, third)] == [1, 1, 1]
    assert [found.none for found in (first, second, third)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("since", "until", "gained", "lost"),
    [
        ("2019-12-31", "2020-01-01", ["150926201200"], []),
        ("2020-01-01", "2020-12-31", [], []),
        ("2020-12-31", "2021-01-01", [], ["150926201200"]),
        ("2021-01-01", "2020-12-31", ["150926201200"], []),
    ],
)
def test_change_is_between_the_two_days(
    since: str, until: str, gained: list[str], lost: list[str]
) -> None:
    found = coverage_change(SMALL, View(day(until)), day(since))
    assert [keys(rows.tolist()) for rows in found] == [gained, lost]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2020-02-25", "2020-07-01", ["2020-02-25", "2020-04-01", "2020-07-01"]),
        ("2020-01-01", "2020-03-31", ["2020-01-01"]),
        ("2019-12-31", "2020-01-01", ["2019-12-31", "2020-01-01"]),
        ("2020-02-25", "2020-02-25", ["2020-02-25"]),
        ("2020-02-25", "2020-02-24", []),
    ],
)
def test_quarters(first: str, last: str, found: list[str]) -> None:
    assert quarters(day(first), day(last)) == [day(text) for text in found]
