"""What needs doing: each task with how often, and one link to where it is done. A task is of the
whole ledger, or of one district or county: that of who asks comes first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.analysis.cover_counts import Slice
from graph.analysis.coverage import runs, span, supported, village_cover
from graph.analysis.pairings import find_pairings
from graph.analysis.quality import CHECKS, find_check, findings
from graph.analysis.quality_ends import SOON
from graph.analysis.quality_pairings import LONG
from graph.language import say
from graph.words import Cover, Stage
from server.list_queries import PairingQuery, VillageQuery
from server.pages.asked import Asked
from server.pages.counted import Figure
from server.pages.proposal_task import proposal_task
from server.pages.suggestions import unanswered, waiting
from server.pages.task import Task
from server.pages.unfinished import unfinished

NOBODY = (Cover.TOWNSHIP_ONLY, Cover.COUNTY_ONLY, Cover.NONE)
"""Covers of villages with which nobody has promised a pairing."""

CHECKED = {
    "ended-alone": (say("条结对关系到期了，没有承接"), say("受援方现在没有别的结对关系"), True),
    "ending-soon": (
        say("条结对关系 {n} 天内到期", n=SOON),
        say("续下去、移交，还是到期就结束"),
        False,
    ),
    "long-negotiating": (say("条结对关系协商满 {n} 天", n=LONG), say("谈不成的，可以取消"), False),
}
"""Checks of the data-quality board that are tasks of their own: what, why, and is it urgent?"""


class TaskList(NamedTuple):
    """`whole` says that it is of the whole ledger."""

    title: str
    whole: bool
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose tasks: of a donor district, of a recipient county, or of all for neither. Each list
    that a task leads to is narrowed by `villages`, `pairings` or `within`."""

    asked: Asked
    row: int | None = None

    @property
    def is_district(self) -> bool:
        return self.row is not None and self.asked.snapshot.parties.is_donor(self.row)

    @property
    def key(self) -> str:
        return "" if self.row is None else self.asked.snapshot.parties.key(self.row)

    @property
    def villages(self) -> VillageQuery:
        """A district's are those of the counties and townships that it supports itself."""
        return {"district": self.key} if self.is_district else {"within": self.key}

    @property
    def pairings(self) -> PairingQuery:
        return {"donor_within": self.key} if self.is_district else {"within": self.key}

    @property
    def slices(self) -> Sequence[Slice]:
        """The rows in which its villages lie."""
        snapshot, row = self.asked.snapshot, self.row
        if row is None or not self.is_district:
            return [span(snapshot, row)]
        return runs(snapshot, supported(snapshot, self.asked.view.day, row))


def task_lists(asked: Asked) -> tuple[TaskList, ...]:
    """The reader's own district or county first, then all; lists without a task too."""
    whole = TaskList(say("全部"), True, tuple(_tasks(Scope(asked))))
    row = own_row(asked)
    if row is None:
        return (whole,)
    name = asked.snapshot.parties.name(row)[:20]
    return (TaskList(name, False, tuple(_tasks(Scope(asked, row)))), whole)


def own_row(asked: Asked) -> int | None:
    """The row of the reader's own district or county, if there is one in the ledger."""
    id_, row_of = asked.actor.division_id, asked.snapshot.parties.row_of_id.at
    if id_ is None or id_ >= len(row_of) or row_of[id_] < 0:
        return None
    return int(row_of[id_])


def _tasks(scope: Scope) -> Iterator[Task]:
    every = [
        nobody(scope),
        *(found(scope, code) for code in CHECKED),
        *_villages(scope),
        *_pairings(scope),
        *_desk(scope),
        *proposal_task(scope.asked, scope.key, district=scope.is_district),
        _checks(scope),
    ]
    return (task for task in every if task.figure.number)


