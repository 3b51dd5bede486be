"""Working changed and new parties into the columns."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from graph.network.columns import IntArray, Ints, ints
from graph.network.rows import KIND, SIDE, AliasRow, PartyRow
from graph.network.snapshot import NOWHERE, Designations, Pairings, Parties
from graph.network.working import MovesRows, with_text, with_texts, with_value
from graph.words import PartyKind


def change_parties(parties: Parties, rows: Iterable[PartyRow]) -> Parties:
    """Parties that were there, with their names, codes and capacities as they are now.

    Raises MovesRows when one of them lies elsewhere now, or is another.
    """
    for row in rows:
        at = parties.row_of_id.at[row.id]
        if at == NOWHERE or not _stands_still(parties, at, row):
            raise MovesRows
        parties = _rename(parties, row)
        offered = NOWHERE if row.capacity is None else row.capacity
        parties = replace(
            parties,
            capacity=with_value(parties.capacity, at, offered),
            named=with_value(parties.named, at, row.named),
        )
    return parties


def _stands_still(parties: Parties, at: int, row: PartyRow) -> bool:
    above = parties.parent.at[at]
    parent_id = None if above == NOWHERE else parties.id.at[above]
    return (
        # Another's id when it was resolved until now.
        parties.id.at[at] == row.id
        and parties.text.key[row.id] == row.key
        and parties.kind.at[at] == KIND[row.kind]
        and parent_id == row.parent_id
    )


def _rename(parties: Parties, row: PartyRow) -> Parties:
    text = parties.text
    if text.name[row.id] != row.name:
        text = replace(text, name=with_text(text.name, row.id, row.name))
    if text.code[row.id] != row.code:
        text = replace(text, code=with_text(text.code, row.id, row.code))
    lines = text.spelled[row.id].split("\n", 2)
    own = "\n".join([row.spelled, *lines[2:]])
    text = replace(text, spelled=with_text(text.spelled, row.id, own))
    return parties if text is parties.text else replace(parties, text=text)


def change_aliases(
    parties: Parties, owners: Collection[int], aliases: Iterable[AliasRow]
) -> Parties:
    """The aliases of these parties (by id) are now exactly these."""
    text = parties.text
    names: dict[int, tuple[str, ...]] = dict.fromkeys(owners, ())
    lines = {owner: "\n".join(text.spelled[owner].split("\n", 2)[:2]) for owner in owners}
    for owner, alias, spelled in sorted(aliases):
        names[owner] += (alias,)
        lines[owner] += "\n" + spelled
    told, found = with_texts(text.aliases, names), with_texts(text.spelled, lines)
    if told is text.aliases and found is text.spelled:
        return parties
    return replace(parties, text=replace(text, aliases=told, spelled=found))


def add_parties(parties: Parties, rows: Sequence[PartyRow]) -> tuple[Parties, IntArray]:
    """Parties with new ones in their places in preorder.

    Also returns the old rows before which new ones came, rising, one for each. Raises MovesRows
    when one lies in a party that is new itself, or is a root.
    """
    entries = sorted((_place(parties, row), row) for row in rows)
    places = np.array([place[0] for place, _ in entries], dtype=np.int64)
    if not entries:
        return parties, places
    new = [row for _, row in entries]
    above = np.array([parties.row_of_id.at[row.parent_id or 0] for row in new], dtype=np.int64)
    kinds = np.array([KIND[row.kind] for row in new], dtype=np.int8)
    own = places + np.arange(len(new))
    parent = shifted(above, places)
    _grow_texts(parties, new)
    return (
        replace(
            parties,
            id=_with_new(parties.id, places, [row.id for row in new]),
            kind=_with_new(parties.kind, places, kinds),
            side=_with_new(parties.side, places, [SIDE[row.side] for row in new]),
            parent=_with_new(_shift(parties.parent, places), places, parent),
            end=_ends(parties, places, above, own),
            county=_containing(parties.county, PartyKind.COUNTY, places, above, kinds),
            township=_containing(parties.township, PartyKind.TOWNSHIP, places, above, kinds),
            named=_with_new(parties.named, places, [row.named for row in new]),
            capacity=_with_new(
                parties.capacity,
                places,
                [NOWHERE if row.capacity is None else row.capacity for row in new],
            ),
            row_of_id=_rows_of_ids(parties, places, new, own),
        ),
        places,
    )


def _place(parties: Parties, row: PartyRow) -> tuple[int, int, bool, str]:
    """The old row before which a new party comes, and what orders several that come there:
    one deeper in the tree belongs to what ends there, so it comes first."""
    known = len(parties.row_of_id.at)
    if row.parent_id is None or row.parent_id >= known:
        raise MovesRows
    above = parties.row_of_id.at[row.parent_id]
    order = (KIND[row.kind] > PartyKind.VILLAGE, row.key)
    place = parties.end.at[above]
    for child in parties.children(above):
        if (not parties.is_division(child), parties.key(child)) > order:
            place = child
            break
    return place, -len(parties.ancestors(above)), *order


def _grow_texts(parties: Parties, new: Iterable[PartyRow]) -> None:
    """Appends to the shared lists: older snapshots never look past their own ids."""
    text = parties.text
    for row in sorted(new):
        for _ in range(row.id + 1 - len(text.key)):
            text.key.append("")
            text.name.append("")
            text.code.append(None)
            text.aliases.append(())
            text.spelled.append("")
        text.key[row.id], text.name[row.id], text.code[row.id] = row.key, row.name, row.code
        text.spelled[row.id] = row.spelled
        parties.id_of_key[row.key] = row.id


def _ends(parties: Parties, places: IntArray, above: IntArray, own: IntArray) -> Ints:
    # An end moves by what came before it, and by what came at it when that lies inside.
    end = parties.end.array.astype(np.int64)
    end = end + np.searchsorted(places, end, side="left")
    for place, parent in zip(places.tolist(), above.tolist(), strict=True):
        holder = parent
        while holder != NOWHERE:
            if parties.end.at[holder] == place:
                end[holder] += 1
            holder = parties.parent.at[holder]
    return ints(np.insert(end, places, own + 1), np.int32)


def _containing(
    column: Ints, kind: PartyKind, places: IntArray, above: IntArray, kinds: IntArray
) -> Ints:
    """The column `county` or `township`: its own row for one of that kind, else its parent's."""
    own = places + np.arange(len(places))
    found = np.where(kinds == kind, own, shifted(column.array[above], places))
    return _with_new(_shift(column, places), places, found)


