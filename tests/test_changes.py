"""What became of villages between two days and why, against the rows of SQL counted one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_network import (
    PARTIES,
    SMALL,
    day,
    days,
    designation_rows,
    divisions,
    keys,
    pairing_rows,
    row,
)

from graph.analysis.changes import (
    CHANGES,
    Change,
    Standing,
    VillageChanges,
    change_of,
    village_changes,
)
from graph.analysis.coverage import View, cover_of, coverage
from graph.analysis.happenings import Happening, Happenings, happenings, reasons_among
from graph.analysis.series import coverage_change
from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow
from graph.network.snapshot import Snapshot
from graph.words import Cover, VillageTarget

BY_ID = {party.id: party for party in PARTIES}


def above(party: int | None) -> Iterator[int]:
    while party is not None:
        yield party
        party = BY_ID[party].parent_id


@dataclass(frozen=True)
class Ledger:
    """A ledger, two days and a scope, asked without a snapshot. Parties are ids."""

    pairings: list[PairingRow]
    designations: list[DesignationRow]
    since: int
    view: View
    within: int | None

    def snapshot(self) -> Snapshot:
        return assemble(PARTIES, self.pairings, self.designations)

    def outer(self, snapshot: Snapshot) -> int | None:
        return None if self.within is None else snapshot.parties.row(BY_ID[self.within].key)

    def between(self, bound: int | None) -> bool:
        return bound is not None and self.since < bound <= self.view.day

    def concerns(self, party: int) -> bool:
        """Is it in the scope, or the township or county that the scope lies in?"""
        if self.within is None or self.within in above(party):
            return True
        kinds = ("township", "county")
        return party in above(self.within) and BY_ID[party].kind in kinds

    def beginning(self, one: PairingRow) -> str:
        before = next((each for each in self.pairings if each.id == one.follows_id), None)
        if one.stage == "cancelled":
            return "CANCELLED"
        if before is None or before.stage == "cancelled":
            return "BEGAN"
        if before.recipient_id != one.recipient_id:
            return "BEGAN"
        if before.donor_id != one.donor_id:
            return "HANDED_OVER"
        return "SIGNED" if one.stage == "signed" != before.stage else "CONTINUED"

    def is_taken_on(self, one: PairingRow) -> bool:
        return any(
            each.follows_id == one.id
            and each.start == one.end
            and each.stage != "cancelled"
            and each.recipient_id == one.recipient_id
            for each in self.pairings
        )

    def happened(self) -> list[tuple[int, str, str, int]]:
        """Day, key of the party, what, and the id of the row."""
        found: list[tuple[int, str, str, int]] = []

        def tell(bound: int | None, party: int, what: str, id_: int) -> None:
            assert bound is not None
            found.append((bound, BY_ID[party].key, what, id_))

        for one in self.pairings:
            if not self.concerns(one.recipient_id):
                continue
            if self.between(one.start):
                tell(one.start, one.recipient_id, self.beginning(one), one.id)
            ends = self.between(one.end) and one.stage != "cancelled"
            if ends and not self.is_taken_on(one):
                tell(one.end, one.recipient_id, "ENDED", one.id)
        poor = self.view.target is VillageTarget.POOR
        for each in self.designations:
            inside = self.within is None or self.within in above(each.village_id)
            if inside and (poor or each.kind == "deep_poverty"):
                if self.between(each.start):
                    tell(each.start, each.village_id, "DESIGNATED", each.id)
                if self.between(each.end):
                    tell(each.end, each.village_id, "LEFT_LIST", each.id)
        return sorted(found)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Some pairings follow another one, with and without a gap, of the same donor or not."""
    pairings = draw(pairing_rows(20))
    for at, one in enumerate(pairings[1:], 1):
        before = draw(st.none() | st.sampled_from(pairings[:at]))
        if before is None:
            continue
        same = draw(st.booleans())
        changes: dict[str, Any] = {"follows_id": before.id}
        if draw(st.booleans()):
            changes["recipient_id"] = before.recipient_id
        if before.end is not None and same:
            length = draw(st.none() | st.integers(1, 4))
            changes |= {"start": before.end, "end": length and before.end + length}
        if draw(st.booleans()):
            changes["donor_id"] = before.donor_id
        pairings[at] = one._replace(**changes)
    view = View(draw(days), draw(st.sampled_from(VillageTarget)), draw(st.booleans()))
    within = draw(st.none() | divisions)
    id_ = next((party.id for party in PARTIES if party.key == within), None)
    return Ledger(pairings, draw(designation_rows()), draw(days), view, id_)


def standing(snapshot: Snapshot, view: View, at: int) -> Standing:
    cover = cover_of(snapshot, view, at)
    return Standing.OUTSIDE if cover is None else Standing(int(cover))


@given(ledgers())
def test_each_village_stands_as_its_cover_says(ledger: Ledger) -> None:
    snapshot = ledger.snapshot()
    outer = ledger.outer(snapshot)
    found = village_changes(snapshot, ledger.view, ledger.since, outer)
    expected = []
    for at in range(len(snapshot.parties)):
        was = standing(snapshot, replace(ledger.view, day=ledger.since), at)
        now = standing(snapshot, ledger.view, at)
        inside = outer is None or snapshot.parties.inside(at, outer)
        if inside and (was, now) != (Standing.OUTSIDE, Standing.OUTSIDE):
            expected.append((at, was, now, change_of(was, now)))
    changes = found.change.tolist()
    assert list(zip(*columns(found), changes, strict=True)) == expected


