"""`pairings.csv`, and `follows.csv`: which pairing goes on from which, renewed or handed over."""

from graph.language import say
from graph.registry.audit import Value
from graph.registry.loading.context import Loading, word
from graph.registry.pairings import lowers_stage, put_pairing
from graph.registry.records import Record
from graph.registry.shelf import Kept, Outcome
from graph.words import Side, Stage


def state_pairings(loading: Loading, record: Record) -> Outcome | None:
    key, stage = record.required("key"), word(record, "stage", Stage)
    donor = loading.on_side(record, "donor", Side.DONOR)
    recipient = loading.on_side(record, "recipient", Side.RECIPIENT)
    units = {unit: loading.optional_party(record, unit) for unit in ("lead", "partner")}
    span, source = loading.span(record), record.required("source")
    loading.once(record, "pairing", "key")
    if key is None or stage is None or donor is None or recipient is None:
        return None
    if span is None or source is None or record.faulty:
        return None
    fields: dict[str, Value] = {
        "key": key,
        "donor_id": donor.id,
        "recipient_id": recipient.id,
        **{f"{unit}_id": known and known.id for unit, known in units.items()},
        **{name: record.optional(name) for name in ("programme", "agreement", "note")},
        "stage": stage.text,
        **span.fields(),
        "source_id": loading.book.put_source(source),
    }
    if lowers_stage(loading.book, key, stage):
        record.fault("stage", say("导入不能把结对关系的阶段往回改"))
        return None
    pairing_id, outcome = put_pairing(loading.book, fields)
    loading.pairings[pairing_id] = (record.file, record.line, outcome)
    return outcome


def state_follows(loading: Loading, record: Record) -> Outcome | None:
    """A pairing follows one that was stated before it: a row stands on rows that are there."""
    kept, before = (_pairing(loading, record, column) for column in ("pairing", "follows"))
    loading.once(record, "follows", "pairing")
    if kept is None or before is None or record.faulty:
        return None
    if before.id >= kept.id:
        record.fault("follows", say("应是另一条，在 pairings.csv 里写在它前面"))
        return None
    fields: dict[str, Value] = {"key": record["pairing"], "follows_id": before.id}
    stated = loading.pairings.get(kept.id)
    if stated is not None and stated[2] is Outcome.NEW:
        # Still its first version.
        loading.book.pairing.put(**fields)
        return Outcome.NEW
    return put_pairing(loading.book, fields)[1]


def _pairing(loading: Loading, record: Record, column: str) -> Kept | None:
    key = record.required(column)
    kept = loading.book.pairing.find(key) if key else None
    if key and kept is None:
        record.fault(column, say("没有编号为 {key} 的结对关系", key=key))
    return kept
