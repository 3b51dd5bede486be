"""Who could take the villages that nobody supports: a proposal, and what would change it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

import numpy as np

from graph.analysis.proposal import Proposal, UnassignedReason
from graph.errors import Problem
from graph.export.table import Table
from graph.language import joined, say, told
from server.pages.asked import Asked, Ref, Shown
from server.pages.columns import Headings, list_table
from server.pages.listing import Listing, Option, listing
from server.pages.once import drawn_once
from server.pages.proposal_assumed import Assumed, assumed, beyond, lost_villages
from server.pages.proposal_columns import ACCEPTED, COMPARED, FILE, LOST, PROPOSED, UNASSIGNED
from server.pages.proposal_compared import (
    Comparison,
    DifferenceLine,
    Near,
    compare,
    comparison,
    keeping,
    near_in,
)
from server.pages.proposal_drawing import compared_drawing
from server.pages.proposal_lines import (
    Barred,
    Headed,
    OfferLine,
    ProposalLine,
    address,
    barred_lines,
    offer_lines,
    own_pairings,
    pairing_lines,
    unassigned_lines,
)
from server.pages.proposal_wishes import (
    Proposed,
    Wishes,
    in_words,
    proposed,
    view_in_words,
    wishes_in,
)
from server.pages.refusals import status_of
from server.pages.villages import district_options, place_options
from server.pages.withdrawal import Withdrawn, title_of
from server.pictures.drawing import Drawing
from server.pictures.picture import Picture
from server.pictures.proposal import proposal_picture

MOST_UNASSIGNED = 50


class Left(NamedTuple):
    """How many villages get nobody for one reason."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """`own` of `total` rows are for who asks to accept; `mark` is what was seen of them. `offering`
    donors state a capacity. `beyond` are those that get more villages than they state. `keep` leads
    to where this proposal is kept to be compared with. `uncovered` is the list of the villages."""

    assumed: Assumed | None
    picture: Picture
    download: str
    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    heads: Headed
    list: Listing[ProposalLine]
    total: int
    near: tuple[Near, ...]
    own: int
    mark: str
    action: str
    offering: int
    reasons: tuple[Left, ...]
    unassigned: tuple[ProposalLine, ...]
    unassigned_heads: Headed
    all_unassigned: int
    offers: tuple[OfferLine, ...]
    beyond: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    barred: tuple[Barred, ...]
    comparison: Comparison | None
    compared_heads: Headings[DifferenceLine]
    drawing: Drawing | None
    plain: str
    keep: str
    problems: tuple[str, ...]
    uncovered: Ref


def proposals(asked: Asked) -> Shown:
    return show(asked, proposed(asked, wishes_in(asked)))


def show(asked: Asked, held: Proposed, problems: Sequence[Problem] = ()) -> Shown:
    """`problems` are why nothing was accepted."""
    wishes, found = held.wishes, held.found
    every = (*problems, *held.problems)
    own, lost = own_pairings(asked, held), lost_villages(asked, wishes)
    line, compared = pairing_lines(asked, wishes, lost), compare(asked, held)
    page = ProposalsPage(
        assumed(asked, held, lost),
        _picture(asked, held),
        asked.urls.proposal_picture(wishes.parameters(asked.snapshot)),
        place_options(asked, wishes.within),
        district_options(asked, wishes.district),
        ACCEPTED if own.pairs else PROPOSED,
        listing(asked, np.arange(len(found.pairings)), lambda at: line(found.pairings[at])),
        len(found.pairings),
        near_in(found.pairings),
        len(own.pairs),
        own.mark,
        address(asked, wishes),
        found.offering,
        _reasons(found),
        tuple(unassigned_lines(asked, found, MOST_UNASSIGNED, lost)),
        UNASSIGNED,
        len(found.unassigned),
        offer_lines(asked, wishes, found),
        beyond(asked, held),
        _kept(asked, wishes),
        barred_lines(asked, wishes),
        comparison(asked, compared) if compared else None,
        COMPARED,
        compared_drawing(asked, compared) if compared else None,
        address(asked, wishes.plain),
        keeping(asked, wishes),
        tuple(dict.fromkeys(problem.message for problem in every)),
        _uncovered(asked, wishes),
    )
    crumbs = asked.path_to(wishes.within)
    return Shown("proposals", _named(asked, wishes), page, crumbs, status_of(every))


def _kept(asked: Asked, wishes: Wishes) -> tuple[tuple[str, str], ...]:
    """All that the form for capacities carries along."""
    parameters = wishes.parameters(asked.snapshot)
    wished = ((name, one) for name, some in parameters.items() for one in some)
    return (*asked.others(*parameters), *wished)


def _scope(asked: Asked, wishes: Wishes) -> list[tuple[str, str]]:
    parties = asked.snapshot.parties
    scope = (("within", wishes.within), ("district", wishes.district))
    return [(name, parties.key(row)) for name, row in scope if row is not None]


def _uncovered(asked: Asked, wishes: Wishes) -> Ref:
    scope = dict(_scope(asked, wishes))
    return Ref(
        say("待结对村"),
        asked.urls.uncovered(within=scope.get("within", ""), district=scope.get("district", "")),
    )


def _reasons(found: Proposal) -> tuple[Left, ...]:
    counts = Counter(one.reason for one in found.unassigned)
    return tuple(Left(counts[why], why.chinese) for why in UnassignedReason if counts[why])


@dataclass(frozen=True, slots=True)
class ProposalPicture:
    picture: Picture


def _picture(asked: Asked, held: Proposed) -> Picture:
    """Kept with the snapshot, for each address that it leads to."""
    date = asked.date
    day = say("　{year}年{month}月{day}日", year=date.year, month=date.month, day=date.day)
    title = _named(asked, held.wishes, day)

    def drawn() -> Picture:
        return proposal_picture(asked.snapshot, asked.view.day, held.found, title, asked.urls)

    return drawn_once(asked, (proposal_picture, held.wishes), drawn)


def _named(asked: Asked, wishes: Wishes, day: str = "") -> str:
    """With the place, the donor district and who is assumed to have withdrawn; place and day first,
    for a picture cuts what is too long."""
    name, gone = asked.snapshot.parties.name, Withdrawn(list(wishes.withdrawn), None, wishes.whole)
    within = "" if wishes.within is None else name(wishes.within)
    district = (
        "" if wishes.district is None else say("由{district}支援", district=name(wishes.district))
    )
    assumed = title_of(asked, gone) if gone.parties else ""
    said = joined([one for one in (district, assumed) if one], say("，"))
    pattern = say("{within}结对方案{day}（{said}）") if said else say("{within}结对方案{day}")
    return pattern.format(within=within, day=day, said=said)


def picture(asked: Asked) -> Shown:
    """The picture alone, to be saved."""
    held = proposed(asked, wishes_in(asked))
    name = quote(f"{told(_named(asked, held.wishes))[:60]}{asked.date}.svg", safe="")
    disposition = f"attachment; filename*=UTF-8''{name}"
    page = ProposalPicture(_picture(asked, held))
    return Shown("", "", page, headers={"Content-Disposition": disposition})


def proposals_table(asked: Asked) -> Table:
    """Every village of the scope: with the donor proposed, or why there is none."""
    wishes = wishes_in(asked)
    held = proposed(asked, wishes)
    lost = lost_villages(asked, held.wishes)
    line = pairing_lines(asked, held.wishes, lost)
    rows = [
        *map(line, held.found.pairings),
        *unassigned_lines(asked, held.found, lost=lost),
    ]
    chosen = [
        *view_in_words(asked),
        *in_words(asked, wishes),
        *(problem.message for problem in held.problems),
    ]
    headings = (*FILE, LOST) if held.wishes.withdrawn else FILE
    return list_table(say("结对方案"), headings, rows, chosen)