@given(ledgers())
def test_numbers_add_up_to_the_coverage_of_both_days(ledger: Ledger) -> None:
    snapshot = ledger.snapshot()
    outer = ledger.outer(snapshot)
    found = village_changes(snapshot, ledger.view, ledger.since, outer)
    before = coverage(snapshot, replace(ledger.view, day=ledger.since), outer)
    after = coverage(snapshot, ledger.view, outer)
    matrix, counts = found.matrix(), found.counts()
    assert [sum(line) for line in matrix[:-1]] == [before.of(cover) for cover in Cover]
    across = [sum(column) for column in zip(*matrix, strict=True)]
    assert across[:-1] == [after.of(cover) for cover in Cover]
    assert sum(counts.values()) == len(found.rows) == sum(map(sum, matrix))
    gained, lost = counts[Change.GAINED], counts[Change.LOST]
    assert after.covered == before.covered + gained - lost
    both = coverage_change(snapshot, ledger.view, ledger.since, outer)
    for kind, rows in zip((Change.GAINED, Change.LOST), both, strict=True):
        assert found.only(found.change == kind).rows.tolist() == rows.tolist()


@given(ledgers())
@settings(max_examples=200)
def test_happenings_are_those_of_the_rows(ledger: Ledger) -> None:
    snapshot = ledger.snapshot()
    assert told(snapshot, asked(ledger, snapshot)) == ledger.happened()


def asked(ledger: Ledger, snapshot: Snapshot) -> Happenings:
    return happenings(snapshot, ledger.view, ledger.since, ledger.outer(snapshot))


def lines(found: Happenings) -> list[tuple[int, int, int, int]]:
    columns = (found.day, found.party, found.kind, found.row)
    return list(zip(*(each.tolist() for each in columns), strict=True))


def told(snapshot: Snapshot, found: Happenings) -> list[tuple[int, str, str, int]]:
    held, parties = (snapshot.pairings.id.at, snapshot.designations.id.at), snapshot.parties
    return sorted(
        (at, parties.key(party), Happening(kind).name, held[kind >= Happening.DESIGNATED][one])
        for at, party, kind, one in lines(found)
    )


def columns(found: VillageChanges) -> Iterator[list[int]]:
    return (column.tolist() for column in (found.rows, found.was, found.now))


@given(ledgers())
@settings(max_examples=200)
@example(Ledger([], [], 3, View(9), None))
def test_every_village_that_stands_otherwise_has_a_reason(ledger: Ledger) -> None:
    snapshot, parties = ledger.snapshot(), ledger.snapshot().parties
    if ledger.since > ledger.view.day:
        assert not len(asked(ledger, snapshot))
        return
    happened = asked(ledger, snapshot)
    reasons = reasons_among(snapshot, happened)
    found = village_changes(snapshot, ledger.view, ledger.since, ledger.outer(snapshot))
    changed = found.only(found.change != Change.SAME)
    for village, was, now in zip(*columns(changed), strict=True):
        places = reasons(village, Standing(was), Standing(now)).tolist()
        assert places
        assert places == sorted(set(places))
        near = (village, parties.township.at[village], parties.county.at[village])
        assert {int(happened.party[place]) for place in places} <= set(near)


@given(ledgers())
def test_happenings_are_in_order_and_counted(ledger: Ledger) -> None:
    found = asked(ledger, ledger.snapshot())
    in_order = lines(found)
    assert in_order == sorted(in_order)
    assert sum(found.counts().values()) == len(found) == len(in_order)


def test_changes_of_the_small_ledger() -> None:
    """赛汉 was planned for and then signed; nothing else became otherwise."""
    view, since = View(day("2020-06-30")), day("2019-12-31")
    found = village_changes(SMALL, view, since)
    changed = found.only(found.change != Change.SAME)
    assert keys(changed.rows.tolist()) == ["150926201200"]
    assert (changed.was.tolist(), changed.now.tolist()) == ([Standing.PLANNED], [Standing.COVERED])
    happened = happenings(SMALL, view, since)
    said = [(what, key) for _, key, what, _ in told(SMALL, happened)]
    # The plan and what was signed have different donors: it was handed over.
    assert said == [("HANDED_OVER", "150926201200"), ("CANCELLED", "150926201201")]
    reasons = reasons_among(SMALL, happened)
    village = row("150926201200")
    assert reasons(village, Standing.PLANNED, Standing.COVERED).tolist() == [0]


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        (Standing.PLANNED, Standing.COVERED, Change.GAINED),
        (Standing.OUTSIDE, Standing.COVERED, Change.GAINED),
        (Standing.COVERED, Standing.OUTSIDE, Change.LOST),
        (Standing.COVERED, Standing.TOWNSHIP_ONLY, Change.LOST),
        (Standing.NONE, Standing.PLANNED, Change.BETTER),
        (Standing.TOWNSHIP_ONLY, Standing.COUNTY_ONLY, Change.WORSE),
        (Standing.OUTSIDE, Standing.NONE, Change.ENTERED),
        (Standing.PLANNED, Standing.OUTSIDE, Change.LEFT),
        (Standing.NONE, Standing.NONE, Change.SAME),
    ],
)
def test_change_is_what_counts_most(was: Standing, now: Standing, change: Change) -> None:
    assert change_of(was, now) is change
    assert change is Change.SAME or change in CHANGES
