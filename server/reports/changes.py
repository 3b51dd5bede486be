"""The part of a report on its quarter: which villages stand otherwise, and which pairings began
and ended."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from graph.analysis.changes import CHANGES, Change, Standing, VillageChanges
from graph.analysis.coverage import supported
from graph.analysis.happenings import Happening, Happenings
from graph.analysis.report import (
    PlaceChanges,
    changed_villages,
    changes_by_place,
    ground_coverage,
    happened_by,
)
from graph.language import joined, say
from graph.words import Cover
from server.pages.happenings import happening_line
from server.pages.pairing_line import optional
from server.reports.model import (
    Cell,
    Grid,
    Head,
    Row,
    Section,
    Sentence,
    named,
    names,
    place,
    text,
    word,
)
from server.reports.quarters import Wanted
from server.urls import Urls

HAPPENED = tuple(kind for kind in Happening if kind < Happening.DESIGNATED)


def changes_section(wanted: Wanted) -> Section:
    asked, district = wanted.asked, wanted.district
    places = changes_by_place(asked.snapshot, asked.view, wanted.since, district)
    villages = changed_villages(asked.snapshot, asked.view, wanted.since, district)
    happened = happened_by(asked.snapshot, asked.view, wanted.since, district)
    counts = villages.counts()
    sentences = (
        *_ground_sentences(wanted),
        _changed_sentence(wanted, places, counts),
        _happened_sentence(happened),
    )
    grids = (
        _places_grid(wanted, places, counts),
        *_village_grids(wanted, villages),
        *_happened_grids(wanted, happened),
    )
    return Section("changes", say("本季度变化"), sentences, grids)


def _happened_sentence(happened: Happenings) -> Sentence:
    told = happened.counts()
    said = [
        say("{kind} {number} 条", kind=kind.chinese, number=place(kind.text)) for kind in HAPPENED
    ]
    figures = {kind.text: _below(told[kind], "happened", kind) for kind in HAPPENED}
    whole = say("本区和区内支援方的结对关系，其间{said}。", said=joined(said, say("，")))
    return Sentence(whole, figures)


def _below(number: int, list_of: str, kind: Change | Happening) -> Cell:
    """A number with its list, which stands below it."""
    return Cell(number, f"#{list_of}-{kind.text}" if number else "")


def _places_grid(wanted: Wanted, places: list[PlaceChanges], counts: dict[Change, int]) -> Grid:
    heads = (
        Head(say("县、乡镇"), 16),
        Head(say("季度前已结对"), 12, True),
        *(Head(change.chinese, 12, True) for change in CHANGES),
        Head(say("截至日已结对"), 12, True),
    )
    return Grid(
        *("changed-places", say("各县、乡镇的变化"), heads, places, _place_row(wanted)),
        say("截至这天，本区没有直接签订结对的县和乡镇。"),
        _total(places, counts) if places else None,
    )


def _village_grids(wanted: Wanted, villages: VillageChanges) -> Iterator[Grid]:
    """A list for each change that there was."""
    heads = (
        Head(say("村"), 24),
        Head(say("所在"), 30),
        Head(say("原来"), 14),
        Head(say("现在"), 14),
    )
    line = _village_row(wanted, villages)
    for change in CHANGES:
        found = np.flatnonzero(villages.change == change).tolist()
        if found:
            yield Grid(
                *(
                    f"changed-{change.text}",
                    say("村：{change}", change=change.chinese),
                    heads,
                    found,
                    line,
                ),
                nothing="",
            )


def _happened_grids(wanted: Wanted, happened: Happenings) -> Iterator[Grid]:
    heads = (
        *(Head(say("日期"), 12), Head(say("支援方"), 20), Head(say("受援方"), 22)),
        *(Head(say("受援方所在"), 24), Head(say("说明"), 24)),
    )
    line = _happened_row(wanted, happened)
    for kind in HAPPENED:
        found = np.flatnonzero(happened.kind == kind).tolist()
        if found:
            name = say("本区结对关系：{kind}", kind=kind.chinese)
            yield Grid(*(f"happened-{kind.text}", name, heads, found, line), nothing="")


def _happened_row(wanted: Wanted, happened: Happenings) -> Callable[[int], Row]:
    happening = happening_line(wanted.asked, happened)

    def row(place: int) -> Row:
        line = happening(place)
        day = Cell(line.day, line.href, "word")
        return ((day,), named(line.donor), named(line.party), text(line.place), text(line.note))

    return row


def _changed_sentence(
    wanted: Wanted, places: list[PlaceChanges], counts: dict[Change, int]
) -> Sentence:
    before, after = sum(it.before for it in places), sum(it.after for it in places)
    target = wanted.asked.target
    covered = wanted.asked.urls.to(
        "/villages", {"district": wanted.key, "cover": [Cover.COVERED.text]}
    )
    said = [
        say("{change} {number} 个", change=change.chinese, number=place(change.text))
        for change in CHANGES
    ]
    return Sentence(
        say(
            "截至日支援的县和乡镇里，{target}已结对从季度前的 {before} 个到 {after} 个；{said}。",
            target=target,
            said=joined(said, say("，")),
            **{it: place(it) for it in ("before", "after")},
        ),
        {
            "before": Cell(before, "#changed-places"),
            "after": Cell(after, covered),
            **{change.text: _below(counts[change], "changed", change) for change in CHANGES},
        },
    )


def _ground_sentences(wanted: Wanted) -> list[Sentence]:
    """Which counties and townships the district began to support, and which no more."""
    asked, district = wanted.asked, wanted.district
    now = supported(asked.snapshot, asked.view.day, district)
    then = supported(asked.snapshot, wanted.since, district)
    came = [row for row in now if row not in set(then)]
    went = [row for row in then if row not in set(now)]
    lost = ground_coverage(asked.snapshot, replace(asked.view, day=wanted.since), district)
    told = (
        (came, say("本季度新直接支援的县、乡镇：{places}。")),
        (
            went,
            say(
                "本季度起不再直接支援的县、乡镇：{places}；其中的村不在下面的数里。"
                "季度前，本区支援的县和乡镇共有{target} {total:,} 个，已结对 {covered:,} 个。",
                places=place("places"),
                target=asked.target,
                total=lost.total,
                covered=lost.covered,
            ),
        ),
    )
    return [
        Sentence(said, {"places": Cell(joined(asked.snapshot.parties.name(it) for it in rows))})
        for rows, said in told
        if rows
    ]


def _urls_then(wanted: Wanted) -> Urls:
    """Addresses as of the day before the quarter."""
    return Urls({**wanted.asked.urls.kept, "at": wanted.before.isoformat()})


def _place_row(wanted: Wanted) -> Callable[[PlaceChanges], Row]:
    asked, then, first = wanted.asked, _urls_then(wanted), wanted.before.isoformat()
    covered = [Cover.COVERED.text]

    def row(place: PlaceChanges) -> Row:
        key = asked.snapshot.parties.key(place.place)
        return (
            named(asked.ref(place.place)._replace(href=asked.urls.changes(key, first))),
            (Cell(place.before, then.villages(key, cover=covered)),),
            *(
                (Cell(place.counts[it], asked.urls.changes(key, first, change=[it.text])),)
                for it in CHANGES
            ),
            (Cell(place.after, asked.urls.villages(key, cover=covered)),),
        )

    return row


def _total(places: list[PlaceChanges], counts: dict[Change, int]) -> Row:
    return (
        text(say("合计")),
        (Cell(sum(it.before for it in places)),),
        *((_below(counts[change], "changed", change),) for change in CHANGES),
        (Cell(sum(it.after for it in places)),),
    )


def _village_row(wanted: Wanted, villages: VillageChanges) -> Callable[[int], Row]:
    asked, parties = wanted.asked, wanted.asked.snapshot.parties

    def row(place: int) -> Row:
        village = int(villages.rows[place])
        was, now = Standing(int(villages.was[place])), Standing(int(villages.now[place]))
        above = (parties.township.at[village], parties.county.at[village])
        return (
            named(asked.ref(village)),
            names([optional(asked, it) for it in above]),
            word(was.chinese),
            word(now.chinese),
        )

    return row
