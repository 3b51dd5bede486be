"""`aliases.csv`, `organisations.csv` and `capacities.csv`."""

from graph.registry.book import Known
from graph.registry.loading.context import Loading, word
from graph.registry.records import Record
from graph.registry.report import strongest
from graph.registry.shelf import Outcome
from graph.words import ORGANISATION_KINDS, PartyKind


def state_aliases(loading: Loading, record: Record) -> Outcome | None:
    owner, alias = loading.party(record, "code"), record.required("alias")
    return loading.book.put_alias(owner, alias) if owner and alias else None


def state_organisations(loading: Loading, record: Record) -> Outcome | None:
    key, name = record.required("key"), record.required("name")
    kind = word(record, "kind", PartyKind, ORGANISATION_KINDS)
    division = loading.division(record)
    capacity = record.number("capacity")
    loading.once(record, "organisation", "key")
    if not key or not name or kind is None or division is None:
        return None
    loading.keeps_place(record, key, kind, division)
    if capacity is not None:
        loading.says(record, "capacity", ("capacity", key), capacity)
    if record.faulty:
        return None
    known, outcome = loading.book.put_party(key, name, kind, division)
    if capacity is None:
        return outcome
    return strongest([outcome, _put_capacity(loading, known, capacity)])


def state_capacities(loading: Loading, record: Record) -> Outcome | None:
    known, capacity = loading.party(record, "party"), record.number("capacity")
    if record.required("capacity") is None or known is None or capacity is None:
        return None
    agreed = loading.says(record, "capacity", ("capacity", known.key), capacity)
    return _put_capacity(loading, known, capacity) if agreed else None


def _put_capacity(loading: Loading, known: Known, villages: int) -> Outcome:
    return loading.book.capacity.put(party_id=known.id, villages=villages)[1]
