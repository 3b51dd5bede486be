"""The parties behind one number of a claim, each with the pairings for which it is counted."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graph.analysis.reconciliation import COUNTINGS, Part, find_claim, held_pairings, reconcile
from graph.errors import NotFound
from graph.language import say
from graph.network.columns import IntArray
from graph.network.snapshot import Claim
from graph.words import Measure, PartyKind, Side
from server.pages.asked import Asked, Ref, Shown
from server.pages.listing import Listing, listing
from server.pages.pairing_line import PairingLine, pairing_line, place_of
from server.pages.reconciliation import TITLE, ClaimLine, claim_line

MOST_PAIRINGS = 10


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A party that is counted, with the first of `all_pairings` pairings for which it is."""

    name: Ref
    key: str
    place: str
    kind: PartyKind
    donor: bool
    pairings: tuple[PairingLine, ...]
    all_pairings: int


@dataclass(frozen=True, slots=True)
class HeldPage:
    line: ClaimLine
    place: Ref
    part: str
    list: Listing[HeldLine]


@dataclass(frozen=True, slots=True)
class HeldList:
    """What the path and the query ask for: the parties of one part of what is held of a claim, by
    row, and the pairings of each."""

    scope: int
    claim: Claim
    measure: Measure
    part: Part | None
    rows: IntArray
    pairings: Mapping[int, Sequence[int]]

    @property
    def part_name(self) -> str:
        return say("台账里的全部") if self.part is None else self.part.chinese


def held(asked: Asked) -> Shown:
    """The parties behind one number of a claim, each with its pairings."""
    found = held_list(asked)
    scope, claim = asked.ref(found.scope), found.claim
    page = HeldPage(
        claim_line(asked, found.scope, claim, found.measure),
        scope,
        found.part_name,
        listing(asked, found.rows, held_line(asked, found, MOST_PAIRINGS)),
    )
    key = asked.snapshot.parties.key(found.scope)
    name = say("{place} {year} 年", place=scope.text, year=claim.year)
    back = Ref(name, asked.urls.reconciliation(key, claim.year))
    crumbs = (Ref(TITLE, asked.urls.reconciliation()), back)
    title = say("{item}：{part}", item=claim.item[:40], part=page.part)
    return Shown("held", title, page, crumbs)


def held_list(asked: Asked) -> HeldList:
    """Raises NotFound for a claim that there is not, or that no ledger holds."""
    if not (asked.key.isascii() and asked.key.isdigit() and len(asked.key) < 10):
        raise NotFound(say("没有第 {number} 号计划数", number=asked.key[:20]))
    scope, claim = find_claim(asked.snapshot, int(asked.key))
    if claim.measure is None:
        message = say("{item}不是结对关系的数，台账里没有对应的内容", item=claim.item[:40])
        raise NotFound(message)
    part = next(iter(asked.words("part", Part)), None)
    asks = (asked.snapshot, scope, claim.year, claim.measure)
    ends = _by_end(asked, claim.measure, part, held_pairings(*asks, part))
    return HeldList(scope, claim, claim.measure, part, reconcile(*asks).rows(part), ends)


def _by_end(
    asked: Asked, measure: Measure, part: Part | None, pairings: IntArray
) -> dict[int, list[int]]:
    """The pairings of each party that is counted."""
    held = asked.snapshot.pairings
    at_donor = COUNTINGS[measure].end is Side.DONOR and part is not Part.TALKS
    end = (held.donor if at_donor else held.recipient).at
    found: dict[int, list[int]] = defaultdict(list)
    for row in pairings.tolist():
        found[end[row]].append(row)
    return found


def held_line(asked: Asked, found: HeldList, most: int | None) -> Callable[[int], HeldLine]:
    """Makes the line of a party with the first `most` of its pairings, or all for None."""
    parties = asked.snapshot.parties

    def line(row: int) -> HeldLine:
        pairings = found.pairings[row]
        return HeldLine(
            asked.ref(row),
            parties.key(row),
            place_of(asked, row),
            parties.kind_of(row),
            parties.is_donor(row),
            tuple(pairing_line(asked, each) for each in pairings[:most]),
            len(pairings),
        )

    return line
