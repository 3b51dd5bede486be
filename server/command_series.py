"""Commands that ask how coverage went on: by quarter, and from one day to another."""

import argparse
import datetime
from collections.abc import Callable
from typing import NamedTuple

from graph.analysis.changes import CHANGES, Change, Standing, VillageChanges, village_changes
from graph.analysis.coverage import View
from graph.analysis.happenings import Happening, Happenings, happenings
from graph.analysis.series import MOST_POINTS, beginning, coverage_series, quarters
from graph.days import EPOCH, date_of, number_of, parse_date, year_before
from graph.errors import Invalid
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover
from server.command_questions import (
    coverage_json,
    named,
    read_snapshot,
    read_view,
    read_within,
)
from server.output import Json, percent, print_json, print_table, tell


class Village(NamedTuple):
    row: int
    was: Standing
    now: Standing
    change: Change


def run_series(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    within = read_within(snapshot, options)
    first = _since(options, view, lambda: beginning(snapshot, _date(view.day), within))
    days = quarters(number_of(first), view.day)
    if len(days) > MOST_POINTS:
        said = f"从 {first} 起按季度有 {len(days)} 个点，一次最多 {MOST_POINTS} 个"
        raise Invalid(f"{said}；请用 --from {date_of(days[-MOST_POINTS])} 或以后")
    found = coverage_series(snapshot, days, view.target, view.exited, within)
    points = [(_date(day), counts) for day, counts in zip(days, found, strict=True)]
    if options.json:
        print_json(
            {
                "series": [
                    {"at": date.isoformat(), "coverage": coverage_json(counts)}
                    for date, counts in points
                ]
            }
        )
        return 0
    print_table(
        ("日期", "目标村", *(cover.chinese for cover in Cover), "覆盖率"),
        [
            (date, counts.total, *map(counts.of, Cover), percent(counts.rate))
            for date, counts in points
        ],
    )
    return 0


def run_changes(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    within = read_within(snapshot, options)
    since = _since(options, view, lambda: year_before(_date(view.day)))
    first = number_of(since)
    found = village_changes(snapshot, view, first, within)
    happened = happenings(snapshot, view, first, within)
    counts, villages = found.counts(), _villages(found)
    if options.json:
        print_json(
            {
                "from": since.isoformat(),
                "to": _date(view.day).isoformat(),
                "gained": _named(snapshot, villages, Change.GAINED),
                "lost": _named(snapshot, villages, Change.LOST),
                "counts": {change.name: counts[change] for change in CHANGES},
                "villages": [_village(snapshot, village) for village in villages],
                "happenings": _happenings(snapshot, happened),
            }
        )
        return 0
    _print_villages(snapshot, villages)
    numbers = "，".join(f"{change.chinese} {counts[change]}" for change in CHANGES)
    tell(f"从 {since} 到 {_date(view.day)}，有变化的村 {len(villages)} 个：{numbers}")
    told = "，".join(f"{kind.chinese} {number}" for kind, number in happened.counts().items())
    tell(f"其间发生：{told}")
    return 0


def _since(
    options: argparse.Namespace, view: View, otherwise: Callable[[], datetime.date]
) -> datetime.date:
    """`otherwise` is asked where no day is told. Raises Invalid for a day after the last."""
    first = parse_date(options.since) if options.since else otherwise()
    if number_of(first) > view.day:
        raise Invalid(f"--from {first} 在 --to {_date(view.day)} 之后；请把前者改早，或把后者改晚")
    return first


def _date(day: int) -> datetime.date:
    return EPOCH + datetime.timedelta(days=day)


def _villages(found: VillageChanges) -> list[Village]:
    """Those that stand otherwise than before."""
    columns = (found.rows, found.was, found.now, found.change)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Village(row, Standing(was), Standing(now), Change(change))
        for row, was, now, change in rows
        if was != now
    ]


def _named(snapshot: Snapshot, villages: list[Village], change: Change) -> list[Json]:
    return [named(snapshot, village.row) for village in villages if village.change is change]


def _village(snapshot: Snapshot, village: Village) -> dict[str, Json]:
    return {
        **named(snapshot, village.row),
        "was": village.was.name,
        "now": village.now.name,
        "change": village.change.name,
    }


def _happenings(snapshot: Snapshot, found: Happenings) -> list[Json]:
    """A designation has neither a pairing nor a donor."""
    pairings, told = snapshot.pairings, list[Json]()
    columns = (found.kind, found.day, found.party, found.row)
    for kind, day, party, row in zip(*(column.tolist() for column in columns), strict=True):
        is_pairing = Happening(kind).is_of_pairing
        told.append(
            {
                "at": _date(day).isoformat(),
                "kind": Happening(kind).name,
                "party": named(snapshot, party),
                "donor": named(snapshot, pairings.donor.at[row]) if is_pairing else None,
                "pairing": pairings.key(row) if is_pairing else None,
            }
        )
    return told


def _print_villages(snapshot: Snapshot, villages: list[Village]) -> None:
    parties = snapshot.parties
    rows = []
    for village in villages:
        places = (parties.township.at[village.row], parties.county.at[village.row])
        names = [parties.name(place) if place != NOWHERE else "" for place in places]
        words = (village.change.chinese, village.was.chinese, village.now.chinese)
        rows.append((parties.key(village.row), parties.name(village.row), *names, *words))
    print_table(("编码", "村", "乡镇", "县", "变化", "原来", "现在"), rows)
