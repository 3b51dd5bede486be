"""Files that were handed in on pages, and what came of them. They are not part of the ledger.

An upload waits to be checked; what the check found stays with it until somebody takes it or throws
it away: whoever handed it in, or the city. Its rows have no audit: what an upload changes in the
ledger has, in its batch.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from graph.days import parse_day
from graph.errors import NotFound
from graph.kept_sentences import kept, said_from
from graph.language import say
from graph.registry.database import Database
from graph.registry.importing import Given
from graph.registry.ledger_file import Correction
from graph.registry.tables import batch, upload
from graph.rights import Actor, Forbidden, may_handle
from graph.words import Word

KEPT_DAYS = 90
"""Uploads that nobody touched for so long are thrown away; batches stay for ever."""
NOBODY = ""
"""Whom the audit would name, if uploads had one."""
SENTENCES = ("faults", "notices")
"""What of a report is sentences, which are told in the language of who reads."""


class UploadState(Word):
    """How far an upload has got."""

    WAITING = 0, say("检查中")
    READY = 1, say("可以导入")
    REFUSED = 2, say("有错误")
    TAKEN = 3, say("已导入")
    FAILED = 4, say("没有查完")


UNFINISHED = (UploadState.READY, UploadState.REFUSED, UploadState.FAILED)
"""What somebody still has to look at: to take, to put right or to throw away."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which uploads a list holds. `who` handed them in, `text` stands in the name of the file."""

    unfinished: bool = False
    who: str | None = None
    text: str = ""


ALL = Sought()


@dataclass(frozen=True, slots=True)
class Options:
    """What was said beside the file, and what was decided since."""

    district: str = ""
    start: str = ""
    good_rows: bool = False
    corrections: tuple[Correction, ...] = ()

    @property
    def given(self) -> Given:
        return Given(self.district or None, parse_day(self.start) if self.start else None)


@dataclass(frozen=True, slots=True)
class Upload:
    """`at` is UTC in ISO 8601; `report` is what the check told, None before it did."""

    id: str
    at: str
    who: str
    ledger: str
    name: str
    options: Options
    state: UploadState
    report: dict[str, Any] | None
    batch_id: int | None


def add_upload(
    database: Database, who: str, ledger: str, file: tuple[str, bytes], options: Options
) -> str:
    """Keeps a file, given as its name and content; returns the upload's id."""
    name, content = file
    fields = {
        "id": secrets.token_urlsafe(12),
        "at": _now(),
        "who": who,
        "ledger": ledger,
        "name": name,
        "content": content,
        "options": _written(options),
        "state": UploadState.WAITING.text,
    }
    with database.write(NOBODY) as recorder:
        long_ago = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        recorder.connection.execute(delete(upload).where(upload.c.at < long_ago))
        recorder.connection.execute(insert(upload), fields)
    return str(fields["id"])


def find_upload(connection: Connection, upload_id: str) -> Upload:
    """Raises NotFound."""
    row = connection.execute(_told().where(upload.c.id == upload_id)).first()
    if row is None:
        raise NotFound(
            say(
                "没有编号为“{upload_id}”的导入：可能已经删除，或超过 {kept_days} 天",
                upload_id=upload_id[:40],
                kept_days=KEPT_DAYS,
            )
        )
    return _upload(row)


def list_uploads(
    connection: Connection, first: int, size: int, sought: Sought = ALL
) -> tuple[int, Sequence[Upload]]:
    """How many there are, and `size` of them from the one numbered `first` on, newest first."""
    chosen = and_(true(), *_conditions(sought))
    total = connection.scalar(select(func.count()).select_from(upload).where(chosen)) or 0
    newest = _told().where(chosen).order_by(upload.c.at.desc(), upload.c.id)
    page = newest.offset(first).limit(size)
    return total, [_upload(row) for row in connection.execute(page)]


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.unfinished:
        yield upload.c.state.in_([state.text for state in UNFINISHED])
    if sought.who is not None:
        yield upload.c.who == sought.who
    if sought.text:
        yield upload.c.name.icontains(sought.text, autoescape=True)


def upload_content(connection: Connection, upload_id: str) -> bytes:
    """The file. Raises NotFound."""
    find_upload(connection, upload_id)
    content = select(upload.c.content).where(upload.c.id == upload_id)
    return bytes(connection.execute(content).scalar_one())


def check_may_handle(actor: Actor, one: Upload) -> None:
    """Raises Forbidden, naming who may."""
    if not may_handle(actor, one.who):
        raise Forbidden(
            say(
                "“{name}”是 {who} 交来的，{described}不能处理；请由交来的人或市级账号来处理",
                name=one.name,
                who=one.who,
                described=actor.described,
            )
        )


def reopen_upload(database: Database, actor: Actor, upload_id: str, options: Options) -> None:
    """It is to be checked anew, with these options. Raises NotFound, Forbidden."""
    fields = {"options": _written(options), "state": UploadState.WAITING.text, "report": None}
    _change(database, upload_id, {**fields, "batch_id": None}, actor)


def close_upload(
    database: Database,
    upload_id: str,
    state: UploadState,
    report: dict[str, Any],
    batch_id: int | None = None,
) -> None:
    """What came of checking or taking it."""
    sentences = {name: kept(report[name]) for name in SENTENCES if name in report}
    told = json.dumps({**report, **sentences}, ensure_ascii=False)
    fields = {"state": state.text, "report": told, "batch_id": batch_id}
    _change(database, upload_id, fields)


def drop_upload(database: Database, actor: Actor, upload_id: str) -> None:
    """Throws it away; what it changed in the ledger stays. Raises NotFound, Forbidden."""
    with database.write(NOBODY) as recorder:
        check_may_handle(actor, find_upload(recorder.connection, upload_id))
        recorder.connection.execute(delete(upload).where(upload.c.id == upload_id))


def _change(
    database: Database, upload_id: str, fields: dict[str, Any], actor: Actor | None = None
) -> None:
    """One that was taken stays so, with its batch, until that is undone: two may have pressed the
    button at once. An `actor` must be one who may."""
    undone = upload.c.batch_id.in_(select(batch.c.undoes_id))
    open_now = or_(upload.c.state != UploadState.TAKEN.text, undone)
    changed = update(upload).where(upload.c.id == upload_id, open_now)
    with database.write(NOBODY) as recorder:
        if actor is not None:
            check_may_handle(actor, find_upload(recorder.connection, upload_id))
        recorder.connection.execute(changed.values(**fields))


def _told() -> Any:
    """All but the content, which may be large."""
    return select(*(column for column in upload.c if column.name != "content"))


def _upload(row: Row[Any]) -> Upload:
    options = json.loads(row.options)
    corrections = tuple(Correction(**one) for one in options.pop("corrections"))
    return Upload(
        *(row.id, row.at, row.who, row.ledger, row.name),
        Options(**options, corrections=corrections),
        UploadState.named(row.state),
        None if row.report is None else _report(row.report),
        row.batch_id,
    )


def _report(text: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(text)
    return {**report, **{each: said_from(report[each]) for each in SENTENCES if each in report}}


def _written(options: Options) -> str:
    return json.dumps(asdict(options), ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
