"""Pictures as files: each as SVG, and drawn from that as PNG."""

import re
from asyncio import Semaphore
from collections.abc import Mapping
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from graph.errors import Invalid
from server.address import PNG, SVG, as_png
from server.assets import Assets
from server.demo_marks import marked_headers, marked_picture
from server.desk import Desk, Endpoint
from server.pages.asked import Asked, Show
from server.pages.errors import no_picture
from server.pictures.raster import png
from server.pictures.style import for_file

NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs for which a browser would refuse a whole picture: no XML may hold them."""
AT_ONCE = 2
"""PNGs that are drawn at a time; whoever comes third waits, and the pages do not."""


class Drawn(NamedTuple):
    """A picture as a file of its own, and the headers under which it is saved."""

    svg: str
    headers: dict[str, str]


def picture_routes(
    desk: Desk, assets: Assets, pictures: Mapping[str, tuple[str, Show]]
) -> list[BaseRoute]:
    """Each at its address, and at the same with the other ending."""
    turns, css = Semaphore(AT_ONCE), for_file(assets.text("picture.css"))
    made = {path: Picture(desk, *picture, css) for path, picture in pictures.items()}
    return [
        *(Route(path, _svg(desk, it), methods=["GET"]) for path, it in made.items()),
        *(Route(as_png(path), _png(desk, it, turns), methods=["GET"]) for path, it in made.items()),
    ]


def as_file(svg: str, *, demo: bool) -> str:
    """A picture as it leaves the program."""
    svg = NO_XML.sub("", svg)
    return marked_picture(svg) if demo else svg


class Picture:
    """What writes a picture, with the style that it brings along."""

    def __init__(self, desk: Desk, template: str, show: Show, css: str) -> None:
        self._desk, self._template, self._show, self._css = desk, template, show, css

    def draw(self, asked: Asked) -> Drawn:
        """In a thread: what a picture shows may have to be solved first."""
        shown = self._show(asked)
        svg = self._desk.render(self._template, asked, shown, self._css)
        headers = dict(shown.headers or {})
        if asked.snapshot.demo:
            headers = marked_headers(headers)
        return Drawn(as_file(svg, demo=asked.snapshot.demo), headers)


def _svg(desk: Desk, picture: Picture) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        drawn = await run_in_threadpool(picture.draw, desk.asked(request))
        return Response(drawn.svg, media_type="image/svg+xml", headers=drawn.headers)

    return endpoint


def _png(desk: Desk, picture: Picture, turns: Semaphore) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        asked = desk.asked(request)
        drawn = await run_in_threadpool(picture.draw, asked)
        try:
            async with turns:
                content = await run_in_threadpool(png, drawn.svg)
        except Invalid as error:
            return desk.respond(request, asked, no_picture(asked, str(error)))
        headers = {name: text.replace(SVG, PNG) for name, text in drawn.headers.items()}
        return Response(content, media_type="image/png", headers=headers)

    return endpoint
