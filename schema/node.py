"""Ids that never change: the type, a colon, the key."""

import strawberry

from graph.network.snapshot import Snapshot
from graph.words import PartyKind
from schema.context import Info


class PairingNode(int):
    """The row of a pairing where a party's could stand too, as in `node`."""


@strawberry.interface
class Node:
    id: strawberry.ID

    @classmethod
    def resolve_type(cls, row: int, info: Info, _abstract: object) -> str:
        if isinstance(row, PairingNode):
            return "Pairing"
        return party_type(info.context.snapshot, row)


PARTY_TYPES = tuple("Division" if kind.is_division else "Organisation" for kind in PartyKind)
"""By kind."""


def party_type(snapshot: Snapshot, row: int) -> str:
    return PARTY_TYPES[snapshot.parties.kind.at[row]]


def find_node(snapshot: Snapshot, node_id: str) -> int | None:
    """The row of a party, or a PairingNode; None for an id of nothing, or that is no id."""
    type_name, _, key = node_id.partition(":")
    if type_name == "Pairing":
        pairing = snapshot.pairings.find(key)
        return None if pairing is None else PairingNode(pairing)
    party = snapshot.parties.find(key)
    if party is None or party_type(snapshot, party) != type_name:
        return None
    return party