def _rows_of_ids(
    parties: Parties, places: IntArray, new: Sequence[PartyRow], own: IntArray
) -> Ints:
    rows = shifted(parties.row_of_id.array, places)
    largest = max(row.id for row in new)
    grown = np.full(max(largest + 1, len(rows)), NOWHERE, dtype=np.int64)
    grown[: len(rows)] = rows
    grown[[row.id for row in new]] = own
    return ints(grown, np.int32)


def shift_pairings(pairings: Pairings, places: IntArray) -> Pairings:
    """Pairings whose ends point to where the parties are now."""
    return replace(
        pairings,
        donor=_shift(pairings.donor, places),
        recipient=_shift(pairings.recipient, places),
        lead=_shift(pairings.lead, places),
        partner=_shift(pairings.partner, places),
        donor_slot=_with_new(pairings.donor_slot, places, pairings.donor_slot.array[places]),
        recipient_slot=_with_new(
            pairings.recipient_slot, places, pairings.recipient_slot.array[places]
        ),
    )


def shift_designations(designations: Designations, places: IntArray) -> Designations:
    """Designations whose villages are where the parties are now."""
    return replace(designations, village=_shift(designations.village, places))


def shifted(rows: IntArray, places: IntArray) -> IntArray:
    """Where old rows are after new ones came before the rows `places`; NOWHERE stays."""
    moved = rows + np.searchsorted(places, rows, side="right")
    return np.where(rows == NOWHERE, NOWHERE, moved)


def _shift(column: Ints, places: IntArray) -> Ints:
    return ints(shifted(column.array, places), column.array.dtype)


def _with_new(column: Ints, places: IntArray, values: IntArray | list[int]) -> Ints:
    return ints(np.insert(column.array, places, values), column.array.dtype)
