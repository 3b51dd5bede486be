"""Which schools, hospitals and other units of the recipient side are supported, by county."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.analysis.coverage import span
from graph.analysis.institutions import (
    InstitutionGroup,
    InstitutionGrouping,
    institution_coverage,
    institutions,
    total_of,
)
from graph.analysis.involvement import Involvement
from graph.language import say
from graph.network.columns import IntArray
from graph.network.snapshot import NOWHERE
from graph.words import ORGANISATION_KINDS, PartyKind, Side, Word
from server.pages.asked import Asked, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Listing, Option, listing
from server.pages.misplaced import Misplaced, misplaced
from server.pages.participation_cells import Address, CellColumn, CellLine, involved_cell

WHOLE = CellColumn(say("合计"), ORGANISATION_KINDS)
FIRST = (PartyKind.SCHOOL, PartyKind.HOSPITAL)
"""Kinds that have a column even where the ledger has none of them."""
LEVELS = {
    InstitutionGrouping.COUNTY: PartyKind.COUNTY,
    InstitutionGrouping.TOWNSHIP: PartyKind.TOWNSHIP,
}


@dataclass(frozen=True, slots=True)
class InstitutionsPage:
    """`quiet` are the divisions without units, with the address that lists them too."""

    grouping: InstitutionGrouping
    groupings: tuple[Option, ...]
    places: tuple[Option, ...]
    misplaced: Misplaced | None
    columns: tuple[CellColumn, ...]
    list: Listing[CellLine]
    total: CellLine
    quiet: Figure | None


@dataclass(frozen=True)
class InstitutionTable:
    """What the address asks for: divisions by row, NOWHERE for units in none of the level."""

    within: int | None
    grouping: InstitutionGrouping
    groups: dict[int, InstitutionGroup]
    rows: IntArray
    quiet: int

    @cached_property
    def whole(self) -> InstitutionGroup:
        return total_of(self.groups.values())

    @cached_property
    def columns(self) -> tuple[CellColumn, ...]:
        whole = self.whole
        kinds = [
            *FIRST,
            *(kind for kind in ORGANISATION_KINDS if kind not in FIRST and whole.of([kind]).total),
        ]
        return (*(CellColumn(kind.chinese, (kind,)) for kind in kinds), WHOLE)


def institution_table(asked: Asked) -> InstitutionTable:
    within = asked.division("within")
    grouping = asked.word("by", InstitutionGrouping, InstitutionGrouping.COUNTY)
    found = institution_coverage(asked.snapshot, asked.view.day, grouping, within)
    groups = {NOWHERE if it.division is None else it.division: it for it in found}
    held = [row for row in groups if row != NOWHERE]
    every = _divisions(asked, grouping, within)
    quiet = np.setdiff1d(every, held)
    shown = np.union1d(every, held) if asked.flag("all") else np.array(held, dtype=np.int64)
    nowhere = [NOWHERE] if NOWHERE in groups else []
    rows = np.concatenate([shown, nowhere]).astype(np.int64)
    return InstitutionTable(within, grouping, groups, rows, len(quiet))


def show_institutions(asked: Asked) -> Shown:
    held = institution_table(asked)
    within = held.within
    is_quiet = held.quiet and not asked.flag("all")
    page = InstitutionsPage(
        held.grouping,
        tuple(Option(it.text, it.chinese, it is held.grouping) for it in InstitutionGrouping),
        place_options(asked, within),
        misplaced(asked, recipient=within),
        held.columns,
        listing(asked, held.rows, lambda row: institution_group_line(asked, held, row)),
        institution_total(asked, held),
        Figure(held.quiet, asked.again(all=True)) if is_quiet else None,
    )
    place = "" if within is None else asked.ref(within).text
    return Shown("institutions", say("{place}受援单位", place=place), page, asked.path_to(within))


def institution_group_line(asked: Asked, held: InstitutionTable, row: int) -> CellLine:
    """The line of one division; of the units in no division of the level for NOWHERE."""
    if row == NOWHERE:
        within = "" if held.within is None else asked.snapshot.parties.key(held.within)
        by = held.grouping.text
        name = Ref(
            say("不在任何{unit}", unit=held.grouping.chinese),
            asked.urls.institution_list(within, by=by, direct=True),
        )
        return _line(held, held.groups[row], name, _address(asked, within, by, direct=True))
    key = asked.snapshot.parties.key(_narrower(asked, row, held.within))
    group = held.groups.get(row, InstitutionGroup(row, total_of(()).kinds))
    name = asked.ref(row)._replace(href=asked.urls.institution_list(key))
    return _line(held, group, name, _address(asked, key))


def institution_total(asked: Asked, held: InstitutionTable) -> CellLine:
    key = "" if held.within is None else asked.snapshot.parties.key(held.within)
    name = Ref(say("合计"), asked.urls.institution_list(key))
    return _line(held, held.whole, name, _address(asked, key))


def place_options(asked: Asked, within: int | None) -> tuple[Option, ...]:
    """Where one may go from here: upwards, and down to what holds units."""
    parties = asked.snapshot.parties
    units = institutions(asked.snapshot, asked.view.day)
    above = [] if within is None else [*parties.ancestors(within), within]
    below = parties.roots() if within is None else parties.children(within)
    held = [
        row
        for row in below
        if parties.kind.at[row] < PartyKind.VILLAGE
        and np.diff(np.searchsorted(units, span(asked.snapshot, row)))[0]
    ]
    return tuple(
        Option(parties.key(row), f"{'　' * depth}{parties.name(row)[:20]}", row == within)
        for depth, row in (*enumerate(above), *((len(above), row) for row in held))
    )


def _divisions(asked: Asked, grouping: InstitutionGrouping, within: int | None) -> IntArray:
    """Those of the level on the recipient side that are in the scope."""
    first, last = span(asked.snapshot, within)
    parties = asked.snapshot.parties
    found = parties.kind.array[first:last] == LEVELS[grouping]
    found &= parties.side.array[first:last] == Side.RECIPIENT
    rows: IntArray = first + np.flatnonzero(found)
    return rows


def _narrower(asked: Asked, row: int, within: int | None) -> int:
    """The division of a line, or the scope where that lies in it."""
    return within if within is not None and asked.snapshot.parties.inside(within, row) else row


def _address(asked: Asked, within: str, by: str = "", *, direct: bool = False) -> Address:
    def address(kinds: Sequence[Word], state: Involvement | None) -> str:
        listed = [] if len(kinds) == len(ORGANISATION_KINDS) else [kind.text for kind in kinds]
        states = "" if state is None else state.text
        return asked.urls.institution_list(within, listed, states, by=by, direct=direct)

    return address


def _line(held: InstitutionTable, group: InstitutionGroup, name: Ref, address: Address) -> CellLine:
    return CellLine(
        name,
        tuple(
            involved_cell(
                group.of([PartyKind(kind) for kind in column.words]), address, column.words
            )
            for column in held.columns
        ),
    )
