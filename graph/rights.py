"""Who may change what. The rules stand here alone: commands, imports, undoing and pages ask them.

City: everything. District: pairings whose donor or lead lies in it, the organisations and aliases
in it, capacities and claims of what lies in it; designations and names of villages in counties that
it supports. County: nothing in the ledger itself, but suggestions about its own villages. Reader:
nothing. Everybody reads everything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graph.errors import JieduiError
from graph.language import say
from graph.words import ORGANISATION_KINDS, Role


class Forbidden(JieduiError):
    """A change that this actor may not make; the text says who may."""

    code = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `name` goes into the audit; `division_id` is the SQL id of the district or county
    of a role that has one, and `division` its name."""

    name: str
    role: Role = Role.CITY
    division_id: int | None = None
    division: str = ""

    @property
    def may_all(self) -> bool:
        return self.role is Role.CITY

    @property
    def may_write(self) -> bool:
        """May this actor change anything of the ledger?"""
        return self.role in (Role.CITY, Role.DISTRICT)

    @property
    def described(self) -> str:
        """区级账号（大兴区）."""
        if not self.division:
            return say("{role}账号", role=self.role.chinese)
        return say("{role}账号（{division}）", role=self.role.chinese, division=self.division)


Who = str | Actor
"""Whoever writes: somebody with rights, or a local program, named by a text, which may all."""


class Ground(Protocol):
    """What the rules need to know of the ledger. Parties are named by their SQL ids."""

    def lies_in(self, party_id: int, division_id: int) -> bool:
        """Is the party this division, or does it lie in it?"""
        ...

    def supports(self, district_id: int, party_id: int) -> bool:
        """Has the district, or what lies in it, an uncancelled pairing with what is or lies in the
        county in which the party lies?"""
        ...


Row = Mapping[str, Any]
"""A row's columns, as far as they are known."""

ORGANISATIONS = frozenset(kind.text for kind in ORGANISATION_KINDS)
FREE = frozenset({"source", "batch"})
"""Rows that say only where others come from, or hold them together."""


def may_pair(actor: Actor, ground: Ground, donor_id: int, lead_id: int | None = None) -> bool:
    """May the actor write a pairing of this donor under this lead?"""
    return actor.may_all or any(
        _in_own(actor, ground, one) for one in (donor_id, lead_id) if one is not None
    )


def may_tell_of(actor: Actor, ground: Ground, party_id: int) -> bool:
    """May the actor write capacities, aliases and claims of this party?"""
    return actor.may_all or _in_own(actor, ground, party_id)


def may_name(actor: Actor, ground: Ground, village_id: int) -> bool:
    """May the actor designate this village, give it its name, or tell that it has left the list?"""
    if actor.may_all:
        return True
    return (
        actor.role is Role.DISTRICT
        and actor.division_id is not None
        and ground.supports(actor.division_id, village_id)
    )


def may_suggest(actor: Actor, ground: Ground, village_id: int) -> bool:
    """May the actor propose something about this village?"""
    return actor.role is Role.COUNTY and _lies_in_own(actor, ground, village_id)


def check_may_manage(who: str | Actor) -> None:
    """Only the city, and local programs, manage accounts. Raises Forbidden."""
    if isinstance(who, Actor) and not who.may_all:
        raise Forbidden(say("{who}不能管理账号；未作任何改动。请由市级账号来改", who=who.described))


def may_handle(actor: Actor, who: str) -> bool:
    """May the actor take, mend or throw away what somebody of this name handed in? Whoever looks
    at it may read all of it."""
    return actor.may_all or (actor.may_write and actor.name == who)


def may_write(actor: Actor, ground: Ground, table: str, row: Row) -> bool:
    """May the actor write this row as it is, or is to become?"""
    if actor.may_all or table in FREE:
        return True
    rule = _OF_DISTRICTS.get(table)
    return actor.role is Role.DISTRICT and rule is not None and rule(actor, ground, row)


def _may_write_pairing(actor: Actor, ground: Ground, row: Row) -> bool:
    return may_pair(actor, ground, row["donor_id"], row.get("lead_id"))


def _may_designate(actor: Actor, ground: Ground, row: Row) -> bool:
    return may_name(actor, ground, row["village_id"])


def _may_offer(actor: Actor, ground: Ground, row: Row) -> bool:
    return may_tell_of(actor, ground, row["party_id"])


def _may_call(actor: Actor, ground: Ground, row: Row) -> bool:
    return _may_offer(actor, ground, row) or may_name(actor, ground, row["party_id"])


def _may_claim(actor: Actor, ground: Ground, row: Row) -> bool:
    return may_tell_of(actor, ground, row["division_id"])


def _may_write_party(actor: Actor, ground: Ground, row: Row) -> bool:
    """An organisation of one's own district; an unnamed village of a county that it supports."""
    parent_id = row.get("parent_id")
    if parent_id is None:
        return False
    if row["kind"] in ORGANISATIONS:
        return _in_own(actor, ground, parent_id)
    return row.get("named") == 0 and may_name(actor, ground, parent_id)


_OF_DISTRICTS: Mapping[str, Callable[[Actor, Ground, Row], bool]] = {
    "pairing": _may_write_pairing,
    "party": _may_write_party,
    "designation": _may_designate,
    "alias": _may_call,
    "capacity": _may_offer,
    "claim": _may_claim,
}
"""Tables of which a district may write some rows, and which."""


def _in_own(actor: Actor, ground: Ground, party_id: int) -> bool:
    return actor.role is Role.DISTRICT and _lies_in_own(actor, ground, party_id)


def _lies_in_own(actor: Actor, ground: Ground, party_id: int) -> bool:
    return actor.division_id is not None and ground.lies_in(party_id, actor.division_id)
