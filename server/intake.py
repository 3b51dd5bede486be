"""Checking and taking uploads: one after the other, in a thread of its own.

Whoever handed a file in may leave; what came of it waits with the upload. How far a job has got is
known only while it runs, and only here: a server that was stopped meanwhile left it unchecked.
"""

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock
from time import monotonic
from typing import Any

from graph.errors import Fault, JieduiError, Refused
from graph.language import say
from graph.registry.apart import read_apart
from graph.registry.importing import Handed, Order, import_file
from graph.registry.ledger_file import LedgerFile, read_file
from graph.registry.report import Progress, Report
from graph.registry.subjects import SUBJECTS
from graph.registry.uploads import (
    Upload,
    UploadState,
    close_upload,
    find_upload,
    upload_content,
)
from graph.rights import Actor, may_handle
from server.ledger import Ledger
from server.pages.asked import Asked
from server.pages.preview import preview

log = logging.getLogger(__name__)

MOST_SECONDS = 300
"""How long one job may go over rows and write: who else writes waits for it."""
READING = say("读文件")
SOURCES = say("来源")
UNEXPECTED = say("出了意外，未作任何改动；详情在服务器的日志里")


class _Stopped(Exception):
    """Ends a job where it stands, since the server stops; nothing of it is written."""


class Intake:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="jiedui-intake")
        self._lock = Lock()
        self._doing: dict[str, str] = {}
        self._jobs: Counter[str] = Counter()
        self._told: set[str] = set()
        """What was done with these is known already: more may be asked of them."""
        self._closing = Event()

    def progress(self, upload_id: str) -> str | None:
        """What is being done with an upload now; None when nothing is."""
        with self._lock:
            return self._doing.get(upload_id)

    def check(self, upload_id: str, asked: Asked) -> None:
        """Tries the import and keeps what it would do, seen from the day that `asked` names."""
        self._begin(upload_id, lambda upload: self._check(upload, asked))

    def take(self, upload_id: str, actor: Actor) -> None:
        """Imports what the check showed as this actor, or keeps why not."""
        self._begin(upload_id, lambda upload: self._take(upload, actor))

    def close(self) -> None:
        """Leaves what is being done unwritten, and begins nothing that waits."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def wait(self) -> None:
        """Until all that was begun so far is done."""
        self._pool.submit(lambda: None).result()

    def _begin(self, upload_id: str, work: Callable[[Upload], None]) -> None:
        with self._lock:
            if upload_id in self._doing and upload_id not in self._told:
                return
            self._told.discard(upload_id)
            self._jobs[upload_id] += 1
            ahead = len(self._doing)
            self._doing[upload_id] = say("等前面 {n} 份", n=ahead) if ahead else READING
        self._pool.submit(self._work, upload_id, work)

    def _work(self, upload_id: str, work: Callable[[Upload], None]) -> None:
        self._say(upload_id, READING)
        try:
            with self._ledger.database.read() as connection:
                upload = find_upload(connection, upload_id)
            work(upload)
        except _Stopped:
            log.info("upload %s was left where it stood", upload_id)
        # Whatever it is, the page has to say that it was not done; the log says the rest.
        except Exception as error:
            log.exception("upload %s", upload_id)
            self._fail(upload_id, error)
        finally:
            self._leave(upload_id)

    def _leave(self, upload_id: str) -> None:
        with self._lock:
            self._jobs[upload_id] -= 1
            if not self._jobs[upload_id]:
                del self._jobs[upload_id], self._doing[upload_id]
                self._told.discard(upload_id)

    def _close(
        self, upload_id: str, state: UploadState, told: dict[str, Any], batch: int | None = None
    ) -> None:
        """Keeps what a job came to. Whoever reads it may ask for more at once."""
        with self._lock:
            self._told.add(upload_id)
        close_upload(self._ledger.database, upload_id, state, told, batch)

    def _fail(self, upload_id: str, error: Exception) -> None:
        known = isinstance(error, JieduiError)
        message = str(error) if known else UNEXPECTED
        try:
            told = {"faults": [list(astuple(Fault("", message)))]}
            self._close(upload_id, UploadState.FAILED, told)
        except Exception:
            log.exception("upload %s could not be closed", upload_id)

    def _say(self, upload_id: str, what: str) -> None:
        with self._lock:
            self._doing[upload_id] = what

    def _check(self, upload: Upload, asked: Asked) -> None:
        shown: dict[str, Any] = {}
        order = self._order(upload, asked.actor)
        order = replace(
            order, dry_run=True, look=lambda recorder: shown.update(preview(asked, recorder))
        )
        report = self._import(upload, order)
        state = UploadState.READY if report.taken else UploadState.REFUSED
        self._close(upload.id, state, {**_told(report), **shown})

    def _take(self, upload: Upload, actor: Actor) -> None:
        if upload.state is not UploadState.READY or upload.report is None:
            return
        if not may_handle(actor, upload.who):
            return
        expected = str(upload.report["digest"])
        report = self._import(upload, replace(self._order(upload, actor), expected=expected))
        state = UploadState.TAKEN if report.taken else UploadState.REFUSED
        self._ledger.show()
        told = {**upload.report, **_told(report)}
        self._close(upload.id, state, told, report.batch_id)

    def _order(self, upload: Upload, actor: Actor) -> Order:
        return Order(
            actor,
            progress=self._ticker(upload),
            good_rows=upload.options.good_rows,
        )

    def _ticker(self, upload: Upload) -> Progress:
        """Says how far a job has got, and ends it when it may not go on."""
        end = monotonic() + MOST_SECONDS

        def tick(what: str, rows: int) -> None:
            if self._closing.is_set():
                raise _Stopped
            if monotonic() > end:
                message = say(
                    "处理了 {n} 分钟还没有完，未作任何改动；请拆成几份再导入", n=MOST_SECONDS // 60
                )
                raise Refused([Fault(upload.name, message)])
            self._say(upload.id, _progress(what, rows))

        return tick

    def _import(self, upload: Upload, order: Order) -> Report:
        try:
            file = self.file(upload).corrected(upload.options.corrections)
        except Refused as refused:
            return Report(faults=refused.faults)
        handed = Handed(upload.ledger, file, upload.options.given)
        return import_file(self._ledger.database, handed, order)

    def file(self, upload: Upload) -> LedgerFile:
        """The file as it was handed in. Raises Refused."""
        with self._ledger.database.read() as connection:
            content = upload_content(connection, upload.id)
        with TemporaryDirectory(prefix="jiedui-") as folder:
            path = Path(folder) / upload.name
            path.write_bytes(content)
            return read_file(path, read_apart)


def _progress(what: str, rows: int) -> str:
    if rows:
        return say("核对 {what}：{rows:,} 行", what=what, rows=rows)
    return say("写入{what}", what=SUBJECTS.get(what, SOURCES))


def _told(report: Report) -> dict[str, Any]:
    return {
        "counts": [report.new, report.changed, report.unchanged, report.refused],
        "faults": [list(astuple(fault)) for fault in report.faults],
        "notices": report.notices,
        "left_out": sorted(report.left_out),
        "digest": report.digest,
    }
