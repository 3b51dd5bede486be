"""Commands that ask the ledger: coverage, uncovered villages, one party."""

import argparse
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from graph.analysis.cover_counts import Coverage
from graph.analysis.coverage import (
    PROMISED,
    Grouping,
    View,
    VillageOrder,
    coverage,
    coverage_by,
    donors_of,
    span,
    target_villages,
    village_cover,
)
from graph.analysis.search import find_division, find_parties, rank
from graph.days import number_of, parse_date, today
from graph.errors import NotFound
from graph.network.live import Network
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.database import Database
from graph.words import Cover, PartyKind, VillageTarget
from server.demo_marks import SAID
from server.output import Json, percent, print_json, print_table, say
from server.party_facts import party_facts, print_party

COVERS = (Cover.COVERED, Cover.PLANNED, Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE)


def read_snapshot(options: argparse.Namespace) -> Snapshot:
    with closing(Database(options.database)) as database:
        database.require_current()
        snapshot = Network(database).snapshot
    if snapshot.demo:
        say(SAID)
    return snapshot


def read_day(options: argparse.Namespace) -> int:
    return number_of(parse_date(options.at) if options.at else today())


def read_view(options: argparse.Namespace) -> View:
    return View(read_day(options), VillageTarget.named(options.target), options.exited)


def read_within(snapshot: Snapshot, options: argparse.Namespace) -> int | None:
    if options.within is None:
        return None
    row = snapshot.parties.find(options.within)
    if row is None:
        row = find_division(snapshot, options.within, None)
    if row is None or not snapshot.parties.is_division(row):
        raise NotFound(f"没有编码或唯一名称为“{options.within}”的行政区划")
    return row


def run_coverage(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    within = read_within(snapshot, options)
    whole = coverage(snapshot, view, within)
    groups = None
    if options.by:
        groups = coverage_by(snapshot, Grouping.named(options.by), view, within)
    if options.json:
        answer = coverage_json(whole)
        if groups is not None:
            answer["groups"] = [
                {"division": named(snapshot, row), "coverage": coverage_json(counts)}
                for row, counts in groups
            ]
        print_json(answer)
    else:
        _print_coverage(snapshot, whole, groups or [])
        if options.by:
            _print_remainder(Grouping.named(options.by), whole, groups or [])
    return 0


def coverage_json(counts: Coverage) -> dict[str, Json]:
    """The fields of the contract's Coverage."""
    return {
        "total": counts.total,
        "covered": counts.covered,
        "planned": counts.planned,
        "townshipOnly": counts.township_only,
        "countyOnly": counts.county_only,
        "none": counts.none,
        "uncovered": counts.uncovered,
        "rate": counts.rate,
        "soleDonor": counts.sole_donor,
        "coveredBy": {kind.name: counts.covered_by(kind) for kind in PartyKind},
    }


def named(snapshot: Snapshot, row: int) -> dict[str, Json]:
    return {"key": snapshot.parties.key(row), "name": snapshot.parties.name(row)}


def _print_coverage(
    snapshot: Snapshot, whole: Coverage, groups: Iterable[tuple[int, Coverage]]
) -> None:
    heads = ("区划", "目标村", *(cover.chinese for cover in COVERS), "覆盖率", "单一支援方")
    rows = [(snapshot.parties.name(row), *_cells(counts)) for row, counts in groups]
    print_table(heads, [*rows, ("合计", *_cells(whole))])


def _print_remainder(
    grouping: Grouping, whole: Coverage, groups: Iterable[tuple[int, Coverage]]
) -> None:
    """Why the groups do not add up: a village in no group, or in several."""
    summed = sum(counts.total for _, counts in groups)
    if grouping is Grouping.DONOR_DISTRICT:
        print("一个村可由几个区支援，各区之和可大于或小于合计")
    elif summed < whole.total:
        print(f"另有 {whole.total - summed} 个村不在任何{grouping.chinese}（来源只写到上一级）")


def _cells(counts: Coverage) -> tuple[object, ...]:
    covers = (counts.of(cover) for cover in COVERS)
    return counts.total, *covers, percent(counts.rate), counts.sole_donor


def read_party(snapshot: Snapshot, text: str, within: int | None = None) -> int:
    """The row of the party with this key or only name (in a division), of a division also without
    its type; raises NotFound."""
    row = snapshot.parties.find(text)
    if row is None:
        row = _only(snapshot, text, within)
    if row is None:
        row = find_division(snapshot, text, within)
    if row is None:
        raise NotFound(f"没有编码或唯一名称为“{text}”的主体")
    return row


def run_uncovered(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    within = read_within(snapshot, options)
    covers = [Cover.named(name) for name in options.cover or []] or list(COVERS[1:])
    scope = [span(snapshot, within)]
    rows = target_villages(snapshot, view, scope, covers, VillageOrder.COVER).tolist()
    found = village_cover(snapshot, view)
    cover = dict(zip(found.rows.array.tolist(), found.cover.array.tolist(), strict=True))
    villages = [_village(snapshot, view.day, row, Cover(cover[row])) for row in rows]
    if options.json:
        print_json({"total": len(villages), "villages": villages})
    else:
        _print_villages(villages)
        total = coverage(snapshot, view, within).total
        print(f"共 {len(villages)} 个村未结对，目标村 {total} 个")
    return 0


def _print_villages(villages: Iterable[dict[str, Any]]) -> None:
    heads = ("编码", "村", "乡镇", "县", "覆盖", "拟结对的支援方")
    rows = []
    for village in villages:
        donors = "、".join(donor["name"] for donor in village["plannedBy"])
        place = (village["key"], village["name"], village["township"], village["county"])
        rows.append((*place, Cover[village["cover"]].chinese, donors))
    print_table(heads, rows)


def _village(snapshot: Snapshot, day: int, row: int, cover: Cover) -> dict[str, Json]:
    parties = snapshot.parties
    township, county = parties.township.at[row], parties.county.at[row]
    return {
        **named(snapshot, row),
        "cover": cover.name,
        "township": parties.name(township) if township != NOWHERE else None,
        "county": parties.name(county) if county != NOWHERE else None,
        "plannedBy": [named(snapshot, one) for one in donors_of(snapshot, day, row, PROMISED)],
    }


def run_show(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    row = read_party(snapshot, options.party, read_within(snapshot, options))
    facts = party_facts(snapshot, view, row)
    if options.json:
        print_json({**facts, "demo": snapshot.demo})
    else:
        print_party(facts)
    return 0


def _only(snapshot: Snapshot, name: str, within: int | None) -> int | None:
    """The one party with this name or alias; several are an error that lists them."""
    parties = snapshot.parties
    found = [
        row
        for row in find_parties(snapshot, name, None, within).tolist()
        if rank(parties, row, name) == 0
    ]
    if len(found) > 1:
        listed = "、".join(f"{parties.name(row)}（{parties.key(row)}）" for row in found[:20])
        raise NotFound(f"“{name}”可以指 {len(found)} 个主体：{listed}；请写编码或加 --within")
    return found[0] if found else None
