"""Routes of the filters that people keep: to keep one, to give it another name, to delete it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import NotFound, Problem, Rejected
from graph.language import say
from graph.registry.database import Database
from graph.registry.saved_filters import drop_filter, rename_filter, save_filter
from server.desk import Desk
from server.notices import Notice, Written
from server.pages.forms import Sent
from server.pages.saved import address_in, saved_page
from server.writing import sent_values

NO_LIST = say("这个网址不能保存：只有这里能筛选的清单才能保存，请从清单上保存")


def filter_routes(desk: Desk, database: Database) -> list[BaseRoute]:
    pages = _Pages(desk, database)
    return [
        Route("/filters", desk.reading_page(saved_page), methods=["GET"]),
        Route("/filters", pages.save, methods=["POST"]),
        Route("/filters/{key}", pages.change, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, desk: Desk, database: Database) -> None:
        self._desk = desk
        self._database = database

    async def save(self, request: Request) -> Response:
        """Leads on to the list that was kept."""
        asked, values = self._desk.asked(request), await sent_values(request)
        name, address = values.get("name", ""), address_in(values.get("address", ""))
        try:
            if address is None:
                raise Rejected([Problem(("address",), "INVALID", NO_LIST)])
            kept = await run_in_threadpool(
                save_filter, self._database, asked.actor.name, name, address
            )
        except Rejected as error:
            typed = {"name": name, "address": address or ""}
            return await self._refused(request, Sent(typed, tuple(error.problems)))
        notice = Notice(say("已保存筛选“{name}”；它在总览和这个清单上。", name=kept.name))
        return self._desk.lead_on(Written(kept.address, notice))

    async def change(self, request: Request) -> Response:
        asked, values = self._desk.asked(request), await sent_values(request)
        id_, who, name = _number(asked.key), asked.actor.name, values.get("name", "")
        try:
            if values.get("step") == "drop":
                await run_in_threadpool(drop_filter, self._database, who, id_)
                said = say("筛选已删除；清单和台账不受影响。")
            else:
                await run_in_threadpool(rename_filter, self._database, who, id_, name)
                said = say("筛选已改名为“{name}”。", name=name.strip())
        except Rejected as error:
            typed = {"id": str(id_), "name": name}
            return await self._refused(request, Sent(typed, tuple(error.problems)))
        return self._desk.lead_on(Written(asked.urls.filters(), Notice(said)))

    async def _refused(self, request: Request, sent: Sent) -> Response:
        asked = self._desk.asked(request)
        shown = await run_in_threadpool(saved_page, asked, sent)
        return self._desk.respond(request, asked, shown)


def _number(key: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) <= 9):
        raise NotFound(say("没有这个筛选：可能已经删除"))
    return int(key)
