"""The report of a district: its page, and the same as .docx and .xlsx."""

from asyncio import Semaphore
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import Invalid
from graph.language import told
from server.address import REPORT_FORMS
from server.assets import Assets
from server.demo_marks import file_name
from server.desk import Desk, Endpoint
from server.downloads import attached
from server.pages.asked import Asked, BadQuery
from server.pages.errors import no_file
from server.pages.report import show_report
from server.pictures.style import for_file
from server.reports.contents import report_of
from server.reports.drawn import drawing
from server.reports.quarters import Wanted, wanted

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AT_ONCE = 2
"""Reports that are written at a time."""


def report_routes(desk: Desk, assets: Assets) -> list[BaseRoute]:
    """The files go before the page, whose key may be any path."""
    turns, css = Semaphore(AT_ONCE), for_file(assets.text("picture.css"))
    return [
        *(
            Route(f"/report/{{key:path}}{form}", _file(desk, turns, css, form), methods=["GET"])
            for form in REPORT_FORMS
        ),
        Route("/report/{key:path}", _page(desk), methods=["GET"]),
    ]


def written(
    desk: Desk, held: Wanted, css: str, form: str, tell: Callable[[str], object] | None = None
) -> bytes:
    """The report as a file of one of REPORT_FORMS; `css` is the style of pictures as files. `tell`
    hears of what the file leaves out."""
    # They take a fifth of a second to load, and a server has to be there at once.
    from server.reports.docx import write_docx  # noqa: PLC0415
    from server.reports.xlsx import write_xlsx  # noqa: PLC0415

    write = {".docx": write_docx, ".xlsx": write_xlsx}[form]
    draw = drawing(desk, held.asked, css, tell)
    return write(report_of(held), draw, demo=held.asked.snapshot.demo)


def _page(desk: Desk) -> Endpoint:
    """In a thread: it goes over all that a district does."""

    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        return await run_in_threadpool(lambda: desk.respond(request, asked, show_report(asked)))

    return endpoint


def _file(desk: Desk, turns: Semaphore, css: str, form: str) -> Endpoint:
    def file(asked: Asked) -> Response:
        held = wanted(asked)
        name = f"{told(held.title)}-{held.asked.date}{form}"
        headers = attached(file_name(name) if asked.snapshot.demo else name)
        return Response(written(desk, held, css, form), media_type=TYPES[form], headers=headers)

    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        try:
            async with turns:
                return await run_in_threadpool(file, asked)
        except BadQuery:
            raise
        except Invalid as error:
            return desk.respond(request, asked, no_file(asked, str(error)))

    return endpoint
