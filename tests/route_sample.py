"""What an example of a route is, and the rules on rights that say who may send it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from split_ledger import Split

from graph.registry.ground import SqlGround
from graph.rights import Actor, may_name, may_pair, may_suggest, may_tell_of

Rule = Callable[["Place", Actor, str], bool]
"""May this actor write what the sample sends about this thing?"""
Sent = Mapping[str, Any]


class Place:
    """What the rules on rights say of the ledger, by keys."""

    def __init__(self, held: Split) -> None:
        self.held = held
        with held.database.read() as connection:
            parties = connection.exec_driver_sql("SELECT key, id FROM party WHERE retracted = 0")
            self.ids: dict[str, int] = {row.key: row.id for row in parties}
            pairings = connection.exec_driver_sql(
                "SELECT key, donor_id, lead_id FROM pairing WHERE retracted = 0"
            )
            self.pairings = {key: (donor, lead) for key, donor, lead in pairings}

    def ask(self, rule: Callable[[SqlGround], bool]) -> bool:
        with self.held.database.read() as connection:
            return rule(SqlGround(connection))


def pairs(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_pair(actor, ground, *place.pairings[key]))


def donates(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_pair(actor, ground, place.ids[key]))


def names(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_name(actor, ground, place.ids[key]))


def tells(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_tell_of(actor, ground, place.ids[key]))


def suggests(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_suggest(actor, ground, place.ids[key]))


def decides(place: Place, actor: Actor, suggestion: str) -> bool:
    """A suggestion of `split_ledger` is about a village of one county."""
    (village,) = [key for key, found in place.held.suggestions.items() if found == suggestion]
    return names(place, actor, village)


def takes_back(place: Place, actor: Actor, batch: str) -> bool:
    """A batch of `split_ledger` has to do with one district."""
    (district,) = [one for one, found in place.held.batches.items() if found == batch]
    return tells(place, actor, district)


def takes(place: Place, actor: Actor, upload: str) -> bool:
    """An upload of `split_ledger` was handed in by a district, and is of what it donates."""
    (district,) = [one for one, found in place.held.uploads.items() if found == upload]
    return tells(place, actor, district)


def whoever(_: Place, __: Actor, ___: str) -> bool:
    """Nothing of the ledger is written."""
    return True


@dataclass(frozen=True)
class Sample:
    """`own` is a thing of 大兴区 or of nobody's, `other` the same of 怀柔区, or nothing.

    `told` is what stands behind the address. With `sent` the thing is written about; `written` is
    the answer to whoever may, and `writes` whether there are more rows then. `looks` is the rule
    for the page itself.
    """

    own: str = ""
    other: str = ""
    told: str = ""
    sent: Callable[[str], Sent] | None = None
    rule: Rule = whoever
    looks: Rule = whoever
    written: int = 303
    writes: bool = True
    shown: int = 200

    @property
    def things(self) -> tuple[str, ...]:
        return (self.own, self.other) if self.other else (self.own,)


@dataclass(frozen=True)
class Cell:
    """A route with a thing; `key` is empty where there is none."""

    path: str
    sample: Sample
    thing: str
    methods: frozenset[str] = field(default_factory=frozenset)

    @property
    def address(self) -> str:
        path = self.path
        for parameter in ("{key:path}", "{name:path}", "{key}"):
            path = path.replace(parameter, quote(self.thing, safe=""))
        return path + self.sample.told
