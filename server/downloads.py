"""Tables as answers: what a page shows, and the ledgers, taken out as .xlsx or .csv."""

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.days import number_of
from graph.errors import Invalid, NotFound
from graph.export.ledgers import OUTGOING, Outgoing, ledger_table, template
from graph.export.table import Table
from graph.language import joined, say, told
from server.address import FORMS
from server.demo_marks import file_name
from server.desk import Desk, Endpoint
from server.pages.asked import Asked, BadQuery
from server.pages.columns import Taken
from server.pages.downloads import LISTS
from server.pages.downloads_log import LOGS
from server.pages.errors import no_file
from server.workbooks import Tell, write_table

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
AT_ONCE = 2
"""Files that are written at a time; whoever comes third waits, and the pages do not."""
LONGEST_NAME = 80
"""Characters of a file's name before its day."""

Named = Callable[[Asked, Table], str]
"""What a file is called, without its ending."""


def download_routes(desk: Desk) -> list[BaseRoute]:
    """They go before the routes of pages whose key may be any path."""
    files: dict[str, tuple[Taken, Named]] = {path: (it, _dated) for path, it in LISTS.items()}
    files |= {path: (it, _of_today) for path, it in LOGS.items()}
    files["/ledgers/{key}"] = (_ledger, _of_scope)
    files["/templates/{key}"] = (_template, _empty)
    turns = Semaphore(AT_ONCE)
    return [
        Route(f"{path}{form}", _endpoint(desk, turns, form, *file), methods=["GET"])
        for path, file in files.items()
        for form in FORMS
    ]


def download(table: Table, form: str, name: str | None = None, tell: Tell = str) -> Response:
    """The table as a file of one of `workbooks.FORMS`; `name` is the file's without its ending,
    by default the table's, `tell` is as in `write_table`. Raises Invalid for another form, and
    for what the form cannot hold."""
    content, called = write_table(table, form, tell), f"{name or table.name}{form}"
    headers = attached(file_name(called) if table.demo else called)
    return Response(content, media_type=TYPES[form], headers=headers)


def attached(name: str) -> dict[str, str]:
    """Headers that make a browser save an answer under this name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def _endpoint(desk: Desk, turns: Semaphore, form: str, taken: Taken, named: Named) -> Endpoint:
    """In a thread: a long list takes seconds."""

    def file(asked: Asked) -> Response:
        # An empty form holds no data.
        demo = asked.snapshot.demo and taken is not _template
        table = replace(taken(asked), demo=demo)
        # What comes back is read by its Chinese headings.
        tell = str if taken in (_ledger, _template) else told
        return download(table, form, named(asked, table), tell)

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


def _dated(asked: Asked, table: Table) -> str:
    return f"{told(table.name)[:LONGEST_NAME]}-{asked.date}"


def _of_today(asked: Asked, table: Table) -> str:
    return f"{told(table.name)}-{asked.today}"


def _empty(_: Asked, table: Table) -> str:
    return f"{table.name}-空白表"


def _of_scope(asked: Asked, table: Table) -> str:
    within = asked.division("within")
    place = "" if within is None else asked.snapshot.parties.name(within)[:LONGEST_NAME]
    return f"{place}{table.name}-{asked.date}"


def _ledger(asked: Asked) -> Table:
    """One of OUTGOING as it can be imported again: of all days, unless the address names one or
    the ledger needs one."""
    day = number_of(asked.date) if _known(asked.key).needs_day or asked.query.get("at") else None
    return ledger_table(asked.snapshot, asked.key, asked.division("within"), day)


def _template(asked: Asked) -> Table:
    _known(asked.key)
    return template(asked.key)


def _known(ledger: str) -> Outgoing:
    """Raises NotFound for what is none of OUTGOING."""
    if ledger not in OUTGOING:
        raise NotFound(
            say("没有叫“{name}”的台账；有 {known}", name=ledger[:40], known=joined(OUTGOING))
        )
    return OUTGOING[ledger]
