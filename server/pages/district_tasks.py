"""What needs doing, district by district, for who looks after all of them."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.quality_ends import SOON
from graph.language import say
from server.pages.asked import Asked, Ref
from server.pages.counted import Figure
from server.pages.districts import district_rows
from server.pages.once import once
from server.pages.tasks import CHECKED, Scope, found, nobody, unnamed

HEADINGS = (
    say("没有村级支援方"),
    say("到期没有承接"),
    say("{n} 天内到期", n=SOON),
    say("协商过久"),
    say("待定名"),
)
"""The columns of the table; the first and the last count villages, the others pairings."""


class DistrictTasks(NamedTuple):
    """A donor district, and how often each of HEADINGS."""

    name: Ref
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class TaskTable:
    """`calm` districts have nothing of all this to do; they are no rows."""

    headings: tuple[str, ...]
    lines: tuple[DistrictTasks, ...]
    calm: int


def task_table(asked: Asked) -> TaskTable | None:
    """None for who is of one district or county, and has a list of its own."""
    if asked.actor.division_id is not None:
        return None
    return once(asked, task_table, lambda: _table(asked))


def _table(asked: Asked) -> TaskTable:
    rows = district_rows(asked)
    lines = [_line(asked, row) for row in rows]
    busy = tuple(line for line in lines if any(figure.number for figure in line.figures))
    return TaskTable(HEADINGS, busy, len(rows) - len(busy))


def _line(asked: Asked, row: int) -> DistrictTasks:
    scope = Scope(asked, row)
    figures = (
        nobody(scope).figure,
        *(found(scope, code).figure for code in CHECKED),
        unnamed(scope).figure,
    )
    return DistrictTasks(asked.ref(row)._replace(href=asked.urls.district(scope.key)), figures)
