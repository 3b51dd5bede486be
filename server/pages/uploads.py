"""Files handed in: the list of them with the form, and one with what the check found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from graph.errors import Fault
from graph.language import ENUMERATED, joined, say
from graph.registry.batches import undone_by
from graph.registry.grid import cell_of
from graph.registry.ledger_file import Correction
from graph.registry.subjects import SUBJECTS
from graph.registry.uploads import Upload, UploadState, find_upload, list_uploads
from graph.rights import may_handle
from graph.words import Cover
from server.notice_lines import alike
from server.pages.asked import Asked, Ref, Shown
from server.pages.change_words import acted, said_again, said_of
from server.pages.forms import Entry, Field, Kind, Sent, entries, faults
from server.pages.forms import Fault as FormFault
from server.pages.history import ACTIONS, moment
from server.pages.listing import SIZE, Listing, listing
from server.pages.unfinished import scope, sought_in
from server.pages.upload_line import LEDGERS, UploadLine, batch_ref, upload_lines

MOST_FAULTS = 200
"""Faults that are listed with a field each; the workbook of refused rows has them all."""
FIELDS = (
    Field("district", say("区"), hint=say("任务清单里没有“区”一列时，是哪个区的，如 大兴区")),
    Field("start", say("起始日期"), Kind.DAY, say("任务清单没有写起始日期时，从哪天起")),
)

Progress = Callable[[str], str | None]
"""What is being done with an upload now."""


@dataclass(frozen=True, slots=True)
class UploadsPage:
    ledgers: tuple[tuple[str, str], ...]
    chosen: str
    entries: tuple[Entry, ...]
    faults: tuple[FormFault, ...]
    lines: tuple[UploadLine, ...]
    total: int
    first: int
    last: int
    previous: str
    next: str
    scope: tuple[Ref, ...]


class Mistake(NamedTuple):
    """A fault as it is listed. `number` is its place in the report; `fixable` says that it is in a
    cell, which can be put right here."""

    number: int
    fault: Fault
    suggestions: tuple[str, ...]
    fixable: bool


class Change(NamedTuple):
    action: str
    what: str
    is_new: bool
    fields: tuple[tuple[str, str, str], ...]


class CoverChange(NamedTuple):
    cover: Cover
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One upload. `doing` is what is being done with it now, empty when nothing is. With `open` it
    may be handled here; `typed` is what was sent and refused, for `fault`."""

    upload: Upload
    ledger: str
    at: str
    action: str
    doing: str
    counts: tuple[int, int, int, int]
    good: int
    mistakes: tuple[Mistake, ...]
    number: int
    suggested: int
    fixable: int
    notices: tuple[tuple[str, ...], ...]
    noticed: int
    done: tuple[tuple[str, int], ...]
    changes: Listing[Change]
    number_of_changes: int
    covers: tuple[CoverChange, ...]
    day: str
    target: str
    corrections: tuple[tuple[int, Correction], ...]
    batch: Ref | None
    undone: Ref | None
    back: Ref
    open: bool
    typed: Mapping[str, str]
    fault: str


def uploads(asked: Asked, sent: Sent | None = None) -> Shown:
    sent = sent or Sent()
    values = sent.values or {"ledger": asked.text("ledger")}
    number = asked.page()
    assert asked.database is not None
    with asked.database.read() as connection:
        total, found = list_uploads(connection, (number - 1) * SIZE, SIZE, sought_in(asked))
        lines = upload_lines(asked, connection, found)
    first = (number - 1) * SIZE
    page = UploadsPage(
        tuple(LEDGERS.items()),
        values.get("ledger", ""),
        entries(asked, FIELDS, values, sent.problems),
        faults(FIELDS, sent.problems),
        lines,
        total,
        first + 1 if found else 0,
        first + len(found),
        asked.again(page=number - 1) if number > 1 else "",
        asked.again(page=number + 1) if first + len(found) < total else "",
        tuple(scope(asked)),
    )
    return Shown("uploads", say("导入台账"), page, status=sent.status)


