"""The pictures of a report as PNG, for files that hold no SVG."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.errors import Invalid
from graph.language import say
from server.desk import Desk
from server.pages.asked import Asked, Shown
from server.picture_files import as_file
from server.pictures.raster import png, size_of
from server.reports.model import ReportPicture


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """`content` is a PNG of this size in pixels; without one `trouble` says why."""

    name: str
    content: bytes = b""
    size: tuple[int, int] = (0, 0)
    trouble: str = ""


Draw = Callable[[ReportPicture], DrawnPicture]


def drawing(
    desk: Desk, asked: Asked, css: str, tell: Callable[[str], object] | None = None
) -> Draw:
    """`css` is the style of pictures that are files of their own. What cannot be drawn leaves a
    report without that picture: it says so, and `tell` hears of it."""

    def draw(picture: ReportPicture) -> DrawnPicture:
        svg = desk.render(picture.template, asked, Shown("", "", picture), css)
        try:
            content = png(as_file(svg, demo=asked.snapshot.demo))
        except Invalid as error:
            trouble = say("缺一张图“{name}”：{why}。", name=picture.name, why=str(error))
            if tell is not None:
                tell(trouble)
            return DrawnPicture(picture.name, trouble=trouble)
        return DrawnPicture(picture.name, content, size_of(content))

    return draw
