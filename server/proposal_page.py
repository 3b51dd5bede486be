"""The page of proposals: it is looked at by GET, and rows of it are accepted by POST."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import Rejected
from graph.rights import Forbidden
from server.desk import Desk, Endpoint
from server.ledger import Ledger
from server.pages import accepting
from server.pages.asked import Show
from server.pages.proposals import proposals
from server.pages.saved import with_filters
from server.writing import sent_form


def solving_page(desk: Desk, show: Show) -> Endpoint:
    """For a view that solves proposals and accepts none."""

    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        return desk.respond(request, asked, await run_in_threadpool(show, asked))

    return endpoint


def proposal_page(desk: Desk, ledger: Ledger | None) -> Endpoint:
    """Solving may take a second, and so goes to a thread."""
    show = with_filters(proposals)

    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        if request.method != "POST" or ledger is None:
            return desk.respond(request, asked, await run_in_threadpool(show, asked))
        form = await sent_form(request)
        try:
            order = await run_in_threadpool(accepting.read_order, asked, form)
            keys = await ledger.run(order.command(), asked.actor)
        except (Rejected, Forbidden) as error:
            asked = desk.asked(request)
            shown = await run_in_threadpool(accepting.refused, asked, error)
            return desk.respond(request, asked, shown)
        asked = desk.asked(request)
        return desk.lead_on(await run_in_threadpool(accepting.written, asked, order, keys))

    return endpoint
