"""The first page: how far the cover has got, and what is to be done."""

from dataclasses import dataclass

import numpy as np

from graph.analysis.coverage import Grouping, coverage_by, village_cover
from graph.language import say
from graph.network.snapshot import Snapshot
from graph.words import PartyKind, Stage
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Counted, Figure, counted
from server.pages.district_tasks import TaskTable, task_table
from server.pages.districts import DistrictLine, district_line, district_rows
from server.pages.once import once
from server.pages.saved import saved_refs
from server.pages.sources import documents
from server.pages.tasks import TaskList, task_lists

MOST_COUNTIES = 20
MOST_SOURCES = 8


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
    task_lists: tuple[TaskList, ...]
    task_table: TaskTable | None
    filters: tuple[Ref, ...]
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
    lines = once(asked, district_line, lambda: _districts(asked))
    busy = [line for line in lines if line.pairings.number]
    counties = once(asked, county_lines, lambda: tuple(county_lines(asked)))
    sources = documents(asked.snapshot)
    page = Overview(
        asked.snapshot.is_empty,
        counted(asked.urls, Ref(say("全部"), asked.urls.coverage()), whole),
        task_lists(asked),
        task_table(asked),
        saved_refs(asked),
        tuple(busy),
        len(lines) - len(busy),
        counties[:MOST_COUNTIES],
        len(counties),
        tuple(_source(asked, name, number) for name, number in sources[:MOST_SOURCES]),
        len(sources),
        _contents(asked),
    )
    return Shown("overview", say("总览"), page)


def _districts(asked: Asked) -> tuple[DistrictLine, ...]:
    return tuple(district_line(asked, row) for row in district_rows(asked))


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


def _source(asked: Asked, name: str, number: int) -> Source:
    query = {"source": name, "span": "all", "stage": [stage.text for stage in Stage]}
    return Source(Ref(name[:60] or say("（未写）"), asked.urls.to("/pairings", query)), number)


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
