"""The 深度贫困村名单 as it goes out, in the form in which it comes in."""

from graph.export.scope import Scope, Speller, day_of, speller
from graph.export.table import Column, Shown, Table, Value, in_order, ledger_columns
from graph.network.snapshot import Snapshot
from graph.registry.ledgers import forms
from graph.words import DesignationKind

COLUMNS = ledger_columns(
    forms.VILLAGES,
    (
        Column(forms.VILLAGE_COUNTY, 20),
        Column(forms.VILLAGE_TOWNSHIP, 22),
        Column(forms.VILLAGE, 30),
        Column(forms.VILLAGE_KIND, 14, choices=tuple(kind.chinese for kind in DesignationKind)),
        Column(forms.DESIGNATED, 13, Shown.DAY),
        Column(forms.EXITED, 13, Shown.DAY),
        Column(forms.NOTE, 30),
    ),
)


def villages_table(snapshot: Snapshot, scope: Scope) -> Table:
    """Each designation of each village of the scope; with a day those that hold on it."""
    spell, found = speller(snapshot), snapshot.designations
    rows = [
        _row(snapshot, spell, at)
        for at in range(len(found.id.at))
        if scope.holds(snapshot, found.village.at[at])
        and scope.on(found.start.at[at], found.end.at[at])
    ]
    return Table(forms.VILLAGES.name, COLUMNS, rows, scope.described(snapshot))


def _row(snapshot: Snapshot, spell: Speller, at: int) -> tuple[Value, ...]:
    found, places = snapshot.designations, spell.places
    village = found.village.at[at]
    seat, township = spell.seat(village), spell.township(village)
    county = spell.known(seat)
    place = county if township is None else spell.known(township)
    values: dict[str, Value] = {
        forms.VILLAGE_COUNTY: spell.spell(seat, places.recipient_county),
        forms.VILLAGE: spell.spell(village, lambda text: places.village(text, place)),
        forms.VILLAGE_KIND: DesignationKind(found.kind.at[at]).chinese,
        forms.DESIGNATED: day_of(found.start.at[at], found.start_precision.at[at]),
        forms.EXITED: day_of(found.end.at[at], found.end_precision.at[at]),
    }
    if township is not None:
        spelled = spell.spell(township, lambda text: places.township(text, county))
        values[forms.VILLAGE_TOWNSHIP] = spelled
    return in_order(COLUMNS, values)
