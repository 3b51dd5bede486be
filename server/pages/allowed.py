"""What who asks may do with which rows, so that pages show these ways and no others. The rules
stand in `graph.rights`; the ledger asks them again when something is written."""

from collections.abc import Sequence

import numpy as np

from graph.language import joined, say
from graph.network.columns import IntArray
from graph.network.ground import SnapshotGround, may_pair_each
from graph.network.snapshot import NOWHERE
from graph.rights import Forbidden, may_pair
from server.pages.asked import Asked


def changeable(asked: Asked, rows: IntArray) -> IntArray:
    """Those of these pairings that may be changed here, in their order."""
    return rows[may_pair_each(asked.actor, asked.snapshot)[rows]] if asked.can_write else rows[:0]


def may_change_any(asked: Asked, rows: Sequence[int] | IntArray) -> bool:
    """May any of these pairings be changed here?"""
    return changeable(asked, np.asarray(rows, dtype=np.int32)).size > 0


def may_give(asked: Asked, donor: int) -> bool:
    """May pairings of this donor be registered here, whoever leads them?"""
    ground, id_ = SnapshotGround(asked.snapshot), asked.snapshot.parties.id.at[donor]
    return asked.can_write and may_pair(asked.actor, ground, id_)


def check_may_change(asked: Asked, pairing: int) -> None:
    """Raises Forbidden, naming who may change it."""
    if why := why_not(asked, pairing):
        raise Forbidden(why)


def why_not(asked: Asked, pairing: int) -> str:
    """Why who asks may not change it, and who may; empty when it may be changed."""
    if asked.may_pair(pairing):
        return ""
    parties, held = asked.snapshot.parties, asked.snapshot.pairings
    donor, recipient = (parties.name(end.at[pairing])[:40] for end in (held.donor, held.recipient))
    districts = _districts(asked, pairing)
    city = say("市级账号")
    who = say("市级账号或{districts}的账号", districts=joined(districts)) if districts else city
    return say(
        "{who}不能改{donor}支援{recipient}的结对关系；请由{others}来改",
        who=asked.actor.described,
        donor=donor,
        recipient=recipient,
        others=who,
    )


def check_may_name(asked: Asked, division: int) -> None:
    """May the villages of this division be named here? Raises Forbidden, naming who may."""
    if asked.may_name(division):
        return
    parties = asked.snapshot.parties
    county = parties.county.at[division]
    place = say("这里") if county == NOWHERE else parties.name(county)[:40]
    raise Forbidden(
        say(
            "{who}不能为{place}的村定名；请由市级账号或支援{place}的区的账号来定",
            who=asked.actor.described,
            place=place,
        )
    )


def _districts(asked: Asked, pairing: int) -> list[str]:
    """The districts in which its donor and its lead lie."""
    parties, held = asked.snapshot.parties, asked.snapshot.pairings
    ends = (held.donor.at[pairing], held.lead.at[pairing])
    counties = (parties.county.at[end] for end in ends if end != NOWHERE)
    return list(dict.fromkeys(parties.name(one) for one in counties if one != NOWHERE))
