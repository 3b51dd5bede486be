"""The page that hands many pairings over: from the donor, through a preview, to the command."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import Rejected
from graph.rights import Forbidden
from server.desk import Desk, Endpoint
from server.ledger import Ledger
from server.pages import hand_over
from server.pages.handing import COMMIT, PREVIEW, Draft
from server.pages.refusals import reasons
from server.writing import sent_form


def hand_over_page(desk: Desk, ledger: Ledger) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form: FormData | None = await sent_form(request) if request.method == "POST" else None
        draft, order = Draft(asked := desk.asked(request), form), None
        try:
            if draft.step in (PREVIEW, COMMIT):
                order = draft.order()
                # What was altered after it was looked at is looked at again.
                if draft.step == COMMIT and draft.values.get("mark") == order.mark:
                    keys = await ledger.run(order.command(), asked.actor)
                    asked = desk.asked(request)
                    written = await run_in_threadpool(hand_over.written, asked, order, keys)
                    return desk.lead_on(written)
                await ledger.run(order.attempt(), asked.actor)
        except (Rejected, Forbidden) as error:
            asked = desk.asked(request)
            draft = Draft(asked, form)
            shown = await run_in_threadpool(hand_over.show, draft, None, reasons(error))
            return desk.respond(request, asked, shown)
        return desk.respond(request, asked, hand_over.show(draft, order))

    return endpoint
