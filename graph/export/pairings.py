"""The 结对台账 as it goes out, in the form in which it comes in."""

from graph.analysis.pairings import find_pairings
from graph.export.scope import Scope, Speller, day_of, speller, text_of
from graph.export.table import Column, Shown, Table, Value, in_order, ledger_columns
from graph.network.snapshot import NOWHERE, Snapshot
from graph.registry.ledgers import forms
from graph.registry.ledgers.kinds import kinds_named
from graph.words import PartyKind, Stage

KINDS = tuple(kind.chinese for kind in PartyKind)

COLUMNS = ledger_columns(
    forms.PAIRINGS,
    (
        Column(forms.KEY, 24),
        Column(forms.DONOR, 22),
        Column(forms.DISTRICT, 14),
        Column(forms.DONOR_KIND, 12, choices=KINDS),
        Column(forms.RECIPIENT, 26),
        Column(forms.COUNTY, 18),
        Column(forms.TOWNSHIP, 18),
        Column(forms.RECIPIENT_KIND, 12, choices=KINDS),
        Column(forms.STAGE, 10, choices=tuple(stage.chinese for stage in Stage)),
        Column(forms.START, 13, Shown.DAY),
        Column(forms.END, 13, Shown.DAY),
        Column(forms.AGREEMENT, 16),
        Column(forms.LEAD, 18),
        Column(forms.PROGRAMME, 18),
        Column(forms.NOTE, 30),
    ),
)


def pairings_table(snapshot: Snapshot, scope: Scope) -> Table:
    """Pairings of every stage, with an end in the scope; with a day those that hold on it.

    By recipient, donor and start, so that of two that follow each other the earlier comes first.
    """
    spell = speller(snapshot)
    rows = [_row(snapshot, spell, row) for row in _chosen(snapshot, scope)]
    return Table(forms.PAIRINGS.name, COLUMNS, rows, scope.described(snapshot))


def _chosen(snapshot: Snapshot, scope: Scope) -> list[int]:
    donors = scope.within is not None and snapshot.parties.is_donor(scope.within)
    within, donor_within = (None, scope.within) if donors else (scope.within, None)
    found: list[int] = find_pairings(
        snapshot, within, donor_within, list(Stage), scope.day
    ).tolist()
    return found


def _row(snapshot: Snapshot, spell: Speller, row: int) -> tuple[Value, ...]:
    pairings = snapshot.pairings
    text, at = pairings.text, pairings.id.at[row]
    values: dict[str, Value] = {
        forms.KEY: text_of(pairings.key(row)),
        **_donor(spell, pairings.donor.at[row], pairings.lead.at[row]),
        **_recipient(spell, pairings.recipient.at[row]),
        forms.STAGE: Stage(pairings.stage.at[row]).chinese,
        forms.START: day_of(pairings.start.at[row], pairings.start_precision.at[row]),
        forms.END: day_of(pairings.end.at[row], pairings.end_precision.at[row]),
        forms.AGREEMENT: text_of(text.agreement[at]),
        forms.PROGRAMME: text_of(text.programme[at]),
        forms.NOTE: text_of(text.note[at]),
    }
    return in_order(COLUMNS, values)


def _donor(spell: Speller, donor: int, lead: int) -> dict[str, Value]:
    seat, places = spell.seat(donor), spell.places
    district, kind = spell.known(seat), spell.known(donor).kind.chinese
    return {
        forms.DONOR: spell.spell(
            donor, lambda text: places.party(text, district, kinds_named(kind))
        ),
        forms.DISTRICT: spell.spell(seat, places.donor_seat),
        forms.DONOR_KIND: kind,
        forms.LEAD: None
        if lead == NOWHERE
        else spell.spell(lead, lambda text: places.unit(text, district)),
    }


def _recipient(spell: Speller, recipient: int) -> dict[str, Value]:
    seat, township, places = spell.seat(recipient), spell.township(recipient), spell.places
    county, kind = spell.known(seat), spell.known(recipient).kind.chinese
    place = spell.known(seat if township is None else township)
    return {
        forms.RECIPIENT: spell.spell(
            recipient, lambda text: places.party(text, place, kinds_named(kind))
        ),
        forms.COUNTY: spell.spell(seat, places.recipient_seat),
        forms.TOWNSHIP: None
        if township is None
        else spell.spell(township, lambda text: places.township(text, county)),
        forms.RECIPIENT_KIND: kind,
    }
