"""Checks of parties: their names, what is counted and not named, who supports how many."""

import re
from collections.abc import Iterator

import numpy as np

from graph.analysis.coverage import village_cover
from graph.analysis.figures import figures_of
from graph.analysis.findings import Findings, Moment, column
from graph.days import date_of, year_bounds
from graph.naming import normalise
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE, Parties, Poverty, Snapshot
from graph.words import PartyKind

KINDS = len(PartyKind)
ODD = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z\n]")
"""A sign that may change when a name is normalised."""

Place = tuple[int, str]
"""Parent and kind as one number, and a name: what should lead to one party only."""


def duplicate_names(moment: Moment) -> Findings:
    """Parties of one kind that share a name, or an alias, with another of the same parent.

    Unnamed villages are left out. `beside` is the first other one. The day plays no part.
    """
    snapshot = moment.snapshot
    return snapshot.memo.get(duplicate_names, lambda: _duplicates(snapshot.parties))


def _duplicates(parties: Parties) -> Findings:
    first: dict[Place, int] = {}
    others: dict[int, int] = {}
    for row, place in _shared(parties, *_written(parties)):
        other = first.setdefault(place, row)
        if other != row:
            others.setdefault(other, row)
            others.setdefault(row, other)
    # Those that share a name stand together.
    rows = sorted(others, key=lambda row: (min(row, others[row]), row))
    return Findings(column(rows), beside=column([others[row] for row in rows]))


def _written(parties: Parties) -> tuple[IntArray, list[str]]:
    """Every name of every party, its aliases after all names, and the rows that bear them."""
    texts, ids = parties.text, parties.id.array
    rows = np.flatnonzero(parties.named.array)
    names = _normalised([texts.name[id_] for id_ in ids[rows].tolist()])
    aliased = [
        (row, normalise(alias))
        for row, id_ in zip(rows.tolist(), ids[rows].tolist(), strict=True)
        for alias in texts.aliases[id_]
    ]
    owners = column([row for row, _ in aliased])
    return np.concatenate([rows, owners]), names + [alias for _, alias in aliased]


def _normalised(names: list[str]) -> list[str]:
    """Few names change by it, and looking for those costs less than normalising all."""
    after = np.cumsum([len(name) + 1 for name in names])
    odd = [found.start() for found in ODD.finditer("\n".join(names))]
    spelled = names.copy()
    for place in np.unique(np.searchsorted(after, odd, side="right")).tolist():
        spelled[place] = normalise(names[place])
    return spelled


def _shared(parties: Parties, rows: IntArray, names: list[str]) -> Iterator[tuple[int, Place]]:
    """The names that several parties may bear, by hashes: few, and no shared one is left out."""
    siblings = parties.parent.array[rows].astype(np.int64) * KINDS + parties.kind.array[rows]
    hashes = np.array([hash(name) for name in names], dtype=np.int64) ^ (siblings << 32)
    _, place, count = np.unique(hashes, return_inverse=True, return_counts=True)
    for at in np.flatnonzero(count[place] > 1).tolist():
        yield int(rows[at]), (int(siblings[at]), names[at])


def unnamed_quotas(moment: Moment) -> Findings:
    """Divisions with villages that a source counts and does not name; the number is how many."""
    parties = moment.parties
    villages = np.flatnonzero(
        (parties.named.array == 0) & (parties.kind.array == PartyKind.VILLAGE)
    )
    divisions, counts = np.unique(parties.parent.array[villages], return_counts=True)
    return Findings(divisions, (counts,))


def single_donors(moment: Moment) -> Findings:
    """Target villages with exactly one donor, at whatever stage; `beside` is that donor."""
    donor, recipient = _supported_targets(moment)
    first = np.flatnonzero(np.diff(recipient, prepend=NOWHERE) != 0)
    single = first[np.diff(first, append=len(recipient)) == 1]
    return Findings(recipient[single], beside=donor[single])


def _supported_targets(moment: Moment) -> tuple[IntArray, IntArray]:
    """Donor and target village of the active pairings, each two once, by village."""
    donor, recipient = moment.supports()
    target = np.zeros(len(moment.parties), dtype=bool)
    target[village_cover(moment.snapshot, moment.view).rows.array] = True
    keep = target[recipient]
    return donor[keep], recipient[keep]


def beyond_capacity(moment: Moment) -> Findings:
    """Donors with active pairings with more villages than they offer to take on.

    The numbers are the villages offered and those paired.
    """
    parties = moment.parties
    donor, recipient = moment.supports()
    villages = parties.kind.array[recipient] == PartyKind.VILLAGE
    held = np.bincount(donor[villages], minlength=len(parties))
    offered = parties.capacity.array
    rows = np.flatnonzero((offered != NOWHERE) & (held > offered))
    return Findings(rows, (offered[rows], held[rows]))


def undesignated(moment: Moment) -> Findings:
    """Divisions of which a source counts more poor villages than the ledger has designated.

    The source's newest year counts, up to the year of the day, against the villages that are or
    lie in the division and were designated, as poor or deep-poverty, on some day of that year. The
    numbers are the year, the villages counted, and those designated.
    """
    snapshot, parties = moment.snapshot, moment.parties
    found = []
    for id_ in snapshot.figures:
        row = parties.row_of_id.at[id_]
        counted = _newest(snapshot, row, _year_of(moment.day))
        if counted is not None and counted.poor_villages is not None:
            designated = _designated(snapshot, row, counted.year)
            if designated < counted.poor_villages:
                found.append((row, counted.year, counted.poor_villages, designated))
    rows, *numbers = np.array(sorted(found), dtype=np.int32).reshape(-1, 4).T
    return Findings(rows, tuple(numbers))


def _year_of(day: int) -> int:
    date = date_of(day)
    assert date is not None
    return date.year


def _newest(snapshot: Snapshot, row: int, year: int) -> Poverty | None:
    """The counts of the latest year up to this one that say how many villages are poor."""
    counts = [
        count
        for count in figures_of(snapshot, row).poverty
        if count.year <= year and count.poor_villages is not None
    ]
    return counts[-1] if counts else None


def _designated(snapshot: Snapshot, division: int, year: int) -> int:
    """How many villages in the division were designated on some day of the year."""
    held, (begins, after) = snapshot.designations, year_bounds(year)
    bounds = (division, snapshot.parties.end.at[division])
    low, high = np.searchsorted(held.village.array, bounds).tolist()
    then = (held.start.array[low:high] < after) & (begins < held.end.array[low:high])
    return len(np.unique(held.village.array[low:high][then]))
