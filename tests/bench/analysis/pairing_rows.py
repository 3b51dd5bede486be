"""Pairings of a generated ledger, drawn by chance: rows for pairings.csv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.network.columns import BoolArray, IntArray

STAGES = ("signed", "planned", "negotiating", "cancelled")
SHARES = (0.75, 0.1, 0.07, 0.08)
PROGRAMMES = ("携手奔小康", "对口支援", "万企帮万村", "")
OPEN = -1
FIRST_DAY = int(np.datetime64("2014-01-01").astype(np.int64))
DAYS = 11 * 365
"""How many days pairings begin on."""
NEAR, TO_TOWNSHIPS, RENEWED, ENDED = 0.85, 0.09, 0.15, 0.15
"""Shares: of pairings whose donor lies in a district that supports the county; of those with a
township; of those that renew another; of those that end, renewed ones aside."""
SPARE = 1.3
"""So many more are drawn as some come twice."""
CHUNK = 50_000


@dataclass(frozen=True)
class Ends:
    """What pairings are drawn between."""

    districts: list[str]
    counties: list[str]
    donors: list[str]
    donor_district: IntArray
    """The place of each donor's district, rising."""
    places: list[str]
    """Townships, then villages."""
    townships: int
    county: IntArray
    """The place of each place's county."""


class Spans(NamedTuple):
    """int64 arrays: ends, days since 1970-01-01 (the end OPEN for none), a place in STAGES."""

    donor: IntArray
    """A place among the donors and then the districts."""
    recipient: IntArray
    """A place among the places and then the counties."""
    start: IntArray
    end: IntArray
    stage: IntArray


def pairing_rows(
    chance: np.random.Generator, count: int, ends: Ends
) -> Iterator[tuple[object, ...]]:
    """So many rows, by their first day; none overlaps another of the same donor and recipient."""
    supporters = _supporters(chance, ends)
    of_districts = _of_districts(chance, ends, supporters)
    renewed = int(count * RENEWED)
    base = count - renewed - len(of_districts.donor)
    once = _between(chance, ends, supporters, base, renewed)
    again = _renewals(chance, Spans(*(column[:renewed] for column in once)))
    parts = zip(of_districts, once, again, strict=True)
    spans = Spans(*(np.concatenate(columns) for columns in parts))
    order = np.argsort(spans.start, kind="stable")
    yield from _rows(chance, ends, Spans(*(column[order] for column in spans)))


def _supporters(chance: np.random.Generator, ends: Ends) -> IntArray:
    """Shape (counties, 2): the districts that support each county; one in three has two."""
    counties, districts = len(ends.counties), len(ends.districts)
    first = chance.integers(0, districts, counties)
    other = chance.integers(0, districts, counties)
    second = np.where(chance.random(counties) < 0.35, other, first)
    return np.stack([first, second], axis=1)


def _of_districts(chance: np.random.Generator, ends: Ends, supporters: IntArray) -> Spans:
    """Districts paired with counties; one county in thirty waits for it."""
    counties = np.arange(len(supporters))
    both = np.unique(supporters * len(counties) + counties[:, None])
    district, county = np.divmod(both, len(counties))
    keep = chance.random(len(counties))[county] > 0.03
    district, county = district[keep], county[keep]
    start = FIRST_DAY + chance.integers(0, 6 * 365, len(county))
    end = np.full(len(county), OPEN)
    stage = np.zeros(len(county), dtype=np.int64)
    return Spans(len(ends.donors) + district, len(ends.places) + county, start, end, stage)


def _between(
    chance: np.random.Generator, ends: Ends, supporters: IntArray, count: int, renewed: int
) -> Spans:
    """Donors paired with townships and villages, each two once; the first so many are renewed."""
    drawn = int(count * SPARE) + 1
    to_township = chance.random(drawn) < TO_TOWNSHIPS
    villages = len(ends.places) - ends.townships
    recipient = np.where(
        to_township,
        chance.integers(0, ends.townships, drawn),
        ends.townships + chance.integers(0, villages, drawn),
    )
    chosen = supporters[ends.county[recipient], chance.integers(0, 2, drawn)]
    bounds = np.searchsorted(ends.donor_district, np.arange(len(ends.districts) + 1))
    low, width = bounds[chosen], np.diff(bounds)[chosen]
    near = low + (chance.random(drawn) * width).astype(np.int64)
    anywhere = chance.integers(0, len(ends.donors), drawn)
    donor = np.where((chance.random(drawn) < NEAR) & (width > 0), near, anywhere)
    _, first = np.unique(donor * len(ends.places) + recipient, return_index=True)
    assert len(first) >= count, "too few donors and places for so many pairings"
    kept = np.sort(chance.permutation(first)[:count])
    start = FIRST_DAY + chance.integers(0, DAYS, count)
    stage = chance.choice(len(STAGES), count, p=SHARES)
    stage[:renewed] = 0
    ended = chance.random(count) < ENDED
    ended[:renewed] = True
    end = np.where(ended, start + _lengths(chance, count), OPEN)
    return Spans(donor[kept], recipient[kept], start, end, stage)


def _renewals(chance: np.random.Generator, spans: Spans) -> Spans:
    """Of the same donors and recipients: half at once, the others after some weeks."""
    count = len(spans.donor)
    gap = np.where(chance.random(count) < 0.5, 0, chance.integers(1, 200, count))
    start = spans.end + gap
    end = np.where(chance.random(count) < 0.4, start + _lengths(chance, count), OPEN)
    stage = chance.choice(2, count, p=(0.85, 0.15))
    return Spans(spans.donor, spans.recipient, start, end, stage)


def _lengths(chance: np.random.Generator, count: int) -> IntArray:
    return chance.integers(180, 5 * 365, count)


def _rows(chance: np.random.Generator, ends: Ends, spans: Spans) -> Iterator[tuple[object, ...]]:
    donors, recipients = ends.donors + ends.districts, ends.places + ends.counties
    district = np.concatenate([ends.donor_district, np.arange(len(ends.districts))])
    for first in range(0, len(spans.start), CHUNK):
        part = Spans(*(column[first : first + CHUNK] for column in spans))
        count = len(part.start)
        led, agreed = _some(chance, count, 0.1), _some(chance, count, 0.2)
        programme = chance.integers(0, len(PROGRAMMES), count).tolist()
        starts, finishes = _texts(part.start), _texts(part.end)
        columns = zip(
            part.donor.tolist(), part.recipient.tolist(), part.stage.tolist(), strict=True
        )
        for n, (donor, recipient, stage) in enumerate(columns):
            year = starts[n][:4]
            yield (
                f"P{first + n + 1:07}",
                donors[donor],
                recipients[recipient],
                ends.districts[district[donor]] if led[n] else "",
                "",
                PROGRAMMES[programme[n]],
                STAGES[stage],
                starts[n],
                finishes[n],
                f"京协〔{year}〕{first + n + 1}号" if agreed[n] and stage == 0 else "",
                "",
                f"{year}年结对任务清单",
            )


def _some(chance: np.random.Generator, count: int, share: float) -> list[bool]:
    chosen: BoolArray = chance.random(count) < share
    return [bool(one) for one in chosen.tolist()]


def _texts(days: IntArray) -> list[str]:
    """Days as they are written; empty for OPEN."""
    written = days.astype("datetime64[D]").astype(str)
    return [str(text) for text in np.where(days == OPEN, "", written).tolist()]
