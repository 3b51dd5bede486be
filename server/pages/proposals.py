"""Who could take the villages that nobody supports: a proposal, and what would change it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from graph.analysis.assignment import TooLarge
from graph.analysis.proposal import Proposal, UnassignedReason
from graph.errors import Problem, Rejected
from graph.export.table import Table
from server.pages.asked import Asked, Ref, Shown
from server.pages.columns import list_table
from server.pages.listing import Listing, Option, listing
from server.pages.proposal_columns import ACCEPTED, FILE, PROPOSED, UNASSIGNED
from server.pages.proposal_lines import (
    Barred,
    Comparison,
    Headed,
    OfferLine,
    ProposalLine,
    address,
    barred_lines,
    compared,
    offer_lines,
    own_pairings,
    pairing_lines,
    unassigned_lines,
)
from server.pages.proposal_wishes import Wishes, solve, wishes_in
from server.pages.refusals import status_of
from server.pages.villages import district_options, place_options

MOST_UNASSIGNED = 50
MOST_DIFFERENCES = 50
NOTHING = Proposal([], [], 0, 0)


class Left(NamedTuple):
    """How many villages get nobody for one reason."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it can be shown; `problems` are why it is not quite what was wished."""

    wishes: Wishes
    found: Proposal
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """`own` of `total` rows are for who asks to accept; `mark` is what was seen of them. `offering`
    donors state a capacity. `uncovered` is the list of the villages."""

    places: tuple[Option, ...]
    districts: tuple[Option, ...]
    heads: Headed
    list: Listing[ProposalLine]
    total: int
    cost: int
    own: int
    mark: str
    action: str
    offering: int
    reasons: tuple[Left, ...]
    unassigned: tuple[ProposalLine, ...]
    unassigned_heads: Headed
    all_unassigned: int
    offers: tuple[OfferLine, ...]
    kept: tuple[tuple[str, str], ...]
    barred: tuple[Barred, ...]
    comparison: Comparison | None
    plain: str
    problems: tuple[str, ...]
    uncovered: Ref


def proposed(asked: Asked, wishes: Wishes) -> Proposed:
    """Fixed choices that cannot be are told, and left to the program."""
    try:
        return Proposed(wishes, solve(asked, wishes), ())
    except Rejected as error:
        free = replace(wishes, pinned=())
        return Proposed(free, solve(asked, free), tuple(error.problems))
    except TooLarge as error:
        problem = Problem(("within",), error.code, str(error))
        return Proposed(wishes, NOTHING, (problem,))


def proposals(asked: Asked) -> Shown:
    return show(asked, proposed(asked, wishes_in(asked)))


def show(asked: Asked, held: Proposed, problems: Sequence[Problem] = ()) -> Shown:
    """`problems` are why nothing was accepted."""
    wishes, found = held.wishes, held.found
    every = (*problems, *held.problems)
    own = own_pairings(asked, found)
    line = pairing_lines(asked, wishes)
    page = ProposalsPage(
        place_options(asked, wishes.within),
        district_options(asked, wishes.district),
        ACCEPTED if own.pairs else PROPOSED,
        listing(asked, np.arange(len(found.pairings)), lambda at: line(found.pairings[at])),
        len(found.pairings),
        found.total_cost,
        len(own.pairs),
        own.mark,
        address(asked, wishes),
        found.offering,
        _reasons(found),
        tuple(unassigned_lines(asked, found, MOST_UNASSIGNED)),
        UNASSIGNED,
        len(found.unassigned),
        offer_lines(asked, wishes, found),
        _kept(asked, wishes),
        barred_lines(asked, wishes),
        _comparison(asked, held),
        address(asked, wishes.plain),
        tuple(dict.fromkeys(problem.message for problem in every)),
        _uncovered(asked, wishes),
    )
    crumbs = asked.path_to(wishes.within)
    return Shown("proposals", "结对方案", page, crumbs, status_of(every))


def _kept(asked: Asked, wishes: Wishes) -> tuple[tuple[str, str], ...]:
    """All that the form for capacities carries along."""
    others = asked.others("within", "district", "pin", "without", "offer")
    parameters = wishes.parameters(asked.snapshot).items()
    wished = ((name, one) for name, some in parameters for one in some)
    return (*_scope(asked, wishes), *others, *wished)


def _scope(asked: Asked, wishes: Wishes) -> list[tuple[str, str]]:
    parties = asked.snapshot.parties
    scope = (("within", wishes.within), ("district", wishes.district))
    return [(name, parties.key(row)) for name, row in scope if row is not None]


def _uncovered(asked: Asked, wishes: Wishes) -> Ref:
    scope = dict(_scope(asked, wishes))
    return Ref(
        "待结对村",
        asked.urls.uncovered(within=scope.get("within", ""), district=scope.get("district", "")),
    )


def _reasons(found: Proposal) -> tuple[Left, ...]:
    counts = Counter(one.reason for one in found.unassigned)
    return tuple(Left(counts[why], why.chinese) for why in UnassignedReason if counts[why])


def _comparison(asked: Asked, held: Proposed) -> Comparison | None:
    """With the proposal as it is without any wish."""
    if held.wishes.are_plain or held.found is NOTHING:
        return None
    plain = solve(asked, held.wishes.plain)
    return compared(asked, plain, held.found, MOST_DIFFERENCES)


def proposals_table(asked: Asked) -> Table:
    """Every village of the scope: with the donor proposed, or why there is none."""
    wishes = wishes_in(asked)
    held, parties = proposed(asked, wishes), asked.snapshot.parties
    line = pairing_lines(asked, held.wishes)
    rows = [
        *map(line, held.found.pairings),
        *unassigned_lines(asked, held.found),
    ]
    exited = ["含已退出"] if asked.view.exited else []
    chosen = [
        f"截至 {asked.date}",
        f"目标村：{asked.view.target.chinese}",
        *exited,
        *(f"{what}：{parties.name(row)}" for what, row in _named_scope(wishes)),
        *(f"{parties.name(row)}可结对 {number} 村" for row, number in wishes.offers),
        *([f"固定 {len(wishes.pinned)} 条"] if wishes.pinned else []),
        *([f"排除 {len(wishes.forbidden)} 条"] if wishes.forbidden else []),
        *(problem.message for problem in held.problems),
    ]
    return list_table("结对方案", FILE, rows, chosen)


def _named_scope(wishes: Wishes) -> list[tuple[str, int]]:
    scope = (("范围", wishes.within), ("支援区", wishes.district))
    return [(what, row) for what, row in scope if row is not None]
