"""`claims.csv`: what a document promises or reports, beside what the ledger holds."""

from graph.registry.loading.context import Loading, word
from graph.registry.records import Record
from graph.registry.shelf import Outcome
from graph.words import Measure


def state_claims(loading: Loading, record: Record) -> Outcome | None:
    """An empty measure is a quantity that the ledger does not hold, such as funds."""
    division, year = loading.division(record), loading.year(record, "year")
    item, unit, source = (record.required(name) for name in ("item", "unit", "source"))
    measure = word(record, "measure", Measure) if record["measure"] else None
    quantity = record.number("quantity") if record.required("quantity") else None
    if division is None or year is None or item is None or source is None or record.faulty:
        return None
    note = record.optional("note")
    about = ("claim", division.key, year, item)
    if not loading.says(record, "item", about, (measure, quantity, unit, note, source)):
        return None
    return loading.book.claim.put(
        division_id=division.id,
        year=year,
        item=item,
        measure=None if measure is None else measure.text,
        quantity=quantity,
        unit=unit,
        note=note,
        source_id=loading.book.put_source(source),
    )[1]
