"""One suggestion: what it says, what it would change, and the decision on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import DatabaseProblem, NotFound, Problem, Rejected
from graph.language import joined, say
from graph.network.trial import Tried, with_suggestion
from graph.registry.batches import find_batch
from graph.registry.database import Command, Database
from graph.registry.suggesting import accept, decline
from graph.registry.suggestions import Suggestion, find_suggestion
from graph.rights import Forbidden, Who
from server.notices import Notice, Written
from server.pages.asked import Asked, Ref, Shown
from server.pages.forms import Entry, Fault, Field, Sent, Typed, entries, faults
from server.pages.history import ChangeLine, change_lines
from server.pages.suggestion_line import SuggestionLine, county_row, suggestion_line
from server.pages.undo import CoverLine, cover_lines

MOST_CHANGES = 100
REASON = Field("reason", say("为什么不采纳"), hint=say("提建议的县会看到"), required=True)
ACCEPT, DECLINE = "accept", "decline"


@dataclass(frozen=True, slots=True)
class Preview:
    """The first of `total` changes that accepting makes, and what becomes of the cover, which a
    name leaves as it is; or `why` it cannot be accepted now."""

    total: int = 0
    changes: tuple[ChangeLine, ...] = ()
    covers: tuple[CoverLine, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """`preview` and `reason` are there for who may decide it, while it waits."""

    about: SuggestionLine
    undone: Ref | None
    action: str
    preview: Preview | None
    reason: Entry
    faults: tuple[Fault, ...]


class DecisionForm:
    def show(self, asked: Asked, sent: Sent) -> Shown:
        one, undone = _read(asked)
        preview = _preview(asked, one) if one.is_open and _may_decide(asked, one) else None
        line = suggestion_line(asked, one)
        page = SuggestionPage(
            line,
            undone,
            asked.urls.suggestion(one.id),
            preview,
            entries(asked, (REASON,), sent.values or {}, sent.problems)[0],
            faults((REASON,), sent.problems),
        )
        crumbs = (Ref(say("受援县的建议"), asked.urls.suggestions()),)
        title = say(
            "第 {number} 条建议：{subject:.40}{what:.60}",
            number=one.id,
            subject=line.subject.text,
            what=line.what,
        )
        return Shown("suggestion", title, page, crumbs, _status(sent))

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        number = _number(asked)
        if typed.values.get("step") == ACCEPT:
            return lambda database, _: str(accept(database, asked.actor, number))
        reason = typed.needed_text(REASON.name, say("请写明为什么不采纳"))
        typed.refuse()

        def run(database: Database, _: Who) -> str:
            decline(database, asked.actor, number, reason)
            return ""

        return run

    def written(self, asked: Asked, _: Typed, result: str) -> Written:
        """`result` is the batch; empty when it was declined."""
        here = asked.urls.suggestion(_number(asked))
        if not result:
            return Written(here, Notice(say("没有采纳，理由已写明；台账不变。")))
        text, link = say("已采纳，写入了台账。"), say("看这一批，可以撤销")
        return Written(here, Notice(text, asked.urls.batch(int(result)), link))


def _number(asked: Asked) -> int:
    """Raises NotFound."""
    if not (asked.key.isascii() and asked.key.isdigit()):
        raise NotFound(say("没有第“{key}”条建议", key=asked.key[:20]))
    return int(asked.key[:12])


def _read(asked: Asked) -> tuple[Suggestion, Ref | None]:
    """The suggestion, and the batch that took back what accepting it did. Raises NotFound."""
    assert asked.database is not None
    with asked.database.read() as connection:
        one = find_suggestion(connection, _number(asked))
        undone = None if one.batch_id is None else find_batch(connection, one.batch_id).undone_by
    if undone is None:
        return one, None
    return one, Ref(say("第 {number} 批", number=undone), asked.urls.batch(undone))


def _may_decide(asked: Asked, one: Suggestion) -> bool:
    row = county_row(asked, one.county_id)
    return row is not None and asked.may_name(row)


def _preview(asked: Asked, one: Suggestion) -> Preview:
    try:
        tried = _tried(asked, one.id)
    except Rejected as error:
        return Preview(why=joined((one.message for one in error.problems), say("；")))
    except Forbidden as error:
        return Preview(why=str(error))
    except DatabaseProblem:
        return Preview(why=say("别人正在写台账，看不了会改什么；请稍后再打开这一页"))
    lines = change_lines(asked, tried.history)
    covers = () if tried.snapshot is None else cover_lines(asked, tried.snapshot)
    return Preview(tried.history.total, lines, covers)


def _tried(asked: Asked, number: int) -> Tried:
    assert asked.database is not None
    return with_suggestion(asked.database, asked.actor, number, MOST_CHANGES, asked.snapshot)


def _status(sent: Sent) -> int:
    """What keeps it from being accepted, or decided at all, has happened since it was looked at."""
    late = _is_late(sent.problems, (sent.values or {}).get("step", ""))
    return 409 if late and sent.status == 422 else sent.status


def _is_late(problems: Sequence[Problem], step: str) -> bool:
    return step == ACCEPT or any(problem.code == "DECIDED" for problem in problems)
