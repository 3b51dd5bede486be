"""Building a snapshot from rows: the pure part, which knows no SQL."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from graph.days import ALWAYS, NEVER
from graph.network.columns import IntArray, Ints, ints, slots
from graph.network.snapshot import (
    NOWHERE,
    Designations,
    Figures,
    Pairings,
    PairingTexts,
    Parties,
    Resolved,
    Snapshot,
    Texts,
)
from graph.words import DesignationKind, PartyKind, Precision, Side, Stage


class PartyRow(NamedTuple):
    """A party as SQL holds it; words are lower-case texts, flags 0 or 1."""

    id: int
    key: str
    kind: str
    side: str
    name: str
    parent_id: int | None = None
    code: str | None = None
    named: int = 1
    pinyin: str = ""
    initials: str = ""
    capacity: int | None = None


class AliasRow(NamedTuple):
    party_id: int
    alias: str
    pinyin: str = ""
    initials: str = ""


class PairingRow(NamedTuple):
    """A pairing as SQL holds it; days are numbers as in `graph.days`, None for an open bound."""

    id: int
    key: str
    donor_id: int
    recipient_id: int
    stage: str = "signed"
    start: int | None = None
    end: int | None = None
    start_precision: str | None = None
    end_precision: str | None = None
    lead_id: int | None = None
    partner_id: int | None = None
    programme: str | None = None
    negotiating_villages: int = 0
    agreement: str | None = None
    note: str | None = None
    follows_id: int | None = None
    source: str = ""
    version: int = 1


class DesignationRow(NamedTuple):
    id: int
    village_id: int
    kind: str = "deep_poverty"
    start: int | None = None
    end: int | None = None
    start_precision: str | None = None
    end_precision: str | None = None


KIND = {kind.text: int(kind) for kind in PartyKind}
SIDE = {side.text: int(side) for side in Side}
STAGE = {stage.text: int(stage) for stage in Stage}
DESIGNATION = {kind.text: int(kind) for kind in DesignationKind}
PRECISION: dict[str | None, int] = {precision.text: int(precision) for precision in Precision}
PRECISION[None] = 0


Columns = Sequence[list[Any]]
"""Rows turned on their side: a list for each field of a row class."""


def assemble(
    parties: Iterable[PartyRow],
    pairings: Iterable[PairingRow] = (),
    designations: Iterable[DesignationRow] = (),
    aliases: Iterable[AliasRow] = (),
    figures: Mapping[int, Figures] | None = None,
    *,
    resolved: Iterable[Resolved] = (),
) -> Snapshot:
    """The snapshot of these rows, none of them retracted, each reference among them.

    Rows may be plain tuples in the order of the classes' fields.
    """
    columns = [list(column) for column in zip(*parties, strict=True)]
    built = build_parties(columns or [[] for _ in PartyRow._fields], aliases, resolved)
    return Snapshot(
        0,
        built,
        build_pairings([list(column) for column in zip(*pairings, strict=True)], built),
        build_designations(list(designations), built),
        dict(figures or {}),
    )


def build_parties(
    columns: Columns, aliases: Iterable[AliasRow], resolved: Iterable[Resolved] = ()
) -> Parties:
    """Parties from the columns of PartyRow, in any order; those that were resolved are not among
    them."""
    column = dict(zip(PartyRow._fields, columns, strict=True))
    named = tuple(sorted(resolved, key=lambda one: one.key))
    ids = np.array(column["id"], dtype=np.int64)
    size = max(int(ids.max(initial=0)), *(one.id for one in named), 0) + 1
    kinds = np.array([KIND[word] for word in column["kind"]], dtype=np.int8)
    index_of_id = np.full(size, NOWHERE, dtype=np.int32)
    index_of_id[ids] = np.arange(len(ids))
    parent = index_of_id[[above or 0 for above in column["parent_id"]]]
    row, end = preorder(parent, kinds, column["key"])
    order = np.argsort(row)
    row_of_id = np.full(size, NOWHERE, dtype=np.int32)
    row_of_id[ids] = row
    row_of_id[[one.id for one in named]] = row_of_id[[one.village_id for one in named]]
    above = np.where(parent < 0, NOWHERE, row[parent])[order]
    kinds = kinds[order]

    def numbers(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)[order]

    return Parties(
        id=ints(ids[order], np.int64),
        kind=ints(kinds, np.int8),
        side=ints(numbers([SIDE[word] for word in column["side"]]), np.int8),
        parent=ints(above, np.int32),
        end=ints(end[order], np.int32),
        county=ints(lies_in(above, kinds, PartyKind.COUNTY), np.int32),
        township=ints(lies_in(above, kinds, PartyKind.TOWNSHIP), np.int32),
        named=ints(numbers(column["named"]), np.int8),
        capacity=ints(numbers([NOWHERE if n is None else n for n in column["capacity"]]), np.int32),
        row_of_id=ints(row_of_id, np.int32),
        text=_party_texts(size, columns, aliases),
        id_of_key=dict(zip(column["key"], column["id"], strict=True))
        | {one.key: one.id for one in named},
        resolved=named,
    )


def preorder(parent: IntArray, kinds: IntArray, keys: Sequence[str]) -> tuple[IntArray, IntArray]:
    """The row of each node of a forest, and the row after its last descendant.

    `parent` holds indexes, NOWHERE for a root. Siblings come by key, divisions before
    organisations. Both results have the shape of `parent`.
    """
    count = len(parent)
    depth = _depths(parent)
    size = np.ones(count, dtype=np.int64)
    for level in range(int(depth.max(initial=0)), 0, -1):
        here = np.flatnonzero(depth == level)
        np.add.at(size, parent[here], size[here])
    rank = np.empty(count, dtype=np.int64)
    rank[sorted(range(count), key=keys.__getitem__)] = np.arange(count)
    order = np.lexsort((rank, kinds > PartyKind.VILLAGE, parent))
    before = np.cumsum(size[order]) - size[order]
    first = np.searchsorted(parent[order], parent[order])
    offset = np.empty(count, dtype=np.int64)
    offset[order] = before - before[first] if count else before
    row = offset.copy()
    for level in range(1, int(depth.max(initial=0)) + 1):
        here = np.flatnonzero(depth == level)
        row[here] += row[parent[here]] + 1
    return row, row + size


def lies_in(parent: IntArray, kinds: IntArray, kind: PartyKind) -> IntArray:
    """For each row the row of this kind that it is or lies in; parents are rows, preorder."""
    found = np.where(kinds == kind, np.arange(len(kinds)), NOWHERE)
    depth = _depths(parent)
    for level in range(1, int(depth.max(initial=0)) + 1):
        here = np.flatnonzero((depth == level) & (found == NOWHERE))
        found[here] = found[parent[here]]
    return found


def _depths(parent: IntArray) -> IntArray:
    """How many divisions each node lies in; the database keeps the parents free of cycles."""
    depth = np.zeros(len(parent), dtype=np.int32)
    above = parent.copy()
    while (deeper := above >= 0).any():
        depth += deeper
        above = np.where(deeper, parent[above], NOWHERE)
    return depth


def _party_texts(size: int, columns: Columns, aliases: Iterable[AliasRow]) -> Texts:
    text = Texts([""] * size, [""] * size, [None] * size, [()] * size, [""] * size)
    ids, keys, _, _, names, _, codes, _, pinyin, initials, _ = columns
    for party, key, name, code, full, first in zip(
        ids, keys, names, codes, pinyin, initials, strict=True
    ):
        text.key[party], text.name[party], text.code[party] = key, name, code
        text.search[party] = search_lines(key, name, full, first)
    for party, alias, full, first in sorted(aliases):
        text.aliases[party] += (alias,)
        text.search[party] += "\n" + search_lines(alias, full, first)
    return text


def search_lines(*texts: str) -> str:
    """What a party is found by: a line a text, in lower case."""
    return "\n".join(texts).lower()


def build_pairings(columns: Columns, parties: Parties) -> Pairings:
    """Pairings from the columns of PairingRow, in any order; no columns for none."""
    column = dict(zip(PairingRow._fields, columns or [[] for _ in PairingRow._fields], strict=True))
    id_ = np.array(column["id"], dtype=np.int64)
    order = np.argsort(id_)
    ids = id_[order]

    def numbers(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)[order]

    def rows(name: str) -> IntArray:
        return parties.row_of_id.array[numbers([value or 0 for value in column[name]])]

    follows = numbers([value or 0 for value in column["follows_id"]])
    place = np.searchsorted(ids, follows)
    found = place < len(ids)
    found[found] = ids[place[found]] == follows[found]
    start = numbers([ALWAYS if day is None else day for day in column["start"]])
    donor, recipient = rows("donor_id"), rows("recipient_id")
    text, id_of_key = _pairing_texts(column)
    by_donor = listed(donor, recipient, start, ids, text.key)
    by_recipient = listed(recipient, donor, start, ids, text.key)
    return Pairings(
        id=ints(ids, np.int64),
        donor=ints(donor, np.int32),
        recipient=ints(recipient, np.int32),
        lead=ints(rows("lead_id"), np.int32),
        partner=ints(rows("partner_id"), np.int32),
        stage=ints(numbers([STAGE[word] for word in column["stage"]]), np.int8),
        negotiating_villages=ints(numbers(column["negotiating_villages"]), np.int8),
        start=ints(start, np.int32),
        end=ints(numbers([NEVER if day is None else day for day in column["end"]]), np.int32),
        start_precision=_precisions(column["start_precision"], order),
        end_precision=_precisions(column["end_precision"], order),
        follows=ints(np.where(found, place, NOWHERE), np.int32),
        version=ints(numbers(column["version"]), np.int32),
        by_donor=ints(by_donor, np.int32),
        donor_slot=ints(slots(by_donor, donor, len(parties)), np.int32),
        by_recipient=ints(by_recipient, np.int32),
        recipient_slot=ints(slots(by_recipient, recipient, len(parties)), np.int32),
        text=text,
        id_of_key=id_of_key,
    )


def _precisions(words: list[str | None], order: IntArray) -> Ints:
    return ints(np.array([PRECISION[word] for word in words], dtype=np.int8)[order], np.int8)


def _pairing_texts(column: Mapping[str, list[Any]]) -> tuple[PairingTexts, dict[str, int]]:
    size = max(column["id"], default=0) + 1
    text = PairingTexts([""] * size, [None] * size, [None] * size, [None] * size, [""] * size)
    names = ("key", "programme", "agreement", "note", "source")
    for id_, *texts in zip(column["id"], *(column[name] for name in names), strict=True):
        for name, value in zip(names, texts, strict=True):
            getattr(text, name)[id_] = value
    return text, dict(zip(column["key"], column["id"], strict=True))


def listed(
    first: IntArray, second: IntArray, start: IntArray, ids: IntArray, keys: Sequence[str]
) -> IntArray:
    """Rows of pairings by (first, second, start, key)."""
    order = np.lexsort((start, second, first))
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in (first, second, start):
        same &= column[order][1:] == column[order][:-1]
    if same.any():
        # Only cancelled pairings can share both ends and the start: few, so sort them singly.
        breaks = np.flatnonzero(~np.concatenate([[False], same, [False]]))
        for low, high in pairwise(breaks.tolist()):
            if high - low > 1:
                run = order[low:high].tolist()
                order[low:high] = sorted(run, key=lambda row: keys[int(ids[row])])
    return order


def build_designations(rows: Sequence[DesignationRow], parties: Parties) -> Designations:
    """Designations in any order."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(7)]
    id_, village_id, kind, start, end, start_precision, end_precision = columns
    village = parties.row_of_id.array[np.array(village_id, dtype=np.int64)]
    kinds = np.array([DESIGNATION[word] for word in kind], dtype=np.int8)
    starts = np.array([ALWAYS if day is None else day for day in start], dtype=np.int32)
    order = np.lexsort((np.array(id_, dtype=np.int64), starts, kinds, village))
    return Designations(
        id=ints(np.array(id_, dtype=np.int64)[order], np.int64),
        village=ints(village[order], np.int32),
        kind=ints(kinds[order], np.int8),
        start=ints(starts[order], np.int32),
        end=ints(
            np.array([NEVER if d is None else d for d in end], dtype=np.int32)[order], np.int32
        ),
        start_precision=_precisions(start_precision, order),
        end_precision=_precisions(end_precision, order),
    )
