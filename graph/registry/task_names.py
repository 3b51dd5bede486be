"""Which parties the names of a task row mean; every name that is unclear is a fault."""

from dataclasses import dataclass, field

from graph.errors import Fault
from graph.language import say
from graph.registry.book import Book, Known
from graph.registry.cells import fold
from graph.registry.names import Resolution, apart
from graph.registry.places import TOWNSHIPS, UNITS, places_of
from graph.registry.tasks import COUNTY, DISTRICT, LEAD, PARTNER, TOWN, TOWNSHIP, TaskRow


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
        self._places = places_of(book)

    def resolve(self, row: TaskRow) -> tuple[Parties | None, list[Fault]]:
        """The parties of a row, or every fault of its names."""
        looked = _Row(row)
        found = self._places.donor_county(row.district)
        district = self._take(looked, DISTRICT, row.district, found)
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

        def find(town: str) -> Resolution:
            return self._places.party(town, district, TOWNSHIPS)

        found = [
            self._inside(looked, TOWN, (text, party), district)
            for town in row.towns
            for text, party in apart(town, find, self._places.beside)
        ]
        towns = tuple(dict.fromkeys(town for town in found if town is not None))
        return towns, None if lead in towns else lead, partner

    def _unit(self, looked: _Row, heading: str, text: str | None, district: Known) -> Known | None:
        if not text:
            return None
        return self._inside(looked, heading, (text, self._places.unit(text, district)), district)

    def _township(self, looked: _Row) -> Known | None:
        row = looked.row
        if regiment := self._places.regiment(row.county):
            return regiment
        found = self._places.recipient_county(row.county)
        county = self._take(looked, COUNTY, row.county, found)
        if county is None:
            return None
        if row.township is None:
            message = (
                say("要写明是哪个乡镇") if not row.negotiating_township else say("看不出是哪个乡镇")
            )
            looked.faults.append(Fault(row.place(TOWNSHIP), message))
            return None
        found = self._places.township(row.township, county)
        return self._inside(looked, TOWNSHIP, (row.township, found), county)

    def _inside(
        self, looked: _Row, heading: str, named: tuple[str, Resolution], division: Known
    ) -> Known | None:
        """What was looked for in a division."""
        text, found = named
        if found.found is not None:
            return self._places.known(found.found)
        kinds = UNITS if heading in (LEAD, PARTNER) else TOWNSHIPS
        place = looked.row.place(heading)
        looked.faults.append(self._places.missed(found, fold(text), place, division, kinds))
        return None

    def _take(self, looked: _Row, heading: str, text: str, found: Resolution) -> Known | None:
        if found.found is not None:
            return self._places.known(found.found)
        looked.faults.append(self._places.names.fault(found, text, looked.row.place(heading)))
        return None
