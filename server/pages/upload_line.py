"""Files handed in as lines of a list: what came of each, in a few words."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from graph.language import say
from graph.registry.batches import undone_by
from graph.registry.importing import FORMS
from graph.registry.uploads import Upload, UploadState
from server.pages.asked import Asked, Ref
from server.pages.history import moment

LEDGERS = {name: form.name for name, form in FORMS.items()}


class UploadLine(NamedTuple):
    """`undone` leads to the batch that took back what the upload had changed."""

    name: Ref
    ledger: str
    at: str
    who: str
    state: UploadState
    result: str
    batch: Ref | None
    undone: Ref | None

    @property
    def stands(self) -> str:
        """How it stands now, in a word."""
        return say("已撤销") if self.undone else self.state.chinese


def upload_lines(
    asked: Asked, connection: Connection, uploads: Sequence[Upload]
) -> tuple[UploadLine, ...]:
    undone = undone_by(connection, [one.batch_id for one in uploads if one.batch_id is not None])
    return tuple(_line(asked, one, undone.get(one.batch_id or 0)) for one in uploads)


def _line(asked: Asked, upload: Upload, undone: int | None) -> UploadLine:
    return UploadLine(
        Ref(upload.name, asked.urls.upload(upload.id)),
        LEDGERS.get(upload.ledger, upload.ledger),
        moment(upload.at),
        upload.who,
        upload.state,
        _result(upload),
        batch_ref(asked, upload.batch_id),
        batch_ref(asked, undone),
    )


def batch_ref(asked: Asked, batch_id: int | None) -> Ref | None:
    if batch_id is None:
        return None
    return Ref(say("第 {number} 批", number=batch_id), asked.urls.batch(batch_id))


def _result(upload: Upload) -> str:
    """What came of it, in a few words."""
    if upload.report is None:
        return ""
    if upload.state in (UploadState.REFUSED, UploadState.FAILED):
        return say("{n:,} 处错误", n=len(upload.report["faults"]))
    new, changed, unchanged, refused = upload.report["counts"]
    taken = say(
        "新增 {new:,}，改动 {changed:,}，不变 {unchanged:,}",
        new=new,
        changed=changed,
        unchanged=unchanged,
    )
    return say("{taken}，未收 {refused:,}", taken=taken, refused=refused) if refused else taken
