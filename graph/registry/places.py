"""Where names are looked for (data.md, 2): one way for what comes in and what goes out."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from graph.errors import Fault
from graph.language import joined, say
from graph.naming import normalise
from graph.registry.book import Book, Known
from graph.registry.names import Names, Resolution
from graph.words import ORGANISATION_KINDS, PartyKind, Side

TOWNSHIPS = frozenset({PartyKind.TOWNSHIP})
COUNTIES = frozenset({PartyKind.COUNTY})
WIDER = frozenset({PartyKind.PROVINCE, PartyKind.PREFECTURE})
VILLAGES = frozenset({PartyKind.VILLAGE})
ALL_KINDS = frozenset(PartyKind)
UNITS = frozenset({PartyKind.COUNTY, PartyKind.TOWNSHIP, *ORGANISATION_KINDS})
"""What can lead or carry out: the district, its townships and the organisations there."""

MOST_NAMED = 3
"""Counties that a fault lists; a name that more of them have says nothing."""

REGIMENT = "团"
"""A township of the 兵团; a list may name one in the county's place."""


class Places:
    """All parties by name, each looked for where its ledger says that it lies."""

    def __init__(
        self,
        parties: Iterable[Known],
        aliases: Iterable[tuple[int, str]],
        former: Iterable[tuple[int, str]] = (),
    ) -> None:
        """`former` are keys that parties had while they had no name, by their ids."""
        former = [*former]
        self._known = {one.id: one for one in parties}
        self._keys = {one.key: one for one in self._known.values()}
        self._keys |= {key: self._known[party_id] for party_id, key in former}
        self._children: dict[int, list[int]] = {}
        for one in self._known.values():
            if one.parent_id is not None:
                self._children.setdefault(one.parent_id, []).append(one.id)
        self.names = Names(
            ((one.id, one.key, one.name, one.kind, one.parent_id) for one in self._known.values()),
            (*aliases, *former),
        )
        self._inside: dict[int, frozenset[int]] = {}
        self._named: dict[tuple[int, bool], frozenset[int]] = {}
        self._by_side: dict[tuple[Side, frozenset[PartyKind]], frozenset[int]] = {}
        self._donors = self._ids(Side.DONOR)
        self._recipients = self._ids(Side.RECIPIENT)
        self._regiments = frozenset(
            one.id
            for one in self._known.values()
            if one.kind is PartyKind.TOWNSHIP
            and one.side is Side.RECIPIENT
            and one.name.endswith(REGIMENT)
        )

    def _ids(self, side: Side) -> frozenset[int]:
        seats = COUNTIES | WIDER
        known = self._known.values()
        return frozenset(one.id for one in known if one.side is side and one.kind in seats)

    def known(self, party_id: int) -> Known:
        return self._known[party_id]

    def by_key(self, key: str) -> Known | None:
        return self._keys.get(key)

    def donor_county(self, text: str) -> Resolution:
        """A district of the donor side."""
        return self.names.resolve(text, COUNTIES, among=self._donors)

    def recipient_county(self, text: str) -> Resolution:
        """A county, looked for among all recipients."""
        return self.names.resolve(text, COUNTIES, among=self._recipients)

    def donor_seat(self, text: str) -> Resolution:
        """A district of the donor side; only if there is none of that name what lies above."""
        return self._nearest(text, [(COUNTIES, self._donors), (WIDER, self._donors)])

    def recipient_seat(self, text: str) -> Resolution:
        return self._nearest(text, [(COUNTIES, self._recipients), (WIDER, self._recipients)])

    def seat(self, text: str) -> Resolution:
        """Of either side: donor districts first, for theirs are most of the organisations."""
        sides = (self._donors, self._recipients)
        return self._nearest(text, [(kinds, side) for kinds in (COUNTIES, WIDER) for side in sides])

    def _nearest(
        self, text: str, scopes: Iterable[tuple[frozenset[PartyKind], frozenset[int]]]
    ) -> Resolution:
        nothing: Resolution | None = None
        for kinds, among in scopes:
            found = self.names.resolve(text, kinds, among=among)
            if found.found is not None or found.candidates:
                return found
            if nothing is None or nothing.suggestion is None:
                nothing = found
        return nothing or Resolution()

    def regiment(self, text: str) -> Known | None:
        """The 团 that stands in a county's place."""
        if REGIMENT not in text:
            return None
        found = self.names.resolve(text, TOWNSHIPS, among=self._regiments).found
        return None if found is None else self._known[found]

    def township(self, text: str, county: Known) -> Resolution:
        return self.names.resolve(text, TOWNSHIPS, within=county.id)

    def missed(
        self, found: Resolution, text: str, place: str, within: Known, kinds: Collection[PartyKind]
    ) -> Fault:
        """What to say of a text that names nothing of these kinds in a division: where else on
        its side there is one."""
        fault = self.names.fault(found, text, place)
        elsewhere = None if found.candidates else self._elsewhere(text, within.side, kinds)
        if not elsewhere:
            return fault
        return replace(
            fault,
            message=say(
                "{message}：{name}没有，{elsewhere}有",
                message=fault.message,
                name=within.name,
                elsewhere=elsewhere,
            ),
        )

    def beside(self, ids: list[int]) -> bool:
        """Whether none of these lies in another of them."""
        return not any(
            one != other and one in self.inside(self._known[other]) for one in ids for other in ids
        )

    def _elsewhere(self, text: str, side: Side, kinds: Collection[PartyKind]) -> str:
        sought = frozenset(kinds) - {PartyKind.VILLAGE}
        among = self._by_side.get((side, sought))
        if among is None:
            known = self._known.values()
            among = frozenset(one.id for one in known if one.side is side and one.kind in sought)
            self._by_side[side, sought] = among
        other = self.names.resolve(text, sought, among=among, near=False)
        found = other.candidates if other.found is None else (other.found,)
        counties = dict.fromkeys(self._county(self._known[one]) for one in found)
        return joined(one.name for one in counties) if len(counties) <= MOST_NAMED else ""

    def _county(self, known: Known) -> Known:
        while known.kind not in COUNTIES and known.parent_id is not None:
            known = self._known[known.parent_id]
        return known

    def inside(self, division: Known) -> frozenset[int]:
        """Ids of a division and all that lies in it."""
        found = self._inside.get(division.id)
        if found is None:
            ids = [division.id]
            for one in ids:
                ids.extend(self._children.get(one, ()))
            found = self._inside[division.id] = frozenset(ids)
        return found

    def party(
        self, text: str, division: Known, kinds: Collection[PartyKind] = ALL_KINDS
    ) -> Resolution:
        """The division itself or what lies in it, in one look: in 密云区 密云镇 is the town."""
        return self.names.resolve(text, kinds, among=self.inside(division))

    def village(self, text: str, place: Known) -> Resolution:
        """Among the register's villages of a township or county; then among the unnamed ones that
        a source counts there, by key or exact name."""
        register = self.names.resolve(text, VILLAGES, among=self._villages(place, named=True))
        if register.found is not None or register.candidates:
            return register
        unnamed = self.names.resolve(text, VILLAGES, among=self._villages(place, named=False))
        if unnamed.found is None:
            return register
        village, sought = self._known[unnamed.found], normalise(text)
        exact = sought in (normalise(village.key), normalise(village.name))
        return unnamed if exact else register

    def _villages(self, place: Known, *, named: bool) -> frozenset[int]:
        found = self._named.get((place.id, named))
        if found is None:
            known = (self._known[one] for one in self.inside(place))
            found = self._named[place.id, named] = frozenset(
                one.id for one in known if one.named is named and one.kind in VILLAGES
            )
        return found

    def unit(self, text: str, district: Known) -> Resolution:
        """A lead or partner: of the district, or from elsewhere by its key."""
        found = self.party(text, district, UNITS)
        elsewhere = self._keys.get(text)
        if found.found is None and elsewhere is not None:
            return Resolution(elsewhere.id)
        return found


def places_of(book: Book) -> Places:
    """As the book knows them now; parties that are put later are not found."""
    return Places(book.parties.values(), book.aliases(), book.taken.items())
