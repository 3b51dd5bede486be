"""Changing a ledger by GraphQL, without HTTP: as an actor, on a database of the test's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from asking import ENGINE
from small_network import TODAY
from two_districts import actor, two_districts

from graph.network.live import Network
from graph.registry.database import Database
from graph.rights import Actor
from graph.words import Role
from schema.call import Call
from schema.context import Context
from server.ledger import Hand, Ledger

CITY = Actor("小王")
SHOWN = """
{ pairing { key stage version start startPrecision end donor { key } recipient { key }
    lead { key } partner { key } programme agreement note source follows { key end } }
  userErrors { path code message } }
"""
ARGUMENTS = {
    "registerPairing": "$input: RegisterPairingInput!",
    "amendPairing": "$input: AmendPairingInput!",
    "signPairing": "$id: ID!, $version: Int!, $day: Date!, $agreement: String",
    "endPairing": "$id: ID!, $version: Int!, $end: Date!",
    "handOverPairing": "$id: ID!, $version: Int!, $donor: ID!, $day: Date!",
}


def document(mutation: str, given: dict[str, Any]) -> str:
    """The mutation with these arguments as variables."""
    declared = [each for each in ARGUMENTS[mutation].split(", ") if each[1:].split(":")[0] in given]
    names = [each[1:].split(":")[0] for each in declared]
    passed = ", ".join(f"{name}: ${name}" for name in names)
    return f"mutation ({', '.join(declared)}) {{ {mutation}({passed}) {SHOWN} }}"


@dataclass
class Client:
    database: Database
    network: Network = field(init=False)

    def __post_init__(self) -> None:
        self.network = Network(self.database)

    def answer(self, query: str, who: Actor | None = CITY, /, **variables: Any) -> dict[str, Any]:
        """The whole answer; for None there is nobody who could write."""
        ledger = Ledger(self.database, self.network)
        context = Context(self.network.snapshot, TODAY, writer=Hand(ledger, who) if who else None)
        found: dict[str, Any] = orjson.loads(
            ENGINE.answer(Call(query, variables=variables), context).body
        )
        return found

    def change(self, mutation: str, given: dict[str, Any], who: Actor | None = CITY) -> Any:
        """The payload of one mutation."""
        answered = self.answer(document(mutation, given), who, **given)
        assert "errors" not in answered, answered
        return answered["data"][mutation]

    def done(self, mutation: str, given: dict[str, Any], who: Actor | None = CITY) -> Any:
        """The pairing in the payload of one that is not refused."""
        payload = self.change(mutation, given, who)
        assert payload["userErrors"] == []
        return payload["pairing"]

    def refused(
        self, mutation: str, given: dict[str, Any], who: Actor | None = CITY
    ) -> list[tuple[str, str]]:
        """Path and code of each reason."""
        payload = self.change(mutation, given, who)
        assert payload["pairing"] is None
        assert all(0 < len(error["message"]) < 300 for error in payload["userErrors"])
        return [(".".join(error["path"]), error["code"]) for error in payload["userErrors"]]

    def district(self) -> Actor:
        return actor(self.database, Role.DISTRICT, "110115")


def client(database: Database, folder: Path) -> Client:
    """P1 signed county, P2 planned township from 2020-02-25, P3 signed village 2019-05 to 2021;
    Q1 is another district's."""
    return Client(two_districts(database, folder))
