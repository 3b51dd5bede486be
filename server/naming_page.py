"""The page that names villages: what was pasted or chosen, through a preview, to the command."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import Rejected
from graph.registry.naming_desk import name_villages
from graph.rights import Forbidden
from server.desk import Desk, Endpoint
from server.ledger import Ledger
from server.pages import naming, naming_order
from server.pages.allowed import check_may_name
from server.pages.naming_preview import preview, written
from server.pages.refusals import reasons
from server.writing import sent_form, texts


def naming_page(desk: Desk, ledger: Ledger) -> Endpoint:
    """GET shows the division; POST shows what would be done, and does it once it is confirmed."""

    async def confirm(request: Request, form: FormData) -> Response:
        values, wanted = texts(form), naming_order.read_confirmed(form)
        try:
            batch_id = await ledger.run(
                lambda database, who: name_villages(database, who, wanted.pairs),
                desk.asked(request).actor,
            )
        except Rejected:
            # Somebody else wrote meanwhile: what can still be done is looked at again.
            return await look(request, wanted, values, 409)
        except Forbidden as error:
            return await look(request, wanted, values, 403, str(error))
        number, left = len(wanted.pairs), values.get("left", "")
        return desk.lead_on(written(desk.asked(request), number, batch_id, left))

    async def look(
        request: Request,
        wanted: naming_order.Wanted,
        values: Mapping[str, str],
        status: int = 200,
        fault: str = "",
    ) -> Response:
        asked = desk.asked(request)
        shown = await run_in_threadpool(preview, asked, wanted, values, status, fault)
        return desk.respond(request, asked, shown)

    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        if request.method != "POST":
            return desk.respond(request, asked, await run_in_threadpool(naming.naming, asked))
        form = await sent_form(request)
        values = texts(form)
        try:
            if values.get("step") == "commit":
                return await confirm(request, form)
            check_may_name(asked, naming_order.division_of(asked))
            listed = values.get("step") == "list"
            read = naming_order.read_list if listed else naming_order.read_choices
            return await look(request, await run_in_threadpool(read, asked, values), values)
        except (Rejected, Forbidden) as error:
            asked = desk.asked(request)
            shown = await run_in_threadpool(naming.show, asked, values, reasons(error))
            return desk.respond(request, asked, shown)

    return endpoint
