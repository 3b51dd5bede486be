"""Routes of the pages that import ledgers: handing a file in, looking at what it would do, taking
it or throwing it away."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph.errors import NotFound, Rejected
from graph.export.refused import refused_sheets
from graph.language import say
from graph.registry.grid import cell_of
from graph.registry.importing import FORMS
from graph.registry.ledger_file import Correction
from graph.registry.uploads import (
    Options,
    Upload,
    UploadState,
    add_upload,
    check_may_handle,
    drop_upload,
    reopen_upload,
    upload_content,
)
from graph.rights import Forbidden
from server.desk import Desk
from server.downloads import attached
from server.handed_in import LARGEST_FILE, file_sent, too_large
from server.intake import Intake
from server.ledger import Ledger
from server.notices import Notice, Written
from server.pages import uploads
from server.pages.asked import Asked
from server.pages.forms import Sent, Typed
from server.pages.refusals import reasons
from server.refused_workbook import refused_workbook
from server.writing import sent_values

MOST_READ = 256 * 2**20
"""Bytes that are read of a file that is too large, so that the browser hears the answer."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_routes(desk: Desk, ledger: Ledger, intake: Intake) -> list[BaseRoute]:
    pages = _Pages(desk, ledger, intake)
    roomy = [Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_READ)]
    return [
        Route("/imports", pages.list, methods=["GET"]),
        Route("/imports", pages.hand_in, methods=["POST"], middleware=roomy),
        Route("/imports/{key}", pages.one, methods=["GET"]),
        Route("/imports/{key}", pages.decide, methods=["POST"]),
        Route("/imports/{key}/refused.xlsx", pages.refused, methods=["GET"]),
        Route("/imports/{key}/file", pages.file, methods=["GET"]),
    ]


class _Pages:
    def __init__(self, desk: Desk, ledger: Ledger, intake: Intake) -> None:
        self._desk = desk
        self._ledger = ledger
        self._intake = intake

    async def list(self, request: Request) -> Response:
        asked = self._desk.asked(request)
        return self._desk.respond(request, asked, await run_in_threadpool(uploads.uploads, asked))

    async def hand_in(self, request: Request) -> Response:
        asked = self._desk.asked(request)
        values: Mapping[str, str] = {}
        try:
            if _length(request) > LARGEST_FILE + 2**16:
                await _read_off(request)
                raise too_large()
            async with request.form(max_files=1, max_fields=20) as form:
                values = {
                    name: value for name, value in form.multi_items() if isinstance(value, str)
                }
                file = await file_sent(form.get("file"))
            ledger, options = _options(asked, values)
        except Rejected as error:
            shown = await run_in_threadpool(
                uploads.uploads, asked, Sent(values, tuple(error.problems))
            )
            return self._desk.respond(request, asked, shown)
        upload_id = await run_in_threadpool(
            add_upload, self._ledger.database, asked.actor.name, ledger, file, options
        )
        self._intake.check(upload_id, asked)
        return RedirectResponse(asked.urls.upload(upload_id), status_code=303)

    async def one(self, request: Request) -> Response:
        asked = self._desk.asked(request)
        shown = await run_in_threadpool(uploads.upload, asked, self._intake.progress)
        return self._desk.respond(request, asked, shown)

    async def decide(self, request: Request) -> Response:
        asked = self._desk.asked(request)
        upload = await run_in_threadpool(uploads.upload_of, asked)
        values = await sent_values(request)
        try:
            check_may_handle(asked.actor, upload)
        except Forbidden as error:
            sent = Sent(values, reasons(error))
            shown = await run_in_threadpool(uploads.upload, asked, self._intake.progress, sent)
            return self._desk.respond(request, asked, shown)
        here = asked.urls.upload(upload.id)
        if self._intake.progress(upload.id) is not None:
            return self._desk.lead_on(Written(here, Notice(say("还在处理，请等它结束。"))))
        database = self._ledger.database
        match values.get("step"):
            case "take" if upload.state is UploadState.READY:
                self._intake.take(upload.id, asked.actor)
            case "drop":
                await run_in_threadpool(drop_upload, database, asked.actor, upload.id)
                text = say("已删除“{name}”这次上传；台账不受影响。", name=upload.name)
                return self._desk.lead_on(Written(asked.urls.uploads(), Notice(text)))
            case "check" | "accept" | "good" | "all" if await self._is_open(asked, upload):
                options = _decided(upload, values)
                await run_in_threadpool(reopen_upload, database, asked.actor, upload.id, options)
                self._intake.check(upload.id, asked)
            case _:
                return self._desk.lead_on(
                    Written(here, Notice(say("这次上传已不能这样处理，下面是它现在的样子。")))
                )
        return RedirectResponse(here, status_code=303)

    async def _is_open(self, asked: Asked, upload: Upload) -> bool:
        """What was taken, and taken back since, may be taken again."""
        if upload.state is not UploadState.TAKEN:
            return True
        return await run_in_threadpool(uploads.undone_of, asked, upload) is not None

    async def refused(self, request: Request) -> Response:
        """The rows that were not taken, with what is wrong beside the cells."""
        upload = await run_in_threadpool(uploads.upload_of, self._desk.asked(request))
        content = await run_in_threadpool(self._refused, upload)
        name = f"{PurePath(upload.name).stem}-未收的行.xlsx"
        return Response(content, media_type=XLSX, headers=attached(name))

    def _refused(self, upload: Upload) -> bytes:
        report = upload.report or {}
        if not report.get("left_out"):
            raise NotFound(say("“{name}”没有被拒的行", name=upload.name))
        faults = [uploads.fault_of(fields) for fields in report.get("faults", ())]
        file = self._intake.file(upload).corrected(upload.options.corrections)
        left_out = set(report["left_out"])
        return refused_workbook(refused_sheets(file, FORMS[upload.ledger], left_out, faults))

    async def file(self, request: Request) -> Response:
        """What was handed in, as it was; a browser saves it and opens nothing."""
        upload = await run_in_threadpool(uploads.upload_of, self._desk.asked(request))
        content = await run_in_threadpool(self._content, upload)
        return Response(
            content, media_type="application/octet-stream", headers=attached(upload.name)
        )

    def _content(self, upload: Upload) -> bytes:
        with self._ledger.database.read() as connection:
            return upload_content(connection, upload.id)


