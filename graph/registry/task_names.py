"""Which parties the names of a task row mean; every name that is unclear is a fault."""

from collections.abc import Collection
from dataclasses import dataclass, field

from graph.errors import Fault
from graph.registry.book import Book, Known
from graph.registry.names import Names
from graph.registry.tasks import COUNTY, DISTRICT, LEAD, PARTNER, TOWN, TOWNSHIP, TaskRow
from graph.words import ORGANISATION_KINDS, PartyKind, Side

TOWNSHIPS = frozenset({PartyKind.TOWNSHIP})
COUNTIES = frozenset({PartyKind.COUNTY})
UNITS = frozenset({PartyKind.TOWNSHIP, *ORGANISATION_KINDS})
"""What can lead or carry out, beside the district itself."""

REGIMENT = "团"
"""A township of the 兵团; a list may name one in the county's place."""


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of one task row."""

    towns: tuple[Known, ...]
    township: Known
    lead: Known | None
    partner: Known | None


@dataclass
class _Row:
    """One row while its names are looked up."""

    row: TaskRow
    faults: list[Fault] = field(default_factory=list)


class TaskNames:
    """Looks names up as the contract (data.md, 2) says: a county among all recipients, all else
    inside its county or district."""

    def __init__(self, book: Book) -> None:
        known = book.parties.values()
        self._book = book
        self._names = Names(
            ((one.id, one.key, one.name, one.kind, one.parent_id) for one in known),
            book.aliases(),
        )
        self._districts = _ids(book, Side.DONOR, COUNTIES)
        self._counties = _ids(book, Side.RECIPIENT, COUNTIES)
        self._regiments = frozenset(
            one.id
            for one in known
            if one.kind is PartyKind.TOWNSHIP
            and one.side is Side.RECIPIENT
            and one.name.endswith(REGIMENT)
        )

    def resolve(self, row: TaskRow) -> tuple[Parties | None, list[Fault]]:
        """The parties of a row, or every fault of its names."""
        looked = _Row(row)
        district = self._find(looked, DISTRICT, row.district, COUNTIES, among=self._districts)
        donors = self._donors(looked, district) if district else None
        township = self._township(looked)
        if looked.faults or donors is None or township is None:
            return None, looked.faults
        towns, lead, partner = donors
        return Parties(towns, township, lead, partner), []

    def _donors(
        self, looked: _Row, district: Known
    ) -> tuple[tuple[Known, ...], Known | None, Known | None]:
        """The towns, and the lead (unless it is one of them) and the partner."""
        row = looked.row
        lead = self._unit(looked, LEAD, row.lead, district)
        partner = self._unit(looked, PARTNER, row.partner, district)
        found = [self._find(looked, TOWN, town, TOWNSHIPS, within=district) for town in row.towns]
        towns = tuple(town for town in found if town is not None)
        return towns, None if lead in towns else lead, partner

    def _unit(self, looked: _Row, heading: str, text: str | None, district: Known) -> Known | None:
        if not text:
            return None
        itself = self._names.resolve(text, COUNTIES, among=frozenset({district.id}))
        if itself.found is not None:
            return district
        return self._find(looked, heading, text, UNITS, within=district)

    def _township(self, looked: _Row) -> Known | None:
        row = looked.row
        regiment = self._names.resolve(row.county, TOWNSHIPS, among=self._regiments)
        if regiment.found is not None and REGIMENT in row.county:
            return self._book.by_id[regiment.found]
        county = self._find(looked, COUNTY, row.county, COUNTIES, among=self._counties)
        if county is None:
            return None
        if row.township is None:
            message = "要写明是哪个乡镇" if not row.negotiating_township else "看不出是哪个乡镇"
            looked.faults.append(Fault(row.place(TOWNSHIP), message))
            return None
        return self._find(looked, TOWNSHIP, row.township, TOWNSHIPS, within=county)

    def _find(
        self,
        looked: _Row,
        heading: str,
        text: str,
        kinds: Collection[PartyKind],
        *,
        within: Known | None = None,
        among: frozenset[int] | None = None,
    ) -> Known | None:
        resolution = self._names.resolve(text, kinds, within and within.id, among)
        if resolution.found is not None:
            return self._book.by_id[resolution.found]
        looked.faults.append(self._names.fault(resolution, text, looked.row.place(heading)))
        return None


def _ids(book: Book, side: Side, kinds: Collection[PartyKind]) -> frozenset[int]:
    known = book.parties.values()
    return frozenset(one.id for one in known if one.side is side and one.kind in kinds)
