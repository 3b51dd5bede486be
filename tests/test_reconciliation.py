"""What the ledger holds of a claim: exact small networks, and a brute-force oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_network import BY_ID, kind, lies_in, on, pair, plan, plan_pairings

from graph.analysis.reconciliation import (
    COUNTINGS,
    Held,
    Part,
    claimed_scopes,
    claims_of,
    find_claim,
    held_pairings,
    reconcile,
)
from graph.errors import NotFound
from graph.network.live import Network
from graph.network.rows import PairingRow
from graph.network.snapshot import Snapshot
from graph.words import Measure, PartyKind, Side, Stage

DAXING, QIANQI = "110115", "150926"
WANTED = {
    Measure.DONOR_TOWNS: ("donor", ["township"], ["township"]),
    Measure.RECIPIENT_TOWNSHIPS: ("recipient", ["township"], ["township"]),
    Measure.DONOR_VILLAGES: ("donor", ["village"], ["village"]),
    Measure.RECIPIENT_VILLAGES: ("recipient", ["county", "township", "village"], ["village"]),
    Measure.DONOR_SCHOOLS: ("donor", ["school"], ["school"]),
    Measure.RECIPIENT_SCHOOLS: ("recipient", ["school"], ["school"]),
    Measure.DONOR_HOSPITALS: ("donor", ["hospital"], ["hospital"]),
    Measure.RECIPIENT_HOSPITALS: ("recipient", ["hospital"], ["hospital"]),
    Measure.DONOR_ENTERPRISES: ("donor", ["enterprise"], ["village"]),
    Measure.VILLAGES_OF_ENTERPRISES: ("recipient", ["enterprise"], ["village"]),
}
"""The end that is counted, and the kinds of donors and recipients, written out once more."""


def held(snapshot: Snapshot, measure: Measure, code: str = DAXING, year: int = 2020) -> Held:
    return reconcile(snapshot, snapshot.parties.row(code), year, measure)


def keys(snapshot: Snapshot, held: Held, part: Part | None = None) -> list[str]:
    return [snapshot.parties.key(row) for row in held.rows(part).tolist()]


def test_every_measure_has_its_counting() -> None:
    assert COUNTINGS.keys() == set(Measure) == WANTED.keys()


def test_distinct_parties_are_counted_by_their_best_stage() -> None:
    snapshot = plan(
        [
            pair("p1", "dt1", "rt1", "negotiating"),
            pair("p2", "dt1", "rt2", "planned"),
            pair("p3", "dt2", "rt2", "signed"),
            pair("p4", "dt3", "rt3", "signed"),
        ]
    )
    towns = held(snapshot, Measure.DONOR_TOWNS)
    assert (towns.total, keys(snapshot, towns)) == (2, ["dt1", "dt2"])
    assert keys(snapshot, towns, Part.SIGNED) == ["dt2"]
    assert keys(snapshot, towns, Part.PLANNED) == ["dt1"]
    townships = held(snapshot, Measure.RECIPIENT_TOWNSHIPS)
    assert keys(snapshot, townships, Part.SIGNED) == ["rt2"]
    assert keys(snapshot, townships, Part.NEGOTIATING) == ["rt1"]


def test_scope_on_the_recipient_side_counts_what_it_receives() -> None:
    snapshot = plan([pair("p1", "dt1", "rt1"), pair("p2", "dt3", "rt2"), pair("p3", "dt2", "rt3")])
    assert keys(snapshot, held(snapshot, Measure.DONOR_TOWNS, QIANQI)) == ["dt3", "dt1"]
    assert keys(snapshot, held(snapshot, Measure.RECIPIENT_TOWNSHIPS, QIANQI)) == ["rt1", "rt2"]


def test_villages_paired_by_towns_count_and_those_of_enterprises_stand_beside() -> None:
    snapshot = plan(
        [
            pair("p1", "dt1", "rv1", "planned"),
            pair("p2", "dv1", "rv2"),
            pair("p3", "de1", "rv3"),
            pair("p4", "de1", "rv1"),
            pair("p5", "dt1", "rt1", negotiating_villages=1),
        ]
    )
    villages = held(snapshot, Measure.RECIPIENT_VILLAGES)
    assert keys(snapshot, villages) == ["rv1", "rv2"]
    assert keys(snapshot, villages, Part.PLANNED) == ["rv1"]
    assert keys(snapshot, villages, Part.FROM_VILLAGES) == ["rv2"]
    assert keys(snapshot, villages, Part.OTHER) == ["rv3"]
    assert keys(snapshot, villages, Part.TALKS) == ["rt1"]
    enterprises = held(snapshot, Measure.VILLAGES_OF_ENTERPRISES)
    assert keys(snapshot, enterprises) == ["rv1", "rv3"]
    assert keys(snapshot, enterprises, Part.OTHER) == ["rv2"]
    assert enterprises.of(Part.TALKS) == enterprises.of(Part.FROM_VILLAGES) == 0
    assert keys(snapshot, held(snapshot, Measure.DONOR_VILLAGES)) == ["dv1"]


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        (None, None, True),
        ("2020-12-31", None, True),
        ("2021-01-01", None, False),
        (None, "2020-01-01", False),
        (None, "2020-01-02", True),
        ("2020-02-25", "2020-02-26", True),
    ],
)
def test_pairing_counts_when_it_is_active_on_some_day_of_the_year(
    start: str | None, end: str | None, counts: bool
) -> None:
    first, last = (None if text is None else on(text) for text in (start, end))
    snapshot = plan([pair("p1", "dt1", "rt1", start=first, end=last)])
    assert held(snapshot, Measure.DONOR_TOWNS).total == int(counts)


def test_cancelled_pairings_count_for_nothing() -> None:
    snapshot = plan([pair("p1", "ds1", "rs1", "cancelled"), pair("p2", "ds1", "rt1", "cancelled")])
    schools = held(snapshot, Measure.DONOR_SCHOOLS)
    assert (schools.total, schools.of(Part.OTHER)) == (0, 0)


def test_plan_and_its_signature_are_one_town() -> None:
    day = on("2020-05-01")
    snapshot = plan(
        [
            pair("p1", "dt1", "rt1", "planned", end=day),
            pair("p2", "dt1", "rt1", start=day, follows_id=1),
        ]
    )
    assert keys(snapshot, held(snapshot, Measure.DONOR_TOWNS), Part.SIGNED) == ["dt1"]
    assert held(snapshot, Measure.DONOR_TOWNS, year=2019).of(Part.PLANNED) == 1


def counted(pairings: list[PairingRow], division: int, measure: Measure) -> dict[str, set[int]]:
    """By part, as the definitions have it, one pairing at a time."""
    end, donors, recipients = WANTED[measure]
    donor_side = BY_ID[division].side == "donor"
    best: dict[int, Stage] = {}
    others, villages, talks = set(), set(), set()
    for one in pairings:
        inside = lies_in(one.donor_id if donor_side else one.recipient_id, division)
        begins, ends = one.start, one.end
        active = (begins is None or begins < on("2021-01-01")) and (
            ends is None or ends > on("2020-01-01")
        )
        if not inside or not active or one.stage == "cancelled":
            continue
        party = one.donor_id if end == "donor" else one.recipient_id
        stage = Stage.named(one.stage)
        if kind(one.donor_id).text in donors and kind(one.recipient_id).text in recipients:
            best[party] = max(stage, best.get(party, stage))
            if kind(one.donor_id) is PartyKind.VILLAGE:
                villages.add(party)
        elif kind(party).text in (donors if end == "donor" else recipients):
            others.add(party)
        if one.negotiating_villages:
            talks.add(one.recipient_id)
    of_villages = measure is Measure.RECIPIENT_VILLAGES
    return {
        "counted": set(best),
        **{
            stage.name: {party for party, reached in best.items() if reached is stage}
            for stage in (Stage.SIGNED, Stage.PLANNED, Stage.NEGOTIATING)
        },
        "FROM_VILLAGES": villages if of_villages else set(),
        "OTHER": others - set(best),
        "TALKS": talks if of_villages else set(),
    }


@given(plan_pairings(), st.sampled_from(Measure), st.sampled_from([2, 3, 4, 22, 24]))
def test_counts_are_those_of_the_definition(
    pairings: list[PairingRow], measure: Measure, division: int
) -> None:
    snapshot = plan(pairings)
    parties = snapshot.parties
    found = reconcile(snapshot, parties.row_of_id.at[division], 2020, measure)
    expected = counted(pairings, division, measure)
    for name, wanted in expected.items():
        rows = found.rows(None if name == "counted" else Part[name]).tolist()
        assert {parties.id.at[row] for row in rows} == wanted, name
        assert rows == sorted(set(rows)), name
    assert found.total == sum(found.of(part) for part in list(Part)[:3])


@given(plan_pairings(), st.sampled_from(Measure), st.sampled_from([2, 22]))
def test_every_counted_party_has_its_pairings(
    pairings: list[PairingRow], measure: Measure, division: int
) -> None:
    snapshot = plan(pairings)
    scope = snapshot.parties.row_of_id.at[division]
    found = reconcile(snapshot, scope, 2020, measure)
    for part in (None, *Part):
        rows = held_pairings(snapshot, scope, 2020, measure, part)
        at_donor = COUNTINGS[measure].end is Side.DONOR and part is not Part.TALKS
        end = snapshot.pairings.donor if at_donor else snapshot.pairings.recipient
        assert {end.at[row] for row in rows.tolist()} == set(found.rows(part).tolist())
        assert len(set(rows.tolist())) == len(rows)


def test_claims_are_found_by_scope_year_and_number() -> None:
    snapshot = plan(year=2021)
    rows = [snapshot.parties.row(code) for code in (DAXING, QIANQI)]
    assert claimed_scopes(snapshot) == [(row, (2021,)) for row in sorted(rows)]
    assert len(claims_of(snapshot, rows[0], 2021)) == len(Measure) + 1
    assert claims_of(snapshot, rows[0], 2020) == ()
    row, claim = find_claim(snapshot, 103)
    assert (snapshot.parties.key(row), claim.measure) == (QIANQI, Measure.DONOR_VILLAGES)
    with pytest.raises(NotFound, match="没有第 999 号计划数"):
        find_claim(snapshot, 999)


def test_sample_against_its_plan(sample_network: Network) -> None:
    snapshot = sample_network.snapshot
    daxing = snapshot.parties.row(DAXING)
    found = {measure: reconcile(snapshot, daxing, 2020, measure) for measure in Measure}
    assert {measure: (one.total, one.of(Part.SIGNED)) for measure, one in found.items()} == {
        **dict.fromkeys(Measure, (0, 0)),
        Measure.DONOR_TOWNS: (20, 0),
        Measure.RECIPIENT_TOWNSHIPS: (27, 0),
        Measure.RECIPIENT_VILLAGES: (128, 0),
    }
    villages = found[Measure.RECIPIENT_VILLAGES]
    assert (villages.of(Part.PLANNED), villages.of(Part.TALKS)) == (128, 6)
    assert found[Measure.DONOR_TOWNS].of(Part.NEGOTIATING) == 1
    assert reconcile(snapshot, daxing, 2019, Measure.DONOR_TOWNS).total == 0
    assert reconcile(snapshot, daxing, 2020, Measure.DONOR_TOWNS) is found[Measure.DONOR_TOWNS]
