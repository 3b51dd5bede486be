"""Pairings as a list, and one pairing with all that is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.analysis.best_matches import numbered_pairings, under_programme
from graph.analysis.pairings import find_pairings
from graph.analysis.search import find_parties
from graph.errors import NotFound
from graph.language import say
from graph.network.columns import BoolArray, IntArray
from graph.network.snapshot import NOWHERE
from graph.words import Stage
from server.address import grouped
from server.pages.actions import possible
from server.pages.allowed import changeable
from server.pages.asked import Asked, Ref, Shown
from server.pages.history import HistoryPart, pairing_part
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.sources import stands_for
from server.urls import Urls


@dataclass(frozen=True, slots=True)
class PairingsPage:
    """`scope` names what the list is narrowed to, each with the address without it. `own` are how
    many of the list may be changed here, `change` leads to where, empty when none may."""

    text: str
    all_days: bool
    talks: bool
    stages: tuple[Option, ...]
    scope: tuple[Ref, ...]
    misplaced: Misplaced | None
    list: Listing[PairingLine]
    own: int
    change: str


@dataclass(frozen=True, slots=True)
class PairingPage:
    key: str
    line: PairingLine
    agreement: str
    version: int
    donor_above: tuple[Ref, ...]
    recipient_above: tuple[Ref, ...]
    follows: PairingLine | None
    followers: tuple[PairingLine, ...]
    actions: tuple[Ref, ...]
    history: HistoryPart | None


def pairings(asked: Asked) -> Shown:
    stages, named, rows = asked.words("stage", Stage), scopes(asked), matching(asked)
    own = len(changeable(asked, rows))
    page = PairingsPage(
        asked.text("q"),
        asked.query.get("span") == "all",
        asked.flag("talks"),
        tuple(Option(stage.text, stage.chinese, stage in stages) for stage in Stage),
        _scope(asked, named),
        misplaced(asked, named.get("within"), named.get("donor_within")),
        listing(asked, rows, lambda row: pairing_line(asked, row)),
        own,
        Urls().to("/pairings/change", grouped(asked.others())) if own else "",
    )
    return Shown("pairings", say("结对关系"), page)


def matching(asked: Asked) -> IntArray:
    """Rows of the pairings that the address asks for."""
    stages, named = asked.words("stage", Stage), scopes(asked)
    day = None if asked.query.get("span") == "all" else asked.view.day
    rows = find_pairings(
        asked.snapshot, named.get("within"), named.get("donor_within"), stages or None, day
    )
    return rows[_kept(asked, rows, named)]


def _kept(asked: Asked, rows: IntArray, named: Mapping[str, int]) -> BoolArray:
    held = asked.snapshot.pairings
    donor, recipient = held.donor.array[rows], held.recipient.array[rows]
    keep = np.ones(len(rows), dtype=bool)
    if "of" in named:
        keep &= (donor == named["of"]) | (recipient == named["of"])
    for name, column in (("lead", held.lead), ("partner", held.partner)):
        if name in named:
            keep &= column.array[rows] == named[name]
    if asked.flag("talks"):
        keep &= held.negotiating_villages.array[rows] == 1
    if text := asked.text("q"):
        found = np.zeros(len(asked.snapshot.parties), dtype=bool)
        found[find_parties(asked.snapshot, text)] = True
        keep &= found[donor] | found[recipient]
    if source := asked.query.get("source"):
        keep &= stands_for(asked.snapshot, source, rows)
    if programme := asked.query.get("programme"):
        keep &= under_programme(asked.snapshot, programme, rows)
    if number := asked.text("number"):
        keep &= np.isin(rows, numbered_pairings(asked.snapshot, number))
    return keep


SCOPES = {
    "within": say("受援方在{}"),
    "donor_within": say("支援方在{}"),
    "of": say("一方是{}"),
    "lead": say("责任单位是{}"),
    "partner": say("协作单位是{}"),
}


def scopes(asked: Asked) -> dict[str, int]:
    """The parties that the address names, by the name of the parameter. Raises NotFound."""
    places = {name: asked.division(name) for name in ("within", "donor_within")}
    units = {name: asked.party(name) for name in ("of", "lead", "partner")}
    return {name: row for name, row in {**places, **units}.items() if row is not None}


def _scope(asked: Asked, parties: Mapping[str, int]) -> tuple[Ref, ...]:
    scope = [
        Ref(SCOPES[name].format(asked.ref(row).text), asked.again(**{name: None}))
        for name, row in parties.items()
    ]
    if source := asked.query.get("source"):
        scope.append(Ref(say("来源是{source}", source=source[:40]), asked.again(source=None)))
    if programme := asked.query.get("programme"):
        scope.append(
            Ref(say("渠道是{programme}", programme=programme[:40]), asked.again(programme=None))
        )
    if number := asked.text("number"):
        scope.append(Ref(say("编号含{number}", number=number[:40]), asked.again(number=None)))
    return tuple(scope)


def pairing(asked: Asked) -> Shown:
    held = asked.snapshot.pairings
    row = held.find(asked.key)
    if row is None:
        raise NotFound(say("没有编号为“{key}”的结对关系", key=asked.key[:80]))
    line = pairing_line(asked, row)
    before = held.follows.at[row]
    page = PairingPage(
        held.key(row),
        line,
        held.text.agreement[held.id.at[row]] or "",
        held.version.at[row],
        asked.above(held.donor.at[row]),
        asked.above(held.recipient.at[row]),
        None if before == NOWHERE else pairing_line(asked, before),
        tuple(pairing_line(asked, each) for each in _followers(asked, row)),
        _actions(asked, row),
        pairing_part(asked, row),
    )
    crumbs = (Ref(say("结对关系"), asked.urls.pairings()),)
    return Shown("pairing", f"{line.donor.text}—{line.recipient.text}", page, crumbs)


def _actions(asked: Asked, row: int) -> tuple[Ref, ...]:
    """What can be done with it; nothing where pages only read."""
    held = asked.snapshot.pairings
    return tuple(
        Ref(action.title, asked.urls.act(held.key(row), action.name), action.lead)
        for action in possible(Stage(held.stage.at[row]))
        if asked.may_pair(row)
    )


def _followers(asked: Asked, row: int) -> list[int]:
    found: list[int] = np.flatnonzero(asked.snapshot.pairings.follows.array == row).tolist()
    return found
