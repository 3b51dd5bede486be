"""Who takes part and which institutions are supported, as tables: whole, and party by party."""

from collections.abc import Iterator, Mapping

from graph.export.table import Table
from graph.language import joined, say
from graph.words import Word
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table
from server.pages.institutions import (
    institution_group_line,
    institution_table,
    institution_total,
)
from server.pages.institutions_columns import INSTITUTIONS, group_columns
from server.pages.institutions_list import institution_choice, institution_line, institution_rows
from server.pages.participation import OUTSIDE, participation_page
from server.pages.participation_columns import PARTICIPANTS, district_columns
from server.pages.participation_list import (
    participant_choice,
    participant_line,
    participant_rows,
)


def districts(asked: Asked) -> Table:
    page = participation_page(asked)
    headings = district_columns(page.columns)
    return list_table(say("参与情况"), headings, page.lines, [_day(asked)], page.total)


def participants(asked: Asked) -> Table:
    chosen = participant_choice(asked)
    filters = [
        _day(asked),
        *_place(asked, chosen.within),
        *([OUTSIDE] if chosen.direct else []),
        *_words(say("类型"), chosen.sorts),
        *_words(say("结对"), chosen.states),
        *([say("连同辖区内的支援方")] if chosen.inside else []),
        *_sought(chosen.text),
    ]
    lines = map(participant_line(asked, most=None), participant_rows(asked, chosen).tolist())
    return list_table(say("支援方参与情况"), PARTICIPANTS, lines, filters)


def counties(asked: Asked) -> Table:
    held = institution_table(asked)
    filters = [_day(asked), *_place(asked, held.within)]
    if held.quiet and not asked.flag("all"):
        filters.append(
            say("另有 {n:,} 个{unit}没有单位，未列", n=held.quiet, unit=held.grouping.chinese)
        )
    lines = (institution_group_line(asked, held, row) for row in held.rows.tolist())
    headings = group_columns(held.grouping, held.columns)
    return list_table(say("受援单位"), headings, lines, filters, institution_total(asked, held))


def institutions(asked: Asked) -> Table:
    chosen = institution_choice(asked)
    outside = (
        [say("不在任何{unit}", unit=chosen.outside.chinese)] if chosen.outside is not None else []
    )
    filters = [
        _day(asked),
        *_place(asked, chosen.within),
        *outside,
        *_words(say("类型"), chosen.kinds),
        *_words(say("结对"), chosen.states),
        *_sought(chosen.text),
    ]
    lines = map(institution_line(asked, most=None), institution_rows(asked, chosen).tolist())
    return list_table(say("受援单位名单"), INSTITUTIONS, lines, filters)


PARTICIPATIONS: Mapping[str, Taken] = {
    "/participation": districts,
    "/participation/list": participants,
    "/institutions": counties,
    "/institutions/list": institutions,
}


def _day(asked: Asked) -> str:
    return say("截至 {day}", day=asked.date)


def _place(asked: Asked, row: int | None) -> Iterator[str]:
    if row is not None:
        yield say("范围：{place}", place=asked.snapshot.parties.name(row))


def _words(what: str, words: tuple[Word, ...]) -> Iterator[str]:
    if words:
        yield say("{what}：{words}", what=what, words=joined(word.chinese for word in words))


def _sought(text: str) -> Iterator[str]:
    if text:
        yield say("查找“{text}”", text=text)