def nobody(scope: Scope) -> Task:
    asked = scope.asked
    whole = village_cover(asked.snapshot, asked.view).count(scope.slices)
    address = asked.urls.to(
        "/uncovered", {**scope.villages, "cover": [each.text for each in NOBODY]}
    )
    number = sum(whole.of(cover) for cover in NOBODY)
    return Task(
        Figure(number, address),
        say("个{target}还没有村级支援方", target=asked.targets(number)),
        say("村一级既没有签订，也没有列入任务"),
        urgent=True,
    )


def found(scope: Scope, code: str) -> Task:
    """What one of CHECKED finds."""
    asked = scope.asked
    number = len(findings(asked.snapshot, asked.view, find_check(code), scope.row))
    return Task(Figure(number, asked.urls.findings(code, scope.key)), *CHECKED[code])


def unnamed(scope: Scope) -> Task:
    asked = scope.asked
    rows = village_cover(asked.snapshot, asked.view).rows.array
    bounds = np.searchsorted(rows, np.array(scope.slices, dtype=np.int64).reshape(-1, 2))
    named = asked.snapshot.parties.named.array
    number = sum(int((named[rows[low:high]] == 0).sum()) for low, high in bounds.tolist())
    return Task(
        Figure(number, asked.urls.to("/villages", {**scope.villages, "unnamed": True})),
        say("个{target}待定名", target=asked.targets(number)),
        say("来源只写了个数，没有写村名"),
    )


def _villages(scope: Scope) -> Iterator[Task]:
    asked = scope.asked
    whole = village_cover(asked.snapshot, asked.view).count(scope.slices)
    planned = asked.urls.to("/uncovered", {**scope.villages, "cover": [Cover.PLANNED.text]})
    yield Task(
        Figure(whole.planned, planned),
        say("个{target}已列任务，还没有签订", target=asked.targets(whole.planned)),
        say("签订之后才算已结对"),
    )
    yield unnamed(scope)
    yield Task(
        Figure(whole.sole_donor, asked.urls.to("/villages", {**scope.villages, "sole": True})),
        say("个{target}只有一个支援方", target=asked.targets(whole.sole_donor)),
        say("它一旦退出，村就没有支援方了"),
    )


def _pairings(scope: Scope) -> Iterator[Task]:
    asked, held = scope.asked, scope.asked.snapshot.pairings
    donors, recipients = (scope.row, None) if scope.is_district else (None, scope.row)
    rows = find_pairings(asked.snapshot, recipients, donors, day=asked.view.day)
    negotiating = int((held.stage.array[rows] == Stage.NEGOTIATING).sum())
    talks = int(held.negotiating_villages.array[rows].sum())
    stage = [Stage.NEGOTIATING.text]
    yield Task(
        Figure(negotiating, asked.urls.to("/pairings", {**scope.pairings, "stage": stage})),
        say("条结对关系协商中"),
        say("双方还没有定下来"),
    )
    yield Task(
        Figure(talks, asked.urls.to("/pairings", {**scope.pairings, "talks": True})),
        say("个乡镇级结对的村级结对还在协商"),
        say("哪些村结对还没有列出"),
    )


def _desk(scope: Scope) -> Iterator[Task]:
    """What waits for the reader himself: it stands in the first list alone."""
    asked = scope.asked
    if scope.row != own_row(asked):
        return
    yield Task(waiting(asked), say("条受援县的建议待处理"), say("采纳以后才写入台账"))
    yield Task(unanswered(asked), say("条本县的建议还没有答复"), say("由市级或支援本县的区来处理"))
    yield Task(
        unfinished(asked),
        say("份交来的文件还没有导入"),
        say("有错误的，改好再交；没有错误的，看过就可以导入；不要的，删除"),
    )


def _checks(scope: Scope) -> Task:
    asked = scope.asked
    number = sum(
        len(findings(asked.snapshot, asked.view, check, scope.row)) > 0 for check in CHECKS
    )
    address = asked.urls.quality(scope.key)
    return Task(
        Figure(number, address),
        say("项数据质量检查有发现"),
        say("共 {n} 项，每项列出要改的行和到哪里去改", n=len(CHECKS)),
        listed=False,
    )
