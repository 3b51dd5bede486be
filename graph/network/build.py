"""Building a snapshot from rows: the pure part, which knows no SQL."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from graph.network.columns import IntArray, ints, slots
from graph.network.gathering import Numbers
from graph.network.rows import (
    AliasRow,
    DesignationColumns,
    DesignationRow,
    PairingColumns,
    PairingRow,
    PartyColumns,
    PartyRow,
    gathered,
)
from graph.network.snapshot import (
    NOWHERE,
    Designations,
    Figures,
    Pairings,
    PairingTexts,
    Parties,
    PartyTexts,
    Resolved,
    Snapshot,
)
from graph.network.tree import lies_in, preorder
from graph.words import PartyKind


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
    built = build_parties(gathered(PartyColumns(), [list(parties)]), aliases, resolved)
    return Snapshot(
        0,
        built,
        build_pairings(gathered(PairingColumns(), [list(pairings)]), built),
        build_designations(gathered(DesignationColumns(), [list(designations)]), built),
        dict(figures or {}),
    )


def build_parties(
    column: PartyColumns, aliases: Iterable[AliasRow], resolved: Iterable[Resolved] = ()
) -> Parties:
    """Parties from their columns, in any order; those that were resolved are not among them."""
    named = tuple(sorted(resolved, key=lambda one: one.key))
    ids, kinds = column.id.array, column.kind.array
    size = max(int(ids.max(initial=0)), *(one.id for one in named), 0) + 1
    index_of_id = np.full(size, NOWHERE, dtype=np.int32)
    index_of_id[ids] = np.arange(len(ids))
    parent = index_of_id[column.parent_id.array]
    row, end = preorder(parent, kinds, column.key.list)
    order = np.argsort(row)
    row_of_id = np.full(size, NOWHERE, dtype=np.int32)
    row_of_id[ids] = row
    row_of_id[[one.id for one in named]] = row_of_id[[one.village_id for one in named]]
    above = np.where(parent < 0, NOWHERE, row[parent])[order]
    kinds = kinds[order]
    return Parties(
        id=ints(ids[order], np.int64),
        kind=ints(kinds, np.int8),
        side=ints(column.side.array[order], np.int8),
        parent=ints(above, np.int32),
        end=ints(end[order], np.int32),
        county=ints(lies_in(above, kinds, PartyKind.COUNTY), np.int32),
        township=ints(lies_in(above, kinds, PartyKind.TOWNSHIP), np.int32),
        named=ints(column.named.array[order], np.int8),
        capacity=ints(column.capacity.array[order], np.int32),
        row_of_id=ints(row_of_id, np.int32),
        text=_party_texts(size, column, aliases),
        id_of_key=dict(zip(column.key.list, ids.tolist(), strict=True))
        | {one.key: one.id for one in named},
        resolved=named,
    )


def _party_texts(size: int, column: PartyColumns, aliases: Iterable[AliasRow]) -> PartyTexts:
    # Most codes are the key: one text then stands for both.
    codes = [k if c == k else c for k, c in zip(column.key.list, column.code.list, strict=True)]
    ids = column.id.array
    text = PartyTexts(
        key=spread(ids, column.key.list, size, ""),
        name=spread(ids, column.name.list, size, ""),
        code=spread(ids, codes, size, None),
        aliases=[()] * size,
        spelled=spread(ids, column.spelled.list, size, ""),
    )
    for party, alias, spelled in sorted(aliases):
        text.aliases[party] += (alias,)
        text.spelled[party] += "\n" + spelled
    return text


def build_pairings(column: PairingColumns, parties: Parties) -> Pairings:
    """Pairings from their columns, in any order."""
    order = np.argsort(column.id.array)
    ids = column.id.array[order]

    def rows(party_ids: Numbers) -> IntArray:
        return parties.row_of_id.array[party_ids.array[order]]

    follows = column.follows_id.array[order]
    place = np.searchsorted(ids, follows)
    found = place < len(ids)
    found[found] = ids[place[found]] == follows[found]
    start = column.start.array[order]
    donor, recipient = rows(column.donor_id), rows(column.recipient_id)
    text, id_of_key = _pairing_texts(column)
    by_donor = listed(donor, recipient, start, ids, text.key)
    by_recipient = listed(recipient, donor, start, ids, text.key)
    return Pairings(
        id=ints(ids, np.int64),
        donor=ints(donor, np.int32),
        recipient=ints(recipient, np.int32),
        lead=ints(rows(column.lead_id), np.int32),
        partner=ints(rows(column.partner_id), np.int32),
        stage=ints(column.stage.array[order], np.int8),
        negotiating_villages=ints(column.negotiating_villages.array[order], np.int8),
        start=ints(start, np.int32),
        end=ints(column.end.array[order], np.int32),
        start_precision=ints(column.start_precision.array[order], np.int8),
        end_precision=ints(column.end_precision.array[order], np.int8),
        follows=ints(np.where(found, place, NOWHERE), np.int32),
        version=ints(column.version.array[order], np.int32),
        by_donor=ints(by_donor, np.int32),
        donor_slot=ints(slots(by_donor, donor, len(parties)), np.int32),
        by_recipient=ints(by_recipient, np.int32),
        recipient_slot=ints(slots(by_recipient, recipient, len(parties)), np.int32),
        text=text,
        id_of_key=id_of_key,
    )


def _pairing_texts(column: PairingColumns) -> tuple[PairingTexts, dict[str, int]]:
    ids = column.id.array
    size = int(ids.max(initial=0)) + 1
    text = PairingTexts(
        key=spread(ids, column.key.list, size, ""),
        programme=spread(ids, column.programme.list, size, None),
        agreement=spread(ids, column.agreement.list, size, None),
        note=spread(ids, column.note.list, size, None),
        source=spread(ids, column.source.list, size, ""),
    )
    return text, dict(zip(column.key.list, ids.tolist(), strict=True))


def spread(places: IntArray, texts: Sequence[Any], size: int, otherwise: str | None) -> list[Any]:
    """A list of this size with the texts at these places."""
    found = np.full(size, otherwise, dtype=object)
    found[places] = np.array(texts, dtype=object)
    told: list[Any] = found.tolist()
    return told


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


def build_designations(column: DesignationColumns, parties: Parties) -> Designations:
    """Designations from their columns, in any order."""
    village = parties.row_of_id.array[column.village_id.array]
    id_, kind, start = column.id.array, column.kind.array, column.start.array
    order = np.lexsort((id_, start, kind, village))
    return Designations(
        id=ints(id_[order], np.int64),
        village=ints(village[order], np.int32),
        kind=ints(kind[order], np.int8),
        start=ints(start[order], np.int32),
        end=ints(column.end.array[order], np.int32),
        start_precision=ints(column.start_precision.array[order], np.int8),
        end_precision=ints(column.end_precision.array[order], np.int8),
    )
