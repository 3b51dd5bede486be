"""The book: the ledger as an import sees it, with what it adds and changes, before it is written.

Every importer states rows here; `apply` writes them. Rules that one row alone cannot break, such
as overlaps, are checked when all rows are in.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select

from graph.days import Day
from graph.registry.audit import Recorder, Value
from graph.registry.deeds import Deed
from graph.registry.shelf import Outcome, Reading, Shelf
from graph.registry.spelling import spell
from graph.registry.tables import (
    alias,
    capacity,
    cause,
    claim,
    designation,
    pairing,
    party,
    poverty,
    printed_rate,
    setting,
    source,
)
from graph.words import PartyKind, Side, Stage


class Known(NamedTuple):
    """What an import needs to know of a party."""

    id: int
    key: str
    name: str
    kind: PartyKind
    side: Side
    parent_id: int | None
    named: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open days; None for an open bound."""

    start: Day | None
    end: Day | None

    def fields(self) -> dict[str, Value]:
        fields: dict[str, Value] = {}
        for bound, day in (("start", self.start), ("end", self.end)):
            fields[f"{bound}_day"] = day.date if day else None
            fields[f"{bound}_precision"] = day.precision.text if day else None
        return fields


@dataclass
class Book:
    """Shelves of all tables, and the parties by key and by id."""

    recorder: Recorder
    parties: dict[str, Known] = field(default_factory=dict)
    by_id: dict[int, Known] = field(default_factory=dict)
    unnamed: dict[int, int] = field(default_factory=dict)
    """The next number of an unnamed village, by division, as far as one was added."""
    former: dict[str, Known] = field(default_factory=dict)
    """Villages of the register by the key of the unnamed one that each turned out to be; this key
    leads to them in `parties` too."""
    taken: dict[int, str] = field(default_factory=dict)
    """The same the other way: that key by the village's id."""
    reading: Reading = field(default_factory=Reading)
    """Where in a file stands what is stated now."""
    _resolved: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        recorder = self.recorder
        self.donor_root = recorder.connection.scalar(
            select(setting.c.value).where(setting.c.name == "donor_root")
        )
        self.source = Shelf(recorder, source, ["document", "place"])
        self.party = Shelf(recorder, party, ["key"], new_first=True)
        self.alias = Shelf(recorder, alias, ["party_id", "alias"])
        self.capacity = Shelf(recorder, capacity, ["party_id"])
        self.designation = Shelf(recorder, designation, ["village_id", "kind", "start_day"])
        # Corrections may move days from one pairing to another: a cancelled one holds none.
        aside = {"stage": Stage.CANCELLED.text}
        self.pairing = Shelf(recorder, pairing, ["key"], aside=aside)
        self.poverty = Shelf(recorder, poverty, ["division_id", "year"])
        self.printed_rate = Shelf(recorder, printed_rate, ["division_id", "year", "moment"])
        self.cause = Shelf(recorder, cause, ["division_id", "year", "cause"])
        self.claim = Shelf(recorder, claim, ["division_id", "year", "item"])
        for shelf in self.shelves():
            shelf.reading = self.reading
        for kept in self.party:
            self._know(kept.id, dict(zip(self.party.columns, kept.fields, strict=True)))
        at = self.party.columns.index("resolved_to_id")
        for kept in self.party:
            if isinstance(village_id := kept.fields[at], int):
                self._stand_for(self.by_id[kept.id], self.by_id[village_id])

    def _stand_for(self, unnamed: Known, village: Known) -> None:
        self.parties[unnamed.key] = self.former[unnamed.key] = self.by_id[unnamed.id] = village
        self.taken[village.id] = unnamed.key

    def _know(self, party_id: int, fields: dict[str, Value]) -> Known:
        parent_id = fields["parent_id"]
        known = Known(
            party_id,
            str(fields["key"]),
            str(fields["name"]),
            PartyKind.named(str(fields["kind"])),
            Side.named(str(fields["side"])),
            parent_id if isinstance(parent_id, int) else None,
            fields["named"] == 1,
        )
        self.parties[known.key] = self.by_id[party_id] = known
        return known

    def shelves(self) -> Iterator[Shelf]:
        """In an order in which each refers only to those before it."""
        yield from (self.source, self.party, self.alias, self.capacity, self.designation)
        yield from (self.pairing, self.poverty, self.printed_rate, self.cause, self.claim)

    def put_party(
        self,
        key: str,
        name: str,
        kind: PartyKind,
        parent: Known | None,
        *,
        code: str | None = None,
        named: bool = True,
    ) -> tuple[Known, Outcome]:
        """States a party; it lies on its parent's side, a province on that which it makes."""
        root_side = Side.DONOR if key == self.donor_root else Side.RECIPIENT
        pinyin, initials = self._spelling(key, name)
        fields: dict[str, Value] = {
            "key": key,
            "kind": kind.text,
            "side": (parent.side if parent else root_side).text,
            "name": name,
            "parent_id": parent and parent.id,
            "parent_kind": parent and parent.kind.text,
            "named": int(named),
            "pinyin": pinyin,
            "initials": initials,
        }
        if code is not None:
            fields["code"] = code
        party_id, outcome = self.party.put(**fields)
        return self._know(party_id, fields), outcome

    def _spelling(self, key: str, name: str) -> tuple[str, str]:
        kept = self.party.find(key)
        if kept is not None and self.party.get(kept, "name") == name:
            return str(self.party.get(kept, "pinyin")), str(self.party.get(kept, "initials"))
        return spell(name)

    def put_alias(self, owner: Known, text: str) -> Outcome:
        if text == owner.name:
            return Outcome.UNCHANGED
        pinyin, initials = spell(text)
        return self.alias.put(party_id=owner.id, alias=text, pinyin=pinyin, initials=initials)[1]

    def resolve(self, unnamed: Known, village: Known) -> None:
        """The village stands for the unnamed one from now on; nothing may stand on that any
        more."""
        self._resolved.append((unnamed.id, village.id))
        self.party.note(unnamed.id)
        self._stand_for(unnamed, village)

    def put_source(self, document: str, place: str = "") -> int:
        """The id of a source, added when it is new."""
        return self.source.put(document=document, place=place)[0]

    def aliases(self) -> Iterator[tuple[int, str]]:
        """(party id, alias)."""
        for kept in self.alias:
            owner, text = self.alias.get(kept, "party_id"), self.alias.get(kept, "alias")
            assert isinstance(owner, int)
            yield owner, str(text)

    def overlaps(self) -> Iterator[tuple[int, int]]:
        """Ids of pairings of one donor and recipient, uncancelled, that overlap, pair by pair."""
        by_ends: dict[tuple[Value, Value], list[tuple[date, date, int]]] = defaultdict(list)
        names = ("donor_id", "recipient_id", "stage", "start_day", "end_day")
        places = [self.pairing.columns.index(name) for name in names]
        for kept in self.pairing:
            donor, recipient, stage, start, end = (kept.fields[place] for place in places)
            if stage != "cancelled":
                first = start if isinstance(start, date) else date.min
                last = end if isinstance(end, date) else date.max
                by_ends[donor, recipient].append((first, last, kept.id))
        for spans in by_ends.values():
            yield from _overlaps(sorted(spans)) if len(spans) > 1 else ()

    def pairing_keys(self, pairing_ids: Iterable[int]) -> list[str]:
        """The keys of a few pairings, in order."""
        wanted = set(pairing_ids)
        return sorted(
            str(self.pairing.get(kept, "key")) for kept in self.pairing if kept.id in wanted
        )

    def deeds(self) -> Iterator[Deed]:
        """What `apply` would do, row by row; the same row may be in two of them. Names come
        first."""
        rows = {kept.id: kept for kept in self.party} if self._resolved else {}
        for unnamed_id, village_id in self._resolved:
            before = self.party.by_column(rows[unnamed_id])
            yield Deed(party.name, unnamed_id, before, {**before, "resolved_to_id": village_id})
        for shelf in self.shelves():
            yield from shelf.deeds()

    def is_staged(self) -> bool:
        return bool(self._resolved) or any(shelf.is_staged() for shelf in self.shelves())

    def digest(self) -> str:
        """Stands for all that is staged: the same for what changes the ledger alike."""
        staged: list[object] = [[shelf.table.name, [*shelf.staged()]] for shelf in self.shelves()]
        staged.append(self._resolved)
        return sha256(json.dumps(staged, default=str).encode()).hexdigest()

    def apply(self, progress: Callable[[str], None] | None = None) -> None:
        """Writes everything that was staged."""
        for shelf in self.shelves():
            if progress and shelf.is_staged():
                progress(shelf.table.name)
            shelf.apply()
        for unnamed_id, village_id in self._resolved:
            after = {"resolved_to_id": village_id}
            self.recorder.amend(party, unnamed_id, {"resolved_to_id": None}, after)


def _overlaps(spans: list[tuple[date, date, int]]) -> Iterator[tuple[int, int]]:
    """Spans are sorted; each is held against the one before it that ends last."""
    _, latest, holder = spans[0]
    for start, end, pairing_id in spans[1:]:
        if start < latest:
            yield holder, pairing_id
        if end > latest:
            latest, holder = end, pairing_id
