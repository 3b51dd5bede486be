"""How a question is put to a server, and what is read from its answers.

Ours and the Strawberry peer take the same documents. PostGraphile's are in its own idiom: lists of
`nodes`, relations by foreign key, functions for what no table holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answer = Mapping[str, Any]
Variables = Mapping[str, object]
Facts = object
"""What an answer says, in a form that is equal for equal answers."""


@dataclass(frozen=True)
class Wording:
    """A document, the variables to ask it with in turn, and how to read an answer's data."""

    document: str
    variables: Sequence[Variables]
    read: Callable[[Any], Facts]


@dataclass(frozen=True)
class Question:
    name: str
    about: str
    ours: Wording
    postgraphile: Wording


def edges(connection: Answer) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


def nodes(connection: Answer) -> list[Any]:
    found: list[Any] = connection["nodes"]
    return found


OUR_PAIRINGS = """
pairings(stages: [NEGOTIATING, PLANNED, SIGNED, CANCELLED]) {
  edges { node { key stage start end donor { key name kind } } }
}"""
SQL_PAIRINGS = """
pairings: pairingsByRecipientId(first: 20, orderBy: KEY_ASC) {
  nodes { key stage start: startDay end: endDay donor: partyByDonorId { key name kind } }
}"""


def pairing_facts(pairings: Sequence[Any]) -> Facts:
    """In the order of keys: lists of pairings are in different orders."""
    return sorted(
        (
            *(one["key"], word(one["stage"]), one["start"], one["end"]),
            *party_facts(one["donor"]),
        )
        for one in pairings
    )


def party_facts(party: Answer) -> tuple[str, str, str]:
    return party["key"], party["name"], word(party["kind"])


def word(text: str) -> str:
    """Enums are in capitals here and in small letters there."""
    return text.lower()
