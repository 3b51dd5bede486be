"""What a row of the 结对台账 says: both ends found by name, and the rest of its cells."""

from dataclasses import dataclass

from graph.language import say
from graph.registry.audit import Value
from graph.registry.book import Known, Span
from graph.registry.cells import units_as_written
from graph.registry.ledgers import forms
from graph.registry.ledgers.reading import Row
from graph.registry.names import Resolution, apart
from graph.registry.places import ALL_KINDS, TOWNSHIPS, UNITS
from graph.words import Stage

TEXTS = {
    "agreement": forms.AGREEMENT,
    "programme": forms.PROGRAMME,
    "note": forms.NOTE,
}


@dataclass(frozen=True, slots=True)
class PairingSaid:
    """One pairing as a row says it; `texts` and `lead_id` only as far as it says any."""

    key: str | None
    donor: Known
    recipient: Known
    stage: Stage
    span: Span
    lead_id: int | None
    texts: dict[str, Value]
    source: tuple[str, str]


def read_pairings(row: Row) -> list[PairingSaid]:
    """Each donor of the row with each recipient; none when the row has faults."""
    key, stage = row.text(forms.KEY) or None, row.word(forms.STAGE, Stage)
    row.required(forms.STAGE)
    span = row.span(forms.START, forms.END)
    district = _seat(row, forms.DISTRICT)
    donors = _ends(row, forms.DONOR, forms.DONOR_KIND, district)
    recipients = _ends(row, forms.RECIPIENT, forms.RECIPIENT_KIND, _recipient_place(row))
    lead = _lead(row, district)
    if key and len(donors) * len(recipients) > 1:
        row.fault(forms.KEY, say("一个编号只能是一条结对：请把各单位分成几行，或不填编号"))
    if row.faults or stage is None:
        return []
    texts: dict[str, Value] = {
        name: row.text(heading) for name, heading in TEXTS.items() if row.text(heading)
    }
    return [
        PairingSaid(key, donor, recipient, stage, span, lead and lead.id, texts, row.source)
        for donor in donors
        for recipient in recipients
    ]


def _seat(row: Row, heading: str) -> Known | None:
    text = row.required(heading)
    if text is None:
        return None
    donors = heading == forms.DISTRICT
    found = row.places.donor_seat(text) if donors else row.places.recipient_seat(text)
    return row.take(heading, text, found)


def _recipient_place(row: Row) -> Known | None:
    """The township that the recipient is or lies in; the county when the row names none."""
    county, text = _seat(row, forms.COUNTY), row.text(forms.TOWNSHIP)
    if county is None or not text:
        return county
    found = row.places.township(text, county)
    return row.take_inside(forms.TOWNSHIP, (text, found), county, TOWNSHIPS)


def _ends(row: Row, heading: str, kind: str, place: Known | None) -> list[Known]:
    """The parties in a cell. Several are only looked for when the whole cell names none."""
    text, kinds = row.required(heading), row.kinds(kind, ALL_KINDS)
    if text is None or place is None or not kinds:
        return []

    def find(name: str) -> Resolution:
        return row.places.party(name, place, kinds)

    whole, parts = find(text), units_as_written(text)
    if whole.found is not None or whole.candidates:
        parts = (text,)
    found = [
        row.take_inside(heading, (one, party), place, kinds)
        for part in parts
        for one, party in apart(part, find, row.places.beside)
    ]
    return list(dict.fromkeys(one for one in found if one is not None))


def _lead(row: Row, district: Known | None) -> Known | None:
    text = row.text(forms.LEAD)
    if not text or district is None:
        return None
    return row.take_inside(forms.LEAD, (text, row.places.unit(text, district)), district, UNITS)
