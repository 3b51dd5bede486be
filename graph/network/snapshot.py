"""The snapshot: every party and pairing of all days, in columns, at one moment of the ledger.

A *row* is a number: the position of a party in preorder (a division, then all that lies in it,
siblings by key), or of a pairing in the order of SQL ids. A division's descendants are therefore
the slice `row + 1 : end[row]`. Numbers lie in columns by row; texts lie in lists by SQL id, which
only grow, so that the next snapshot shares them. Nothing here changes after it was built; the
next snapshot is made by `graph.network.advance`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from graph.errors import NotFound
from graph.language import say
from graph.network.columns import Ints
from graph.network.memo import Memo
from graph.words import Measure, PartyKind, Side

NOWHERE = -1
"""In a column of rows: there is none."""


@dataclass(frozen=True, slots=True)
class PartyTexts:
    """Texts of parties by SQL id. Index 0 and ids never used hold empty texts."""

    key: list[str]
    name: list[str]
    code: list[str | None]
    aliases: list[tuple[str, ...]]
    spelled: list[str]
    """Pinyin and initials of the name, then those of each alias, a line each."""


class Resolved(NamedTuple):
    """An unnamed village that turned out to be one of the register. It has no row: the village's
    row stands for both. `id`, `division_id` (what counted it) and `village_id` are SQL ids."""

    id: int
    key: str
    name: str
    division_id: int
    village_id: int


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties by row, P of them, in preorder. Columns of rows hold NOWHERE (-1) for none."""

    id: Ints
    """int64 (P,): SQL id."""
    kind: Ints
    """int8 (P,): PartyKind."""
    side: Ints
    """int8 (P,): Side."""
    parent: Ints
    """int32 (P,): row."""
    end: Ints
    """int32 (P,): the row after the last that lies in this one."""
    county: Ints
    """int32 (P,): the county that it is or lies in."""
    township: Ints
    """int32 (P,): the township that it is or lies in."""
    named: Ints
    """int8 (P,): 0 for a village that a source counts but does not name."""
    capacity: Ints
    """int32 (P,): villages that it offers to take on, NOWHERE when it states none."""
    row_of_id: Ints
    """int32 (largest id + 1,): row."""
    text: PartyTexts
    id_of_key: dict[str, int]
    resolved: tuple[Resolved, ...] = ()
    """By key; their ids and keys lead to the row of the village."""
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)
    """Results that hold as long as no party changes."""

    def __len__(self) -> int:
        return len(self.id.at)

    def find(self, key: str) -> int | None:
        """The row of the party with this key."""
        party_id = self.id_of_key.get(key, 0)
        if party_id >= len(self.row_of_id.at):
            return None
        row = self.row_of_id.at[party_id]
        return None if row == NOWHERE else row

    def row(self, key: str) -> int:
        """The row of the party with this key; raises NotFound."""
        row = self.find(key)
        if row is None:
            raise NotFound(say("没有编码为“{key}”的主体", key=key))
        return row

    def division(self, code: str) -> int:
        """The row of the division with this code; raises NotFound, for an organisation too."""
        row = self.find(code)
        if row is None or not self.is_division(row):
            raise NotFound(say("没有编码为“{code}”的行政区划", code=code))
        return row

    def key(self, row: int) -> str:
        return self.text.key[self.id.at[row]]

    def name(self, row: int) -> str:
        return self.text.name[self.id.at[row]]

    def code(self, row: int) -> str | None:
        return self.text.code[self.id.at[row]]

    def aliases(self, row: int) -> tuple[str, ...]:
        return self.text.aliases[self.id.at[row]]

    def lines(self, row: int) -> str:
        """What the party is found by, in lower case, a line each: key, name, aliases, and the
        pinyin and initials of these."""
        text, party = self.text, self.id.at[row]
        words = (text.key[party], text.name[party], *text.aliases[party], text.spelled[party])
        return "\n".join(words).lower()

    def kind_of(self, row: int) -> PartyKind:
        return PartyKind(self.kind.at[row])

    def is_division(self, row: int) -> bool:
        return self.kind.at[row] <= PartyKind.VILLAGE

    def is_donor(self, row: int) -> bool:
        return self.side.at[row] == Side.DONOR

    def ancestors(self, row: int) -> list[int]:
        """From the province down to the parent."""
        found: list[int] = []
        above = self.parent.at[row]
        while above != NOWHERE:
            found.append(above)
            above = self.parent.at[above]
        return found[::-1]

    def children(self, row: int) -> Iterator[int]:
        """Divisions and organisations directly in this division, in order."""
        child, end = row + 1, self.end.at[row]
        while child < end:
            yield child
            child = self.end.at[child]

    def roots(self) -> Iterator[int]:
        """The provinces, in order."""
        row = 0
        while row < len(self):
            yield row
            row = self.end.at[row]

    def inside(self, row: int, outer: int) -> bool:
        """Is `row` this division or does it lie in it?"""
        return outer <= row < self.end.at[outer]


