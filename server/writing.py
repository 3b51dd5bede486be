"""Pages that change the ledger: GET draws the form, POST gives the command.

A command that is refused answers 422 with the form, what was typed and what is wrong with it; one
that was meant for an older version answers 409 with both versions, and one that whoever sent it may
not give answers 403 with who may. What went well leads on by 303.
"""

from collections.abc import Mapping
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import Rejected
from graph.registry.database import Command
from graph.rights import Forbidden
from server.desk import Desk, Endpoint, is_fragment
from server.ledger import Ledger
from server.notices import Written
from server.pages.asked import Asked, Shown
from server.pages.forms import Sent, Typed
from server.pages.refusals import reasons

MOST_FIELDS = 1000


class Form(Protocol):
    """A page with a form, and the command that it gives."""

    def show(self, asked: Asked, sent: Sent) -> Shown:
        """Raises Forbidden for who may not, unless something was sent: that is not to be lost."""
        ...

    def command(self, asked: Asked, typed: Typed) -> Command[str]:
        """Raises Rejected when what was typed is no command."""
        ...

    def written(self, asked: Asked, typed: Typed, result: str) -> Written:
        """Where to go on; `asked` sees what was written, `result` is what the command returned."""
        ...


def form_page(desk: Desk, ledger: Ledger, form: Form) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        if request.method != "POST":
            shown = await run_in_threadpool(form.show, asked, Sent())
            return desk.respond(request, asked, shown)
        values = await sent_values(request)
        typed = Typed(asked, values)
        try:
            result = await ledger.run(form.command(asked, typed), asked.actor)
        except (Rejected, Forbidden) as error:
            asked, sent = desk.asked(request), Sent(values, reasons(error))
            shown = await run_in_threadpool(form.show, asked, sent)
            return desk.respond(request, asked, shown)
        asked = desk.asked(request)
        written = form.written(asked, typed, result)
        if written.part is not None and is_fragment(request):
            return desk.respond(request, asked, written.part)
        return desk.lead_on(written)

    return endpoint


async def sent_values(request: Request) -> Mapping[str, str]:
    """The fields of a form that was sent, the last of each name; files count for nothing."""
    return texts(await sent_form(request))


async def sent_form(request: Request) -> FormData:
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return form


def texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}
