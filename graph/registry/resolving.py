"""An unnamed village turns out to be one of the register: whether it can, and what then moves.

The village then stands for both: all that stands on the unnamed one moves to it, and the old name
and key lead to it. What would lose or double something is refused: the village already stands for
another, or has a designation of its own (two would then count as one, and the totals of past days
would fall), or has a pairing with the same donor on the same days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from graph.language import joined, say
from graph.registry.audit import Value
from graph.registry.book import Book, Known
from graph.registry.pairings import put_pairing
from graph.registry.rows_on import RowsOn
from graph.registry.shelf import Kept, Shelf
from graph.words import DesignationKind, PartyKind, Side, Stage

ENDS = ("recipient_id", "lead_id", "partner_id")
"""Where an unnamed village can stand in a pairing: it gives none."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an unnamed village cannot be the one named, with a stable code."""

    code: str
    message: str


@dataclass
class Resolver:
    """Names unnamed villages in the book."""

    book: Book
    _pairings: dict[str, RowsOn] = field(default_factory=dict)

    @cached_property
    def designations(self) -> RowsOn:
        return RowsOn(self.book.designation, "village_id")

    @cached_property
    def _others(self) -> list[tuple[str, RowsOn]]:
        """What else may stand on a village, and what it is called."""
        book = self.book
        shelves: list[tuple[str, Shelf, str]] = [
            (say("又名"), book.alias, "party_id"),
            (say("可结对村数"), book.capacity, "party_id"),
            (say("贫困数据"), book.poverty, "division_id"),
            (say("贫困发生率"), book.printed_rate, "division_id"),
            (say("致贫原因"), book.cause, "division_id"),
            (say("计划数"), book.claim, "division_id"),
        ]
        return [(name, RowsOn(shelf, column)) for name, shelf, column in shelves]

    def _at(self, end: str) -> RowsOn:
        if end not in self._pairings:
            self._pairings[end] = RowsOn(self.book.pairing, end)
        return self._pairings[end]

    def obstacles(self, unnamed: Known, village: Known) -> Iterator[Obstacle]:
        """All that is against it; nothing when it can be."""
        unfit = self._unfit(unnamed, village)
        if unfit is not None:
            yield unfit
            return
        yield from self._designated(unnamed, village)
        yield from self._clashes(unnamed, village)
        for name, standing in self._others:
            for kept in standing.of(unnamed.id):
                identity = standing.shelf.identity(kept, **{standing.column: village.id})
                if standing.shelf.find(*identity) is not None:
                    message = say(
                        "{unnamed}与{village}都写有同一项{what}，请先改成一处",
                        unnamed=unnamed.name,
                        village=village.name,
                        what=name,
                    )
                    yield Obstacle("CLASH", message)

    def _unfit(self, unnamed: Known, village: Known) -> Obstacle | None:
        if unnamed.named:
            return Obstacle("NOT_UNNAMED", say("{name}不是待定名村", name=unnamed.name))
        if village.kind is not PartyKind.VILLAGE or not village.named:
            return Obstacle("NOT_A_VILLAGE", say("{name}不是名录里的村", name=village.name))
        if village.side is not Side.RECIPIENT:
            return Obstacle("WRONG_SIDE", say("{name}不在受援方", name=village.name))
        assert unnamed.parent_id is not None
        if unnamed.parent_id not in self._above(village):
            place = self.book.by_id[unnamed.parent_id]
            return Obstacle(
                "WRONG_PLACE",
                say(
                    "{village}不在{place}，{unnamed}在那里",
                    village=village.name,
                    place=place.name,
                    unnamed=unnamed.name,
                ),
            )
        if village.id in self.book.taken:
            former = self.former_name(village)
            return Obstacle(
                "TAKEN",
                say("{name}已是{former}的定名，一个村只能用一次", name=village.name, former=former),
            )
        return None

    def former_name(self, village: Known) -> str:
        """What the unnamed village was called for which this one stands."""
        kept = self.book.party.find(self.book.taken[village.id])
        assert kept is not None
        return str(self.book.party.get(kept, "name"))

    def _above(self, village: Known) -> set[int]:
        """The township and the county of a village."""
        above: set[int] = set()
        place: Known | None = village
        while place is not None and place.parent_id is not None:
            above.add(place.parent_id)
            place = self.book.by_id[place.parent_id]
        return above

    def _designated(self, unnamed: Known, village: Known) -> Iterator[Obstacle]:
        own, moving = (self.designations.of(one.id) for one in (village, unnamed))
        if own and moving:
            message = say(
                "{village}自己已有认定（{own}），{unnamed}也有（{moving}）：并成一个村，过去的总数就会变小",
                village=village.name,
                own=joined(map(self._said, own), say("；")),
                unnamed=unnamed.name,
                moving=joined(map(self._said, moving), say("；")),
            )
            yield Obstacle("ALREADY_DESIGNATED", message)

    def _said(self, designation: Kept) -> str:
        get = self.book.designation.get
        start, end = get(designation, "start_day"), get(designation, "end_day")
        kind = DesignationKind.named(str(get(designation, "kind"))).chinese
        return say(
            "{kind}，{start}至{end}",
            kind=kind,
            start=start or say("起始不详"),
            end=end or say("今"),
        )

    def _clashes(self, unnamed: Known, village: Known) -> Iterator[Obstacle]:
        shelf = self.book.pairing
        for one in self._at("recipient_id").of(unnamed.id):
            for other in self._at("recipient_id").of(village.id):
                if self._overlap(one, other):
                    donor = self.book.by_id[int(str(shelf.get(one, "donor_id")))]
                    keys = joined([str(shelf.get(each, "key")) for each in (one, other)], say("与"))
                    message = say(
                        "{donor}对{unnamed}和{village}的结对时间重叠：{keys}，请先取消或结束其中一条",
                        donor=donor.name,
                        unnamed=unnamed.name,
                        village=village.name,
                        keys=keys,
                    )
                    yield Obstacle("PAIRING_CLASH", message)

    def _overlap(self, one: Kept, other: Kept) -> bool:
        get = self.book.pairing.get
        if get(one, "donor_id") != get(other, "donor_id"):
            return False
        if Stage.CANCELLED.text in (get(one, "stage"), get(other, "stage")):
            return False
        (start, end), (first, last) = self._days(one), self._days(other)
        return start < last and first < end

    def _days(self, pairing: Kept) -> tuple[date, date]:
        start, end = (self.book.pairing.get(pairing, f"{bound}_day") for bound in ("start", "end"))
        return (
            start if isinstance(start, date) else date.min,
            end if isinstance(end, date) else date.max,
        )

    def resolve(self, unnamed: Known, village: Known) -> list[str]:
        """Moves all that stands on the unnamed one; nothing may be against it. Returns the keys of
        the pairings that moved."""
        moved = self._move_pairings(unnamed, village)
        for standing in (self.designations, *(standing for _, standing in self._others)):
            for kept in standing.of(unnamed.id):
                standing.note(standing.shelf.move(kept, **{standing.column: village.id}))
        self.book.put_alias(village, unnamed.name)
        self.book.resolve(unnamed, village)
        return moved

    def _move_pairings(self, unnamed: Known, village: Known) -> list[str]:
        shelf = self.book.pairing
        changes: dict[str, dict[str, Value]] = {}
        for end in ENDS:
            for kept in self._at(end).of(unnamed.id):
                changes.setdefault(str(shelf.get(kept, "key")), {})[end] = village.id
        for key, ends in changes.items():
            put_pairing(self.book, {"key": key, **ends})
            moved = shelf.find(key)
            assert moved is not None
            for end in ends:
                self._at(end).note(moved)
        return sorted(changes)
