"""The page that changes many pairings at once: from the list, through a preview, to the command."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from graph.errors import Rejected
from graph.rights import Forbidden
from server.desk import Desk, Endpoint
from server.ledger import Ledger
from server.pages import bulk
from server.writing import sent_form, texts


def bulk_page(desk: Desk, ledger: Ledger) -> Endpoint:
    """GET shows all that the address's filter finds; so does POST, or what was chosen."""

    async def endpoint(request: Request) -> Response:
        form = await sent_form(request) if request.method == "POST" else FormData()
        asked, values = desk.asked(request), texts(form)
        try:
            order = bulk.read_order(asked, form, values)
            # What was altered after it was looked at is looked at again.
            if values.get("step") == "commit" and values.get("mark") == order.mark:
                number = await ledger.run(order.command(), asked.actor)
                return desk.lead_on(bulk.written(desk.asked(request), number))
        except (Rejected, Forbidden) as error:
            asked = desk.asked(request)
            return desk.respond(request, asked, bulk.refused(asked, form, values, error))
        return desk.respond(request, asked, bulk.show(asked, order.chosen, values, order))

    return endpoint
