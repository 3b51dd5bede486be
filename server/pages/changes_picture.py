"""Two days side by side as a picture, on a page and as a file."""

import datetime
from dataclasses import dataclass
from urllib.parse import quote

from graph.days import year_before
from graph.language import say, told
from server.pages.asked import Asked, Ref, Shown
from server.pages.changes import title_of
from server.pages.changes_scope import scope_of
from server.pages.interval import elsewhere, since
from server.pages.listing import Option
from server.pages.misplaced import Misplaced, misplaced
from server.pages.once import drawn_once
from server.pages.villages import district_options, place_options
from server.pictures.compared.day_words import Urls as Leads
from server.pictures.compared.days import Scope
from server.pictures.compared.two_days import Addresses, TwoDays, two_days
from server.pictures.drawing import Drawing
from server.pictures.wording import TARGET
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class ChangesPicturePage:
    """`list` leads to the same village by village."""

    since: datetime.date
    drawing: Drawing
    download: str
    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    misplaced: Misplaced | None
    list: str
    series: str


@dataclass(frozen=True, slots=True)
class ChangesDrawing:
    drawing: Drawing


def show_changes_picture(asked: Asked) -> Shown:
    if moved := elsewhere(asked):
        return moved
    scope, first = scope_of(asked), since(asked, lambda: year_before(asked.date))
    key, district = _keys(asked, scope)
    day, urls, whole = first.isoformat(), asked.urls, asked.flag("all")
    title = say("{scope}两天对比图", scope=title_of(asked, scope))
    page = ChangesPicturePage(
        first,
        drawing_of(asked, scope, first),
        urls.changes_drawing(key, day, district, whole),
        place_options(asked, scope.within),
        district_options(asked, scope.district),
        misplaced(asked, *scope),
        urls.changes(key, day, district=[district]),
        urls.series(key),
    )
    back = Ref(say("变化"), urls.changes(key, day, district=[district]))
    crumbs = (Ref(say("覆盖"), urls.coverage(key)), *asked.path_to(scope.within), back)
    return Shown("changes_picture", title, page, crumbs)


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved."""
    scope, first = scope_of(asked), since(asked, lambda: year_before(asked.date))
    title = title_of(asked, scope)
    name = say("{scope}{since}与{until}对比.svg", scope=title, since=first, until=asked.date)
    quoted = quote(told(name), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quoted}"}
    page = ChangesDrawing(drawing_of(asked, scope, first))
    return Shown("", "", page, headers=headers)


def drawing_of(asked: Asked, scope: Scope, first: datetime.date) -> Drawing:
    """Kept with the snapshot, for each address that it leads to, in each language."""
    whole, kept = asked.flag("all"), asked.urls.kept
    key, district = _keys(asked, scope)
    then: Leads = Urls({**kept, "at": first.isoformat()})
    other = asked.urls.changes_picture(key, first.isoformat(), district, not whole)
    question = TwoDays(asked.view, first, asked.date, scope, TARGET[asked.view.target], whole)

    def drawn() -> Drawing:
        return two_days(asked.snapshot, question, Addresses(then, asked.urls, other))

    return drawn_once(asked, question, drawn)


def _keys(asked: Asked, scope: Scope) -> tuple[str, str]:
    within, district = ("" if row is None else asked.snapshot.parties.key(row) for row in scope)
    return within, district
