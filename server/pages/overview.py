"""The first page: how far the cover has got, and what is to be done."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.cover_counts import VillageCover
from graph.analysis.coverage import Grouping, coverage_by, village_cover
from graph.analysis.pairings import find_pairings
from graph.network.snapshot import Snapshot
from graph.words import Cover, PartyKind, Stage
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.districts import DistrictLine, district_line, district_rows
from server.pages.sources import documents
from server.pages.suggestions import waiting

MOST_COUNTIES = 20
MOST_SOURCES = 8


class Task(NamedTuple):
    """Something to do: how often, and why."""

    figure: Figure
    what: str
    why: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class CountyLine:
    """`place` is the province and the prefecture."""

    place: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class Source:
    name: Ref
    pairings: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What the ledger holds, each number with its rows."""

    counties: Figure
    townships: Figure
    villages: Figure
    organisations: Figure
    pairings: Figure


@dataclass(frozen=True, slots=True)
class Overview:
    """Counties that hold target villages, most uncovered first: the first of `all_counties`.
    `idle` districts give no pairing on the day."""

    empty: bool
    whole: Counted
    tasks: tuple[Task, ...]
    districts: tuple[DistrictLine, ...]
    idle: int
    counties: tuple[CountyLine, ...]
    all_counties: int
    sources: tuple[Source, ...]
    all_sources: int
    contents: Contents


def overview(asked: Asked) -> Shown:
    covers = village_cover(asked.snapshot, asked.view)
    whole = covers.count([(0, len(asked.snapshot.parties))])
    lines = [district_line(asked, row) for row in district_rows(asked)]
    busy = [line for line in lines if line.pairings.number]
    counties = county_lines(asked)
    sources = documents(asked.snapshot)
    page = Overview(
        asked.snapshot.is_empty,
        counted(asked.urls, Ref("全部", asked.urls.coverage()), whole),
        tuple(task for task in _tasks(asked, covers) if task.figure.number),
        tuple(busy),
        len(lines) - len(busy),
        tuple(counties[:MOST_COUNTIES]),
        len(counties),
        tuple(_source(asked, name, number) for name, number in sources[:MOST_SOURCES]),
        len(sources),
        _contents(asked),
    )
    return Shown("overview", "总览", page)


def county_lines(asked: Asked) -> list[CountyLine]:
    parties = asked.snapshot.parties
    groups = coverage_by(asked.snapshot, Grouping.COUNTY, asked.view)
    groups.sort(key=lambda group: (-group[1].uncovered, group[0]))
    return [
        CountyLine(
            " ".join(map(parties.name, parties.ancestors(row))),
            counted(
                asked.urls,
                asked.ref(row)._replace(href=asked.urls.coverage(parties.key(row))),
                found,
                within=parties.key(row),
            ),
        )
        for row, found in groups
    ]


def _tasks(asked: Asked, covers: VillageCover) -> list[Task]:
    urls, target = asked.urls, asked.target
    whole = covers.count([(0, len(asked.snapshot.parties))])
    open_covers = [Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE]
    nobody = sum(whole.of(cover) for cover in open_covers)
    named = asked.snapshot.parties.named.array[covers.rows.array]
    stages, talks = _stages(asked)
    return [
        Task(
            Figure(nobody, urls.uncovered(cover=[cover.text for cover in open_covers])),
            f"个{target}还没有村级支援方",
            "村一级既没有签订，也没有列入任务",
            urgent=True,
        ),
        Task(
            Figure(whole.planned, urls.uncovered(cover=[Cover.PLANNED.text])),
            f"个{target}已列任务，还没有签订",
            "签订之后才算已结对",
        ),
        Task(
            Figure(stages[Stage.NEGOTIATING], urls.pairings(stage=[Stage.NEGOTIATING.text])),
            "条结对关系协商中",
            "双方还没有定下来",
        ),
        Task(
            Figure(talks, urls.pairings(talks=True)),
            "个乡镇级结对的村级结对还在协商",
            "哪些村结对还没有列出",
        ),
        Task(
            Figure(int((named == 0).sum()), urls.villages(unnamed=True)),
            f"个{target}待定名",
            "来源只写了个数，没有写村名",
        ),
        Task(
            Figure(whole.sole_donor, urls.villages(sole=True)),
            f"个{target}只有一个支援方",
            "它一旦退出，村就没有支援方了",
        ),
        Task(waiting(asked), "条受援县的建议待处理", "采纳以后才写入台账"),
    ]


def _stages(asked: Asked) -> tuple[list[int], int]:
    """How many active pairings stand at each stage, and for how many villages are negotiated."""
    held = asked.snapshot.pairings
    rows = find_pairings(asked.snapshot, day=asked.view.day)
    stages: list[int] = np.bincount(held.stage.array[rows], minlength=len(Stage)).tolist()
    return stages, int(held.negotiating_villages.array[rows].sum())


def _source(asked: Asked, name: str, number: int) -> Source:
    query = {"source": name, "span": "all", "stage": [stage.text for stage in Stage]}
    return Source(Ref(name[:60] or "（未写）", asked.urls.to("/pairings", query)), number)


def _contents(asked: Asked) -> Contents:
    urls = asked.urls
    kinds = asked.snapshot.memo.get(_kinds, lambda: _kinds(asked.snapshot))
    organisations = [kind for kind in PartyKind if not kind.is_division]

    def parties(*wanted: PartyKind) -> Figure:
        number = sum(kinds[kind] for kind in wanted)
        return Figure(number, urls.parties(kind=[kind.text for kind in wanted]))

    every = {"span": "all", "stage": [stage.text for stage in Stage]}
    return Contents(
        parties(PartyKind.COUNTY),
        parties(PartyKind.TOWNSHIP),
        parties(PartyKind.VILLAGE),
        parties(*organisations),
        Figure(len(asked.snapshot.pairings), urls.to("/pairings", every)),
    )


def _kinds(snapshot: Snapshot) -> list[int]:
    counts: list[int] = np.bincount(snapshot.parties.kind.array, minlength=len(PartyKind)).tolist()
    return counts
