"""Networks as answers: .graphml and .gexf, around a party or of a scope, as of a day."""

from asyncio import Semaphore

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.analysis.extent import around, scope
from graph.analysis.neighbourhood import Neighbourhood
from graph.errors import Invalid
from graph.export.networks import name_around, name_of_scope, network_graph, write_network
from graph.language import say
from server.address import NETWORK_FORMS
from server.demo_marks import file_name, saying
from server.desk import Desk, Endpoint
from server.downloads import LONGEST_NAME, attached
from server.pages.asked import Asked, BadQuery
from server.pages.errors import no_file
from server.pages.network import steps_of
from server.pages.network_ends import named_by

TYPES = {".graphml": "application/graphml+xml", ".gexf": "application/gexf+xml"}


def network_file_routes(desk: Desk) -> list[BaseRoute]:
    """One is written at a time: a large one takes seconds, and the pages do not wait."""
    turns = Semaphore(1)
    return [
        Route(f"/network{form}", _endpoint(desk, turns, form), methods=["GET"])
        for form in NETWORK_FORMS
    ]


def _endpoint(desk: Desk, turns: Semaphore, form: str) -> Endpoint:
    def file(asked: Asked) -> Response:
        snapshot = asked.snapshot
        name, found = _found(asked)
        graph = network_graph(snapshot, asked.view, found, name)
        told = saying(f"{name}，截至 {asked.date}", demo=snapshot.demo)
        called = f"{name[:LONGEST_NAME]}-{asked.date}{form}"
        headers = attached(file_name(called) if snapshot.demo else called)
        return Response(
            write_network(graph, form, told),
            media_type=f"{TYPES[form]}; charset=utf-8",
            headers=headers,
        )

    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        try:
            async with turns:
                return await run_in_threadpool(file, asked)
        except BadQuery:
            raise
        except Invalid as error:
            return desk.respond(request, asked, no_file(asked, str(error), say("这个网络")))

    return endpoint


def _found(asked: Asked) -> tuple[str, Neighbourhood]:
    """Raises BadQuery, NotFound, and BeyondBound for more than a file holds."""
    snapshot, day = asked.snapshot, asked.view.day
    if asked.text("center"):
        center, hops = named_by(asked, "center").row, steps_of(asked)
        if center is None:
            raise BadQuery("center", say("没有主体叫这个名字，或不止一个；请写它的编码"))
        return name_around(snapshot, center, hops), around(snapshot, day, center, hops)
    within, district = asked.division("within"), asked.division("district")
    if district is not None and not snapshot.parties.is_donor(district):
        name = snapshot.parties.name(district)
        raise BadQuery("district", say("{name}不在支援方一边", name=name))
    return name_of_scope(snapshot, within, district), scope(snapshot, day, within, district)