def upload_of(asked: Asked) -> Upload:
    """The one that the address names; raises NotFound."""
    assert asked.database is not None
    with asked.database.read() as connection:
        return find_upload(connection, asked.key)


def undone_of(asked: Asked, upload: Upload) -> int | None:
    """The batch that took back what this upload had changed."""
    assert asked.database is not None
    if upload.batch_id is None:
        return None
    with asked.database.read() as connection:
        return undone_by(connection, [upload.batch_id]).get(upload.batch_id)


BEFORE_A_JOB = (UploadState.WAITING, UploadState.READY)
"""States that checking and taking change."""


def upload(asked: Asked, progress: Progress, sent: Sent | None = None) -> Shown:
    sent = sent or Sent()
    found = upload_of(asked)
    # Asked after the state was read: a job that ended between has written its state before.
    doing = progress(found.id)
    if doing is None and found.state in BEFORE_A_JOB:
        found = upload_of(asked)
    report = found.report or {}
    mistakes = _mistakes(report)
    new, changed, unchanged, refused = report.get("counts", (0, 0, 0, 0))
    changes = report.get("changes") or {"subjects": [], "lines": [], "total": 0}
    title = say("导入：{name}", name=found.name)
    page = UploadPage(
        upload=found,
        ledger=LEDGERS.get(found.ledger, found.ledger),
        at=moment(found.at),
        action=asked.urls.upload(found.id),
        doing=doing or "",
        counts=(new, changed, unchanged, refused),
        good=new + changed + unchanged,
        mistakes=mistakes[:MOST_FAULTS],
        number=len(mistakes),
        suggested=sum(len(each.suggestions) == 1 for each in mistakes if each.fixable),
        fixable=sum(each.fixable for each in mistakes),
        notices=alike(report.get("notices", ())),
        noticed=len(report.get("notices", ())),
        done=tuple(
            (acted(ACTIONS[action], SUBJECTS[subject]), number)
            for subject, action, number in changes["subjects"]
        ),
        changes=listing(
            asked, np.arange(len(changes["lines"])), lambda row: _change(changes["lines"][row])
        ),
        number_of_changes=changes["total"],
        covers=_covers(report),
        day=report.get("day", ""),
        target=said_again(report.get("target", "")),
        corrections=tuple(enumerate(found.options.corrections)),
        batch=batch_ref(asked, found.batch_id),
        undone=batch_ref(asked, undone_of(asked, found)),
        back=Ref(say("导入台账"), asked.urls.uploads()),
        # What was typed is not to be lost, even by who may not.
        open=may_handle(asked.actor, found.who) or bool(sent.values),
        typed=sent.values or {},
        fault=joined((problem.message for problem in sent.problems), say("；")),
    )
    crumbs = (page.back,)
    return Shown("upload", title, page, crumbs, sent.status)


def _mistakes(report: dict[str, Any]) -> tuple[Mistake, ...]:
    found = []
    for number, fields in enumerate(report.get("faults", ())):
        fault = fault_of(fields)
        found.append(
            Mistake(number, fault, suggestions_of(fault), cell_of(fault.place) is not None)
        )
    return tuple(found)


def fault_of(fields: Sequence[Any]) -> Fault:
    """A fault as a report holds it."""
    return Fault(*fields)


def suggestions_of(fault: Fault) -> tuple[str, ...]:
    return tuple(fault.suggestion.split(ENUMERATED)) if fault.suggestion else ()


def _change(line: list[Any]) -> Change:
    action, what, is_new, fields = line
    told = ((said_again(name), said_again(old), said_again(new)) for name, old, new in fields)
    return Change(said_again(action), said_of(what), is_new, tuple(told))


def _covers(report: dict[str, Any]) -> tuple[CoverChange, ...]:
    """Nothing when the coverage of that day stays as it is."""
    before, after = report.get("covers", ((), ()))
    if before == after:
        return ()
    pairs = zip(Cover, before, after, strict=True)
    return tuple(CoverChange(cover, one, other) for cover, one, other in pairs)
