"""The 单位名录 as it goes out, in the form in which it comes in."""

from graph.export.scope import Scope, Speller, speller, text_of
from graph.export.table import Column, Shown, Table, Value, in_order, ledger_columns
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.cells import plain
from graph.registry.ledgers import forms
from graph.registry.ledgers.organisation_names import OrganisationNames
from graph.words import ORGANISATION_KINDS

COLUMNS = ledger_columns(
    forms.ORGANISATIONS,
    (
        Column(forms.ORGANISATION, 32),
        Column(
            forms.ORGANISATION_KIND, 12, choices=tuple(kind.chinese for kind in ORGANISATION_KINDS)
        ),
        Column(forms.SEAT, 18),
        Column(forms.SEAT_TOWNSHIP, 22),
        Column(forms.CREDIT_CODE, 22),
        Column(forms.CAPACITY, 12, Shown.COUNT),
        Column(forms.NOTE, 30),
    ),
)


def organisations_table(snapshot: Snapshot, scope: Scope) -> Table:
    """The organisations of the scope, of all days."""
    spell, names = speller(snapshot), _names(snapshot)
    rows = [
        _row(snapshot, spell, names, row)
        for row in range(len(snapshot.parties))
        if not snapshot.parties.is_division(row) and scope.holds(snapshot, row)
    ]
    filters = scope.described(snapshot, days=False)
    return Table(forms.ORGANISATIONS.name, COLUMNS, rows, filters)


def _names(snapshot: Snapshot) -> OrganisationNames:
    spell, parties = speller(snapshot), snapshot.parties
    known = [spell.known(row) for row in range(len(parties))]
    names = OrganisationNames({one.id: one.parent_id for one in known})
    for row, one in enumerate(known):
        if not one.kind.is_division:
            names.add(one, parties.code(row), [one.name, one.key, *parties.aliases(row)])
    return names


def _row(
    snapshot: Snapshot, spell: Speller, names: OrganisationNames, row: int
) -> tuple[Value, ...]:
    parties, places, one = snapshot.parties, spell.places, spell.known(row)
    seat, township = spell.seat(row), spell.township(row)
    county, code = spell.known(seat), parties.code(row)
    division = county.id if township is None else spell.known(township).id
    found = names.find(plain(one.name), one.kind, division, code)
    capacity = parties.capacity.at[row]
    values: dict[str, Value] = {
        forms.ORGANISATION: plain(one.name if found == [one] else one.key),
        forms.ORGANISATION_KIND: one.kind.chinese,
        forms.SEAT: spell.spell(seat, places.seat),
        forms.CREDIT_CODE: text_of(code),
        forms.CAPACITY: None if capacity == NOWHERE else capacity,
    }
    if township is not None:
        spelled = spell.spell(township, lambda text: places.township(text, county))
        values[forms.SEAT_TOWNSHIP] = spelled
    return in_order(COLUMNS, values)