@dataclass(frozen=True, slots=True)
class PairingTexts:
    """Texts of pairings by SQL id."""

    key: list[str]
    programme: list[str | None]
    agreement: list[str | None]
    note: list[str | None]
    source: list[str]


@dataclass(frozen=True, slots=True)
class Pairings:
    """Pairings by row, N of them, in order of SQL id; retracted ones are not here."""

    id: Ints
    """int64 (N,): SQL id, rising."""
    donor: Ints
    """int32 (N,): row of a party; so are recipient, lead and partner (NOWHERE for none)."""
    recipient: Ints
    lead: Ints
    partner: Ints
    stage: Ints
    """int8 (N,): Stage."""
    negotiating_villages: Ints
    """int8 (N,): 1 when the village level is still being negotiated."""
    start: Ints
    """int32 (N,): days since 1970-01-01, `days.ALWAYS` for an open start."""
    end: Ints
    """int32 (N,): days since 1970-01-01, exclusive, `days.NEVER` for an open end."""
    start_precision: Ints
    """int8 (N,): Precision, of no meaning at an open start; so is end_precision."""
    end_precision: Ints
    follows: Ints
    """int32 (N,): row of the pairing that this one came from, or NOWHERE."""
    version: Ints
    """int32 (N,)."""
    by_donor: Ints
    """int32 (N,): rows by (donor, recipient, start, key)."""
    donor_slot: Ints
    """int32 (P + 1,): by_donor[donor_slot[p] : donor_slot[p + 1]] are the rows of donor p."""
    by_recipient: Ints
    """int32 (N,): rows by (recipient, donor, start, key): the order of lists of pairings."""
    recipient_slot: Ints
    """int32 (P + 1,)."""
    text: PairingTexts
    id_of_key: dict[str, int]

    def __len__(self) -> int:
        return len(self.id.at)

    def row_of(self, pairing_id: int) -> int | None:
        row = bisect_left(self.id.at, pairing_id)
        return row if row < len(self) and self.id.at[row] == pairing_id else None

    def find(self, key: str) -> int | None:
        """The row of the pairing with this key."""
        pairing_id = self.id_of_key.get(key)
        return None if pairing_id is None else self.row_of(pairing_id)

    def key(self, row: int) -> str:
        return self.text.key[self.id.at[row]]

    def of_donor(self, party: int) -> memoryview:
        """Rows of the pairings that this party gives, by recipient."""
        return self.by_donor.at[self.donor_slot.at[party] : self.donor_slot.at[party + 1]]

    def of_recipient(self, party: int) -> memoryview:
        """Rows of the pairings that this party receives, by donor."""
        slot = self.recipient_slot.at
        return self.by_recipient.at[slot[party] : slot[party + 1]]


@dataclass(frozen=True, slots=True)
class Designations:
    """Designations of villages, D of them, by (village, kind, start)."""

    id: Ints
    """int64 (D,): SQL id."""
    village: Ints
    """int32 (D,): row of a party."""
    kind: Ints
    """int8 (D,): DesignationKind."""
    start: Ints
    """int32 (D,): days as in Pairings; the end is exclusive."""
    end: Ints
    start_precision: Ints
    """int8 (D,): Precision; so is end_precision."""
    end_precision: Ints


@dataclass(frozen=True, slots=True)
class Poverty:
    """What a source counts for a division in a year; None where it says nothing."""

    year: int
    households: int | None
    persons: int | None
    poor_villages: int | None
    villages: int | None
    planned_exit_year: int | None
    source: str


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """A poverty incidence in percent as a source prints it, kept apart from what it counts.

    `moment` says which of the year's rates it is: `before`, `after`, or empty for the only one.
    """

    year: int
    moment: str
    incidence: float
    persons: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Households and persons that are poor for one cause."""

    year: int
    cause: str
    households: int
    persons: int
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source promises or reports for a division in a year; `id` is its SQL id.

    `measure` says what of the ledger it counts, None for what no ledger holds, such as funds.
    """

    id: int
    year: int
    item: str
    measure: Measure | None
    quantity: int
    unit: str
    note: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one division, each tuple by year."""

    poverty: tuple[Poverty, ...] = ()
    rates: tuple[PrintedRate, ...] = ()
    causes: tuple[Cause, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """The whole ledger at one moment. `seq` is the last audit row that it includes."""

    seq: int
    parties: Parties
    pairings: Pairings
    designations: Designations
    figures: dict[int, Figures]
    """By SQL id of the division; divisions without figures are not there."""
    demo: bool = False
    """Are the data synthetic? Nothing real stands beside them then."""
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)
    """Results that are worth keeping as long as this snapshot."""

    @cached_property
    def is_empty(self) -> bool:
        return len(self.parties) == 0
