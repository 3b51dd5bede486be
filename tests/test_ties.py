"""Who gave to whom on one day and gives on another, against the rows of SQL one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from small_network import PARTIES
from test_changes import Ledger, above, ledgers

from graph.analysis.coverage import runs, span, supported
from graph.analysis.ties import supported_between, ties_between
from graph.network.rows import PairingRow
from graph.network.snapshot import NOWHERE
from graph.words import Stage


def stages(ledger: Ledger, day: int, within: int | None, district: int | None) -> dict[str, int]:
    """By the keys of recipient and donor, the best stage of an active pairing."""
    keys = {party.id: party.key for party in PARTIES}
    found: dict[str, int] = {}
    for one in ledger.pairings:
        inside = within is None or within in above(one.recipient_id)
        gives = district is None or district in above(one.donor_id)
        if inside and gives and active(one, day):
            two = f"{keys[one.recipient_id]} {keys[one.donor_id]}"
            found[two] = max(int(Stage.named(one.stage)), found.get(two, 0))
    return found


def active(one: PairingRow, day: int) -> bool:
    begun = one.start is None or one.start <= day
    return begun and (one.end is None or day < one.end) and one.stage != "cancelled"


@given(ledgers())
def test_ties_are_those_of_the_rows(ledger: Ledger) -> None:
    snapshot = ledger.snapshot()
    key, until = snapshot.parties.key, ledger.view.day
    places = [span(snapshot, ledger.outer(snapshot))]
    for district in (None, 2):
        donors = None if district is None else span(snapshot, snapshot.parties.row("110115"))
        found = ties_between(snapshot, ledger.since, until, places, donors)
        for day, side in ((ledger.since, found.was), (until, found.now)):
            told = {
                f"{key(recipient)} {key(donor)}": stage
                for recipient, donor, stage in zip(
                    found.recipient.tolist(), found.donor.tolist(), side.tolist(), strict=True
                )
                if stage != NOWHERE
            }
            assert told == stages(ledger, day, ledger.within, district)
        both = found.recipient * len(snapshot.parties) + found.donor
        assert (np.diff(both) > 0).all()
        assert not (found.gained & found.lost).any()


@given(ledgers())
def test_district_has_what_it_supports_on_either_day(ledger: Ledger) -> None:
    snapshot = ledger.snapshot()
    district = snapshot.parties.row("110115")
    held = supported_between(snapshot, ledger.since, ledger.view.day, district)
    rows = {row for first, last in held for row in range(first, last)}
    wanted: set[int] = set()
    for day in (ledger.since, ledger.view.day):
        for first, last in runs(snapshot, supported(snapshot, day, district)):
            wanted |= set(range(first, last))
    assert rows == wanted
    assert held == sorted(held)
