from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import SMALL, TODAY, days, divisions, pairing_rows, row, with_pairings

from graph.analysis.pairings import find_pairings, pairings_of
from graph.network.rows import PairingRow
from graph.network.snapshot import Pairings, Snapshot
from graph.words import Side, Stage

stage_sets = st.none() | st.sets(st.sampled_from(Stage))


def in_order(snapshot: Snapshot, keep: Callable[[Pairings, int], bool]) -> list[int]:
    """The pairings to keep, ordered singly by recipient, donor, start and key."""
    pairings = snapshot.pairings
    return sorted(
        (at for at in range(len(pairings)) if keep(pairings, at)),
        key=lambda at: (
            *(pairings.recipient.at[at], pairings.donor.at[at], pairings.start.at[at]),
            pairings.key(at),
        ),
    )


def wanted(pairings: Pairings, at: int, stages: set[Stage] | None, day: int | None) -> bool:
    stage = Stage(pairings.stage.at[at])
    chosen = stage is not Stage.CANCELLED if stages is None else stage in stages
    return chosen and (day is None or pairings.start.at[at] <= day < pairings.end.at[at])


@given(pairing_rows(), st.none() | divisions, st.none() | divisions, stage_sets, st.none() | days)
def test_pairings_agree_with_looking_at_each(
    rows: list[PairingRow],
    within: str | None,
    donor_within: str | None,
    stages: set[Stage] | None,
    day: int | None,
) -> None:
    snapshot = with_pairings(rows)
    inner, giver = (None if code is None else row(code) for code in (within, donor_within))
    expected = in_order(
        snapshot,
        lambda pairings, at: (
            wanted(pairings, at, stages, day)
            and (inner is None or snapshot.parties.inside(pairings.recipient.at[at], inner))
            and (giver is None or snapshot.parties.inside(pairings.donor.at[at], giver))
        ),
    )
    assert find_pairings(snapshot, inner, giver, stages, day).tolist() == expected


@given(
    pairing_rows(),
    st.integers(0, len(SMALL.parties) - 1),
    st.none() | st.sampled_from(Side),
    stage_sets,
    st.none() | days,
)
def test_pairings_of_a_party_agree_with_looking_at_each(
    rows: list[PairingRow],
    party: int,
    role: Side | None,
    stages: set[Stage] | None,
    day: int | None,
) -> None:
    snapshot = with_pairings(rows)

    def stands(pairings: Pairings, at: int) -> bool:
        gives = pairings.donor.at[at] == party and role is not Side.RECIPIENT
        return gives or (pairings.recipient.at[at] == party and role is not Side.DONOR)

    expected = in_order(
        snapshot, lambda pairings, at: stands(pairings, at) and wanted(pairings, at, stages, day)
    )
    assert pairings_of(snapshot, party, role, stages, day) == expected


@pytest.mark.parametrize(
    ("stages", "found"),
    [
        (None, ["t1", "v1", "v2", "c1", "c2", "h1"]),
        ([Stage.CANCELLED], ["v3"]),
        ([Stage.SIGNED, Stage.CANCELLED], ["c1", "v2", "v3", "c2"]),
        ([], []),
    ],
)
def test_cancelled_come_only_when_named(stages: list[Stage] | None, found: list[str]) -> None:
    rows = find_pairings(SMALL, stages=stages).tolist()
    assert sorted(SMALL.pairings.key(at) for at in rows) == sorted(found)


def test_pairings_are_in_order_of_recipient_donor_start_and_key() -> None:
    rows = find_pairings(SMALL).tolist()
    assert [SMALL.pairings.key(at) for at in rows] == ["c1", "t1", "v1", "v2", "c2", "h1"]


def test_day_is_from_start_until_before_the_end() -> None:
    def on(day: int) -> list[str]:
        rows = find_pairings(SMALL, row("150926201200"), day=day).tolist()
        return [SMALL.pairings.key(at) for at in rows]

    start, end = (SMALL.pairings.start.at[4], SMALL.pairings.end.at[4])
    assert on(start - 1) == ["v1"]
    assert on(start) == on(end - 1) == ["v2"]
    assert on(end) == []


def test_cancelled_pairing_that_is_named_is_listed_on_its_days() -> None:
    of = SMALL.parties.row("S1")
    assert pairings_of(SMALL, of, None, [Stage.CANCELLED], TODAY) == [5]
    assert pairings_of(SMALL, of, None, [Stage.CANCELLED], 0) == []
