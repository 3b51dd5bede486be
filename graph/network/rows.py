"""Rows as SQL holds them, and the same gathered into columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, TypeVar

from graph.days import ALWAYS, NEVER
from graph.network.gathering import Numbers, Repeated, Texts, Words, gather
from graph.network.snapshot import NOWHERE
from graph.words import DesignationKind, PartyKind, Precision, Side, Stage


class PartyRow(NamedTuple):
    """A party as SQL holds it; words are lower-case texts, flags 0 or 1."""

    id: int
    key: str
    kind: str
    side: str
    name: str
    parent_id: int | None = None
    code: str | None = None
    named: int = 1
    spelled: str = ""
    """Pinyin and initials, a line each."""
    capacity: int | None = None


class AliasRow(NamedTuple):
    party_id: int
    alias: str
    spelled: str = ""
    """Pinyin and initials, a line each."""


class PairingRow(NamedTuple):
    """A pairing as SQL holds it; days are numbers as in `graph.days`, None for an open bound."""

    id: int
    key: str
    donor_id: int
    recipient_id: int
    stage: str = "signed"
    start: int | None = None
    end: int | None = None
    start_precision: str | None = None
    end_precision: str | None = None
    lead_id: int | None = None
    partner_id: int | None = None
    programme: str | None = None
    negotiating_villages: int = 0
    agreement: str | None = None
    note: str | None = None
    follows_id: int | None = None
    source: str = ""
    version: int = 1


class DesignationRow(NamedTuple):
    id: int
    village_id: int
    kind: str = "deep_poverty"
    start: int | None = None
    end: int | None = None
    start_precision: str | None = None
    end_precision: str | None = None


KIND: dict[str | None, int] = {kind.text: int(kind) for kind in PartyKind}
SIDE: dict[str | None, int] = {side.text: int(side) for side in Side}
STAGE: dict[str | None, int] = {stage.text: int(stage) for stage in Stage}
DESIGNATION: dict[str | None, int] = {kind.text: int(kind) for kind in DesignationKind}
PRECISION: dict[str | None, int] = {precision.text: int(precision) for precision in Precision}
PRECISION[None] = 0


@dataclass(slots=True)
class PartyColumns:
    """The columns of PartyRow."""

    id: Numbers = field(default_factory=Numbers)
    key: Texts = field(default_factory=Texts)
    kind: Words = field(default_factory=lambda: Words(KIND))
    side: Words = field(default_factory=lambda: Words(SIDE))
    name: Texts = field(default_factory=Repeated)
    parent_id: Numbers = field(default_factory=Numbers)
    code: Texts = field(default_factory=Texts)
    named: Numbers = field(default_factory=Numbers)
    spelled: Texts = field(default_factory=Repeated)
    capacity: Numbers = field(default_factory=lambda: Numbers(NOWHERE))


@dataclass(slots=True)
class PairingColumns:
    """The columns of PairingRow. A list, a plan and a programme are named by many rows."""

    id: Numbers = field(default_factory=Numbers)
    key: Texts = field(default_factory=Texts)
    donor_id: Numbers = field(default_factory=Numbers)
    recipient_id: Numbers = field(default_factory=Numbers)
    stage: Words = field(default_factory=lambda: Words(STAGE))
    start: Numbers = field(default_factory=lambda: Numbers(ALWAYS))
    end: Numbers = field(default_factory=lambda: Numbers(NEVER))
    start_precision: Words = field(default_factory=lambda: Words(PRECISION))
    end_precision: Words = field(default_factory=lambda: Words(PRECISION))
    lead_id: Numbers = field(default_factory=Numbers)
    partner_id: Numbers = field(default_factory=Numbers)
    programme: Texts = field(default_factory=Repeated)
    negotiating_villages: Numbers = field(default_factory=Numbers)
    agreement: Texts = field(default_factory=Repeated)
    note: Texts = field(default_factory=Repeated)
    follows_id: Numbers = field(default_factory=Numbers)
    source: Texts = field(default_factory=Repeated)
    version: Numbers = field(default_factory=Numbers)


@dataclass(slots=True)
class DesignationColumns:
    """The columns of DesignationRow."""

    id: Numbers = field(default_factory=Numbers)
    village_id: Numbers = field(default_factory=Numbers)
    kind: Words = field(default_factory=lambda: Words(DESIGNATION))
    start: Numbers = field(default_factory=lambda: Numbers(ALWAYS))
    end: Numbers = field(default_factory=lambda: Numbers(NEVER))
    start_precision: Words = field(default_factory=lambda: Words(PRECISION))
    end_precision: Words = field(default_factory=lambda: Words(PRECISION))


Gathered = TypeVar("Gathered", PartyColumns, PairingColumns, DesignationColumns)
Chunks = Iterable[Sequence[Sequence[Any]]]
"""Rows in the order of a row class's fields, some at a time."""


def gathered(columns: Gathered, chunks: Chunks) -> Gathered:
    """The columns, filled from these rows."""
    gather([getattr(columns, each.name) for each in fields(columns)], chunks)
    return columns