def _length(request: Request) -> int:
    written = request.headers.get("content-length", "")
    return int(written) if written.isascii() and written.isdigit() else 0


async def _read_off(request: Request) -> None:
    async for _ in request.stream():
        pass


def _options(asked: Asked, values: Mapping[str, str]) -> tuple[str, Options]:
    """Raises Rejected."""
    typed, ledger = Typed(asked, values), values.get("ledger", "")
    if ledger not in FORMS:
        typed.problem("ledger", "MISSING", say("请选是哪一种台账"))
    district, start = typed.text("district"), typed.day("start")
    typed.refuse()
    return ledger, Options(district or "", str(start) if start else "")


def _decided(upload: Upload, values: Mapping[str, str]) -> Options:
    """The options with what was decided now: cells put right, put back, good rows alone or not."""
    step, options = values["step"], upload.options
    if step in ("good", "all"):
        return replace(options, good_rows=step == "good")
    report: Mapping[str, Any] = upload.report or {}
    faults = [uploads.fault_of(fields) for fields in report.get("faults", ())]
    kept = [
        one
        for number, one in enumerate(options.corrections)
        if values.get(f"undo-{number}") is None
    ]
    for number, fault in enumerate(faults):
        if cell_of(fault.place) is None:
            continue
        suggestions = uploads.suggestions_of(fault)
        text = _text(values, number, suggestions)
        if step == "accept" and text is None and len(suggestions) == 1:
            text = suggestions[0]
        if text is not None:
            kept.append(Correction(fault.place, fault.value, text))
    return replace(options, corrections=tuple(kept))


def _text(values: Mapping[str, str], number: int, suggestions: Sequence[str]) -> str | None:
    """What was typed for a fault, or the suggestion that was chosen; None when neither was."""
    typed = values.get(f"text-{number}", "").strip()
    if typed:
        return typed[:500]
    chosen = values.get(f"take-{number}", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen[:3]) < len(suggestions):
        return suggestions[int(chosen[:3])]
    return None


def closing(intake: Intake | None) -> Any:
    """The application's lifespan: what is being done is ended before the server stops."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        if intake is not None:
            await run_in_threadpool(intake.close)

    return lifespan
