"""The parties that hang together with one, as they are or as if a pairing were lost."""

from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.structure import Share, shares_of, together
from graph.errors import NotFound
from graph.language import say
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.listing import Listing, Option, listing
from server.pages.pairing_line import PairingLine, pairing_line
from server.pages.parties import PartyLine, party_line


class Members(NamedTuple):
    """Rows: the party, the scope, the pairing that is thought away (NOWHERE for none), and which of
    those that hang together are listed."""

    party: int
    within: int | None
    lost: int
    share: Share


@dataclass(frozen=True, slots=True)
class MembersPage:
    name: Ref
    lost: PairingLine | None
    shares: tuple[Option, ...]
    list: Listing[PartyLine]


def members(asked: Asked) -> Members:
    """What the address asks for; raises NotFound for what the ledger does not hold."""
    party = asked.party("of")
    if party is None:
        raise BadQuery("of", say("要写明从哪个主体看起（of=编码）"))
    return Members(
        party, asked.division("within"), _lost(asked), asked.word("share", Share, Share.PARTIES)
    )


def member_rows(asked: Asked, chosen: Members) -> list[IntArray]:
    """Those that hang together, for each Share. Raises NotFound."""
    lost = None if chosen.lost == NOWHERE else chosen.lost
    snapshot, day, within = asked.snapshot, asked.view.day, chosen.within
    rows = together(snapshot, day, chosen.party, within, lost)
    return shares_of(snapshot, day, within, rows)


def show_members(asked: Asked) -> Shown:
    chosen = members(asked)
    rows = member_rows(asked, chosen)
    name = asked.ref(chosen.party)
    page = MembersPage(
        name,
        None if chosen.lost == NOWHERE else pairing_line(asked, chosen.lost),
        tuple(
            Option(
                asked.again(share=share.text if share else None),
                share.chinese,
                share is chosen.share,
                len(rows[share]),
            )
            for share in Share
        ),
        listing(asked, rows[chosen.share], lambda row: party_line(asked, row)),
    )
    scope = "" if chosen.within is None else asked.snapshot.parties.key(chosen.within)
    back = Ref(say("网络结构"), asked.urls.structure(scope))
    return Shown("network_members", title_of(asked, chosen), page, (back,))


def title_of(asked: Asked, chosen: Members) -> str:
    return say("与{party}连在一起的主体", party=asked.ref(chosen.party).text)


def _lost(asked: Asked) -> int:
    key = asked.query.get("lost", "")
    row = asked.snapshot.pairings.find(key) if key else NOWHERE
    if row is None:
        raise NotFound(say("没有编号为“{key}”的结对关系", key=key[:60]))
    return row
