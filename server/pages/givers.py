"""Who supports a party on the day, in one line each."""

from typing import NamedTuple

from graph.analysis.pairings import pairings_of
from graph.network.snapshot import NOWHERE
from graph.words import Side, Stage
from server.pages.asked import Asked, Ref


class Giver(NamedTuple):
    """A donor, and the stage of the furthest of its pairings."""

    name: Ref
    stage: Stage


def givers(asked: Asked, recipient: int) -> tuple[Giver, ...]:
    """Distinct donors of this party's pairings active on the day, best stage first."""
    pairings = asked.snapshot.pairings
    best: dict[int, Stage] = {}
    for row in pairings_of(asked.snapshot, recipient, Side.RECIPIENT, day=asked.view.day):
        donor, stage = pairings.donor.at[row], Stage(pairings.stage.at[row])
        best[donor] = max(stage, best.get(donor, stage))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Giver(asked.ref(donor), stage) for donor, stage in ranked)


def leads(asked: Asked, recipient: int) -> tuple[Ref, ...]:
    """Who answers for the pairings of this party that are active on the day."""
    lead = asked.snapshot.pairings.lead.at
    rows = pairings_of(asked.snapshot, recipient, Side.RECIPIENT, day=asked.view.day)
    found = dict.fromkeys(lead[row] for row in rows)
    return asked.refs([row for row in found if row != NOWHERE])
