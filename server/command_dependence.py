"""Commands that ask on whom cover depends, and what is lost when donors withdraw."""

import argparse

from graph.analysis.coverage import coverage, donors_of
from graph.analysis.dependence import (
    DependenceGrouping,
    cover_without,
    dependence,
    withdrawal,
)
from graph.analysis.worst import Worst, worst
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover
from server.command_questions import (
    COVERS,
    named,
    read_party,
    read_snapshot,
    read_view,
    read_within,
)
from server.output import Json, print_json, print_table, tell


def run_dependence(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    within, grouping = read_within(snapshot, options), DependenceGrouping.named(options.by)
    found = dependence(snapshot, view, grouping, within)
    together = options.worst and worst(snapshot, view, options.worst, grouping, within)
    covered = coverage(snapshot, view, within).covered
    if options.json:
        answer: dict[str, Json] = {
            "covered": covered,
            "dependence": [
                {"donor": named(snapshot, one.party), "villages": one.villages} for one in found
            ],
        }
        if together:
            answer["worst"] = _worst_json(snapshot, together)
        print_json(answer)
        return 0
    print_table(
        ("编码", grouping.chinese, "退出后失去的村"),
        [(snapshot.parties.key(row), snapshot.parties.name(row), lost) for row, lost in found],
    )
    if together:
        tell(_worst_text(snapshot, together))
    alone = sum(one.villages for one in found)
    tell(f"已结对 {covered} 个村，其中 {alone} 个只靠一个{grouping.chinese}")
    return 0


def run_withdrawal(options: argparse.Namespace) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    within = read_within(snapshot, options)
    rows = list(dict.fromkeys(read_party(snapshot, text) for text in options.parties))
    whole = not options.alone
    found = withdrawal(snapshot, view, rows, within, whole=whole)
    lost: list[int] = found.tolist()
    falls = list(map(Cover, cover_without(snapshot, view, found, rows, whole=whole).tolist()))
    before = coverage(snapshot, view, within).covered
    if options.json:
        gone: list[Json] = [named(snapshot, row) for row in rows]
        counts: dict[str, Json] = {"coveredBefore": before, "coveredAfter": before - len(lost)}
        reached: dict[str, Json] = {cover.name: falls.count(cover) for cover in COVERS[1:]}
        villages: list[Json] = [
            {**_village(snapshot, view.day, row), "fallsTo": cover.name}
            for row, cover in zip(lost, falls, strict=True)
        ]
        parts: dict[str, Json] = {"lost": len(lost), "fallsTo": reached, "villages": villages}
        print_json({"withdrawn": gone, **counts, **parts})
        return 0
    _print_villages(snapshot, lost, falls, view.day)
    names = "、".join(snapshot.parties.name(row) for row in rows)
    tell(f"{names}退出：已结对的村从 {before} 个降到 {before - len(lost)} 个，失去 {len(lost)} 个")
    if lost:
        told = "，".join(f"{cover.chinese} {falls.count(cover)} 个" for cover in COVERS[1:])
        tell(f"这些村退出后：{told}")
    return 0


def _worst_json(snapshot: Snapshot, found: Worst) -> Json:
    return {
        "donors": [named(snapshot, row) for row in found.parties],
        "villages": found.villages,
        "exact": found.exact,
        "bound": found.bound,
    }


def _worst_text(snapshot: Snapshot, found: Worst) -> str:
    if not found.parties:
        return "没有哪几个一起退出会失去已结对的村"
    names = "、".join(snapshot.parties.name(row) for row in found.parties)
    said = f"{names}一起退出，失去 {found.villages} 个村"
    if found.exact:
        return f"{said}；已逐一排除，没有更多的"
    return f"{said}；这是找到的最多的，没有全部算完，至多不超过 {found.bound} 个"


def _village(snapshot: Snapshot, day: int, row: int) -> dict[str, Json]:
    parties = snapshot.parties
    township, county = parties.township.at[row], parties.county.at[row]
    return {
        **named(snapshot, row),
        "township": parties.name(township) if township != NOWHERE else None,
        "county": parties.name(county) if county != NOWHERE else None,
        "donors": [named(snapshot, one) for one in donors_of(snapshot, day, row)],
    }


def _print_villages(snapshot: Snapshot, rows: list[int], falls: list[Cover], day: int) -> None:
    parties = snapshot.parties
    lines = []
    for row, cover in zip(rows, falls, strict=True):
        places = (parties.township.at[row], parties.county.at[row])
        names = [parties.name(place) if place != NOWHERE else "" for place in places]
        donors = "、".join(map(parties.name, donors_of(snapshot, day, row)))
        lines.append((parties.key(row), parties.name(row), *names, cover.chinese, donors))
    print_table(("编码", "村", "乡镇", "县", "退出后", "支援方"), lines)
