"""Rows of a ledger file that tell what the actor may not write, found before anything is written.

The rules are those of `graph.rights`, asked of the book: the ledger as the file would leave it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from graph.language import joined, say
from graph.registry.book import Book, Known
from graph.registry.deeds import Deed, barred, pairings_before
from graph.registry.subjects import SUBJECTS
from graph.registry.who_may import PLACES, County, who_may
from graph.rights import Actor
from graph.words import PartyKind, Side, Stage

SHOWN = 2


class BookGround:
    """See `graph.rights.Ground`."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._supported: dict[int, frozenset[int]] = {}

    def lies_in(self, party_id: int, division_id: int) -> bool:
        return any(one.id == division_id for one in self._upwards(party_id))

    def supports(self, district_id: int, party_id: int) -> bool:
        if district_id not in self._supported:
            counties = (
                self.county(one) for donor, one in self._pairs if self.lies_in(donor, district_id)
            )
            self._supported[district_id] = frozenset(one.id for one in counties if one is not None)
        county = self.county(party_id)
        return county is not None and county.id in self._supported[district_id]

    def county(self, party_id: int) -> Known | None:
        """The county, or the donor district, that a party is or lies in."""
        above = self._upwards(party_id)
        return next((one for one in above if one.kind is PartyKind.COUNTY), None)

    @cached_property
    def _pairs(self) -> set[tuple[int, int]]:
        """Donors and recipients of the pairings that stand, or stood before."""
        get, found = self._book.pairing.get, set(pairings_before(self._book.pairing.deeds()))
        for kept in self._book.pairing:
            if get(kept, "stage") != Stage.CANCELLED.text:
                donor, recipient = get(kept, "donor_id"), get(kept, "recipient_id")
                assert isinstance(donor, int)
                assert isinstance(recipient, int)
                found.add((donor, recipient))
        return found

    def _upwards(self, party_id: int) -> Iterator[Known]:
        above: int | None = party_id
        while above is not None:
            known = self._book.by_id[above]
            yield known
            above = known.parent_id


def barred_rows(book: Book) -> dict[str, str]:
    """By its place, what is wrong with each row that tells what the actor may not write."""
    actor = book.recorder.actor
    if actor.may_all:
        return {}
    ground, told = BookGround(book), _told(book)
    found: dict[str, list[Deed]] = defaultdict(list)
    for deed in barred(actor, ground, list(book.deeds())):
        for place in told[deed.table].get(deed.row_id, ()):
            found[place].append(deed)
    teller = _Teller(book, ground, actor)
    return {place: teller.message(deeds) for place, deeds in found.items()}


def _told(book: Book) -> dict[str, dict[int, set[str]]]:
    return {shelf.table.name: shelf.told for shelf in book.shelves()}


class _Teller:
    """Says what a row would write, and who may."""

    def __init__(self, book: Book, ground: BookGround, actor: Actor) -> None:
        self._book = book
        self._ground = ground
        self._actor = actor

    def message(self, deeds: Sequence[Deed]) -> str:
        subjects = list(dict.fromkeys(map(self._about, deeds)))
        some = say("等 {number} 处", number=len(subjects)) if len(subjects) > SHOWN else ""
        return say(
            "这一行写的是{subjects}{some}，{described}不能改；请由{who_may}来改",
            subjects=joined(subjects[:SHOWN]),
            some=some,
            described=self._actor.described,
            who_may=who_may(deeds, self._county),
        )

    def _about(self, deed: Deed) -> str:
        row, names = deed.after, self._book.by_id
        if deed.table == "pairing":
            return say(
                "{name}支援{name2}",
                name=names[row["donor_id"]].name,
                name2=names[row["recipient_id"]].name,
            )
        if deed.table == "party":
            return str(row["name"])
        (owner,) = (row[name] for name in PLACES if name in row)
        return say("{name}的{subjects}", name=names[owner].name, subjects=SUBJECTS[deed.table])

    def _county(self, party_id: int) -> County | None:
        found = self._ground.county(party_id)
        return None if found is None else County(found.name, found.side is Side.DONOR)
