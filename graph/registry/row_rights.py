"""Rows of a ledger file that tell what the actor may not write, found before anything is written.

The rules are those of `graph.rights`, asked of the book: the ledger as the file would leave it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from graph.registry.book import Book, Known
from graph.registry.deeds import Deed, barred, pairings_before
from graph.registry.subjects import SUBJECTS
from graph.rights import Actor
from graph.words import PartyKind, Side, Stage

SHOWN = 2
ENDS = ("donor_id", "lead_id")
"""Who of a pairing decides which district writes it."""
PLACES = ("parent_id", "party_id", "division_id", "village_id")
"""What a row of another table stands on."""


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
        some = f"等 {len(subjects)} 处" if len(subjects) > SHOWN else ""
        who = list(dict.fromkeys(one for deed in deeds for one in self._who(deed)))
        others = f"或{'、'.join(who)}的账号" if who else ""
        return (
            f"这一行写的是{'、'.join(subjects[:SHOWN])}{some}，{self._actor.described}不能改；"
            f"请由市级账号{others}来改"
        )

    def _about(self, deed: Deed) -> str:
        row, names = deed.after, self._book.by_id
        if deed.table == "pairing":
            return f"{names[row['donor_id']].name}支援{names[row['recipient_id']].name}"
        if deed.table == "party":
            return str(row["name"])
        (owner,) = (row[name] for name in PLACES if name in row)
        return f"{names[owner].name}的{SUBJECTS[deed.table]}"

    def _who(self, deed: Deed) -> Iterator[str]:
        """The districts that may, or what they support."""
        names = ENDS if deed.table == "pairing" else PLACES
        for row in deed.versions:
            for place in (row[name] for name in names if row.get(name) is not None):
                county = self._ground.county(place)
                if county is not None:
                    donates = county.side is Side.DONOR
                    yield county.name if donates else f"支援{county.name}的区"
