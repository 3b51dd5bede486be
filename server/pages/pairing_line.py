"""One pairing in one line of a table."""

from dataclasses import dataclass

from graph.network.snapshot import NOWHERE
from graph.words import Stage
from server.pages.asked import Asked, Ref
from server.pages.moments import Span, span_of, state_of

PLACEHOLDERS = ("市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""What the register writes for a prefecture where there is none."""


@dataclass(frozen=True, slots=True)
class PairingLine:
    """`state` says how it stands on the day: 有效, 未开始, 已结束, 已取消. `is_own` says that it
    may be changed here by who asks."""

    href: str
    donor: Ref
    recipient: Ref
    donor_place: str
    recipient_place: str
    stage: Stage
    talks: bool
    state: str
    span: Span
    lead: Ref | None
    partner: Ref | None
    programme: str
    note: str
    source: str
    agreement: str
    id: int
    key: str
    version: int
    is_own: bool

    @property
    def active(self) -> bool:
        return self.state == "有效"


def pairing_line(asked: Asked, row: int) -> PairingLine:
    pairings = asked.snapshot.pairings
    text, id_ = pairings.text, pairings.id.at[row]
    donor, recipient = pairings.donor.at[row], pairings.recipient.at[row]
    return PairingLine(
        asked.urls.pairing(pairings.key(row)),
        asked.ref(donor),
        asked.ref(recipient),
        place_of(asked, donor),
        place_of(asked, recipient),
        Stage(pairings.stage.at[row]),
        bool(pairings.negotiating_villages.at[row]),
        state_of(pairings, row, asked.view.day),
        span_of(pairings, row),
        optional(asked, pairings.lead.at[row]),
        optional(asked, pairings.partner.at[row]),
        text.programme[id_] or "",
        text.note[id_] or "",
        text.source[id_],
        text.agreement[id_] or "",
        id_,
        pairings.key(row),
        pairings.version.at[row],
        asked.may_pair(row),
    )


def place_of(asked: Asked, row: int) -> str:
    """The county and the township that a party lies in, itself left out."""
    parties = asked.snapshot.parties
    above = (parties.county.at[row], parties.township.at[row])
    places = [place for place in above if place not in (NOWHERE, row)]
    names = [parties.name(place) for place in places or reversed(parties.ancestors(row))]
    named = [name for name in names if name not in PLACEHOLDERS]
    return " ".join(named if places else named[:1])


def optional(asked: Asked, row: int) -> Ref | None:
    return None if row == NOWHERE else asked.ref(row)
