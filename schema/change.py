"""What a change of a pairing is given, and what it gives back: inputs, ids, payload, refusals."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import strawberry
from strawberry import UNSET

from graph.errors import Problem, Rejected
from graph.network.snapshot import Snapshot
from graph.texts import shown
from graph.words import Stage
from schema.node import party_type
from schema.pairing import Pairing
from schema.scalars import Day

PARTY_TYPES = ("Division", "Organisation")
BOUNDS = ("start", "end")

LEAD = "The unit that answers for it (责任单位), when it is not the donor."
PARTNER = "The unit that carries it out with the donor (协作单位)."
PROGRAMME = "Under which programme, such as 携手奔小康."
START = "The first day on which it holds; without one it is not known when it began."
END = "The first day on which it holds no longer; without one it is open."
AGREEMENT = "The agreement's number."
NOTE = "Anything else."


class Refusal(NamedTuple):
    path: list[str]
    code: str
    message: str


class Payload(NamedTuple):
    """`pairing` is a row of the newest snapshot, None when there are refusals."""

    pairing: int | None
    user_errors: list[Refusal]


@strawberry.type(
    description="""
Why a change was refused; nothing was changed. The codes are stable:
NOT_FOUND: nothing has this id, or something of another type.
WRONG_SIDE: a donor of the recipient side, or the reverse.
STALE_VERSION: the pairing was changed since the version that is named.
WRONG_STAGE: the pairing's stage does not allow it: a signed one cannot be signed, a cancelled one
neither be ended nor handed over.
SAME_DONOR: it would be handed over to the donor that it has.
INVALID_DAYS: the days contradict each other, or those of the pairing.
OVERLAP: another pairing of the same donor and recipient holds on some of its days.
DUPLICATE_KEY: the key is taken or blank.
MISSING: a value that must be there is blank or null.
TOO_LONG: a text has more than 500 signs.
INVALID_TEXT: a text has a control character or a line end in it.
FORBIDDEN: whoever asks may not write this; the path is empty.
DATABASE: the ledger cannot be written now, try again later; the path is empty.
CONFLICT: the database refuses what no rule above names.
""".strip()
)
class UserError:
    path: list[str] = strawberry.field(
        description="The argument, then the input's field, such as [input, donor] or [version]; "
        "empty when it is about the change as a whole."
    )
    code: str = strawberry.field(description="One of those above.")
    message: str = strawberry.field(description="For a person, in Chinese: what, and the way out.")


@strawberry.type(
    description="A change never fails halfway: either the payload's object is there, or "
    "`userErrors` says why, and nothing was changed. The pairing is as it stands after the change."
)
class PairingPayload:
    pairing: Pairing | None = strawberry.field(
        description="The one that the change is about or has opened; null when it was refused."
    )
    user_errors: list[UserError] = strawberry.field(
        description="Every reason that was found; empty when the change was made."
    )


def _needed(description: str) -> Any:
    return strawberry.field(description=description)


def _optional(description: str) -> Any:
    """A field of an input that is UNSET when it is left out."""
    return strawberry.field(default=UNSET, description=description)


@strawberry.input(
    description="A new pairing. Texts may have 500 signs, on one line; blanks around them are "
    "dropped."
)
class RegisterPairingInput:
    key: str | None = _optional("Made from both ends' keys when it is left out; stays for good.")
    donor: strawberry.ID = _needed("The id of a party on the donor side.")
    recipient: strawberry.ID = _needed("The id of a party on the recipient side.")
    lead: strawberry.ID | None = _optional(LEAD)
    partner: strawberry.ID | None = _optional(PARTNER)
    programme: str | None = _optional(PROGRAMME)
    stage: Stage = _needed("How far it has got.")
    start: Day | None = _optional(START)
    end: Day | None = _optional(END)
    agreement: str | None = _optional(AGREEMENT)
    note: str | None = _optional(NOTE)
    source: str = _needed("By what it is registered: an agreement, a document, minutes.")


@strawberry.input(
    description="A field left out stays; null clears it, but for the stage. Amending the stage "
    "corrects the whole span; to move a plan forward use signPairing. Texts as in "
    "RegisterPairingInput."
)
class AmendPairingInput:
    id: strawberry.ID = _needed("The id of the pairing.")
    version: int = _needed("The version that was seen; refused when it is no longer this one.")
    lead: strawberry.ID | None = _optional(LEAD)
    partner: strawberry.ID | None = _optional(PARTNER)
    programme: str | None = _optional(PROGRAMME)
    stage: Stage | None = _optional("How far it has got; null is refused.")
    start: Day | None = _optional(START)
    end: Day | None = _optional(END)
    agreement: str | None = _optional(AGREEMENT)
    note: str | None = _optional(NOTE)


class Places(NamedTuple):
    """Where the fields that a command names stand among a mutation's arguments."""

    names: tuple[str, ...]
    prefix: tuple[str, ...] = ()

    def path(self, field: str) -> list[str]:
        if field in self.names:
            return [*self.prefix, field]
        # A day that ends one pairing and begins the next.
        return ["day"] if field in BOUNDS and "day" in self.names else list(self.prefix)


@dataclass(frozen=True, slots=True)
class Named:
    """Reads ids as keys; what is wrong with them is gathered."""

    snapshot: Snapshot
    problems: list[Problem]

    def party(self, field: str, node_id: str) -> str:
        """What the snapshot does not know may be new: the command will say."""
        type_name, _, key = node_id.partition(":")
        row = self.snapshot.parties.find(key)
        if type_name not in PARTY_TYPES or (
            row is not None and party_type(self.snapshot, row) != type_name
        ):
            self._unknown(field, node_id, "主体")
        return key

    def unit(self, field: str, node_id: str | None) -> str | None:
        return None if node_id is None else self.party(field, node_id)

    def pairing(self, node_id: str) -> str:
        type_name, _, key = node_id.partition(":")
        if type_name != "Pairing":
            self._unknown("id", node_id, "结对关系")
        return key

    def refuse(self) -> None:
        if self.problems:
            raise Rejected(self.problems)

    def _unknown(self, field: str, node_id: str, what: str) -> None:
        message = f"没有 id 为“{shown(node_id)}”的{what}"
        self.problems.append(Problem((field,), "NOT_FOUND", message))
