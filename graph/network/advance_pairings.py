"""Working changed and new pairings into the columns."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from graph.days import ALWAYS, NEVER
from graph.network.columns import IntArray, Ints, appended, ints
from graph.network.rows import PRECISION, STAGE, PairingRow
from graph.network.snapshot import NOWHERE, Pairings, PairingTexts, Parties
from graph.network.working import MovesRows, with_text, with_value

TEXTS = ("programme", "agreement", "note", "source")


def change_pairings(pairings: Pairings, parties: Parties, rows: Iterable[PairingRow]) -> Pairings:
    """Pairings with these rows as they are now, new or known.

    Raises MovesRows when a known one has another key, donor or recipient.
    """
    for row in sorted(rows):
        numbers = _numbers(pairings, parties, row)
        at = pairings.row_of(row.id)
        if at is None:
            pairings = _add(pairings, row, numbers)
        else:
            pairings = _change(pairings, at, row, numbers)
    return pairings


def _numbers(pairings: Pairings, parties: Parties, row: PairingRow) -> dict[str, int]:
    """What the row has in each column of numbers."""
    party = parties.row_of_id.at
    follows = None if row.follows_id is None else pairings.row_of(row.follows_id)
    return {
        "id": row.id,
        "donor": party[row.donor_id],
        "recipient": party[row.recipient_id],
        "lead": party[row.lead_id or 0],
        "partner": party[row.partner_id or 0],
        "stage": STAGE[row.stage],
        "negotiating_villages": row.negotiating_villages,
        "start": ALWAYS if row.start is None else row.start,
        "end": NEVER if row.end is None else row.end,
        "start_precision": PRECISION[row.start_precision],
        "end_precision": PRECISION[row.end_precision],
        "follows": NOWHERE if follows is None else follows,
        "version": row.version,
    }


def _change(pairings: Pairings, at: int, row: PairingRow, numbers: dict[str, int]) -> Pairings:
    if (
        pairings.text.key[row.id] != row.key
        or pairings.donor.at[at] != numbers["donor"]
        or pairings.recipient.at[at] != numbers["recipient"]
    ):
        raise MovesRows
    restarted = pairings.start.at[at] != numbers["start"]
    columns: dict[str, Any] = {
        name: with_value(getattr(pairings, name), at, value) for name, value in numbers.items()
    }
    changed = replace(pairings, **columns, text=_with_texts(pairings.text, row))
    return _reorder(changed, at) if restarted else changed


def _with_texts(text: PairingTexts, row: PairingRow) -> PairingTexts:
    lists = {name: with_text(getattr(text, name), row.id, getattr(row, name)) for name in TEXTS}
    if all(lists[name] is getattr(text, name) for name in TEXTS):
        return text
    return replace(text, **lists)


def _add(pairings: Pairings, row: PairingRow, numbers: dict[str, int]) -> Pairings:
    if len(pairings) and row.id < pairings.id.at[-1]:
        raise MovesRows
    _grow_texts(pairings, row)
    columns: dict[str, Any] = {
        name: appended(getattr(pairings, name), value) for name, value in numbers.items()
    }
    at = len(pairings)
    grown = replace(pairings, **columns)
    return _listed(grown, at)


def _grow_texts(pairings: Pairings, row: PairingRow) -> None:
    """Appends to the shared lists: older snapshots never look past their own ids."""
    text = pairings.text
    for _ in range(row.id + 1 - len(text.key)):
        text.key.append("")
        text.programme.append(None)
        text.agreement.append(None)
        text.note.append(None)
        text.source.append("")
    text.key[row.id] = row.key
    for name in TEXTS:
        getattr(text, name)[row.id] = getattr(row, name)
    pairings.id_of_key[row.key] = row.id


def _listed(pairings: Pairings, at: int) -> Pairings:
    """A row that no order holds yet is put into both."""
    donor, recipient = pairings.donor.at[at], pairings.recipient.at[at]
    by_donor, donor_slot = _put(
        pairings, pairings.by_donor, pairings.donor_slot, (donor, pairings.recipient), at
    )
    by_recipient, recipient_slot = _put(
        pairings, pairings.by_recipient, pairings.recipient_slot, (recipient, pairings.donor), at
    )
    return replace(
        pairings,
        by_donor=by_donor,
        donor_slot=donor_slot,
        by_recipient=by_recipient,
        recipient_slot=recipient_slot,
    )


def _put(
    pairings: Pairings, order: Ints, slot: Ints, ends: tuple[int, Ints], at: int
) -> tuple[Ints, Ints]:
    """`ends` are the party in whose slot the row goes, and the column of the other end."""
    party, other = ends

    def rank(row: int) -> tuple[int, int, str]:
        return other.at[row], pairings.start.at[row], pairings.key(row)

    low, high = slot.at[party], slot.at[party + 1]
    place = low + _place([rank(row) for row in order.at[low:high]], rank(at))
    slots = slot.array.copy()
    slots[party + 1 :] += 1
    return ints(np.insert(order.array, place, at), np.int32), ints(slots, np.int32)


def _place(ranks: Sequence[tuple[int, int, str]], rank: tuple[int, int, str]) -> int:
    return sum(other < rank for other in ranks)


def _reorder(pairings: Pairings, at: int) -> Pairings:
    """A row whose start moved is taken out of both orders and put back."""
    return _listed(
        replace(
            pairings,
            by_donor=_without(pairings.by_donor, at),
            donor_slot=_one_less(pairings.donor_slot, pairings.donor.at[at]),
            by_recipient=_without(pairings.by_recipient, at),
            recipient_slot=_one_less(pairings.recipient_slot, pairings.recipient.at[at]),
        ),
        at,
    )


def _without(order: Ints, at: int) -> Ints:
    kept: IntArray = order.array[order.array != at]
    return ints(kept, np.int32)


def _one_less(slot: Ints, party: int) -> Ints:
    slots = slot.array.copy()
    slots[party + 1 :] -= 1
    return ints(slots, np.int32)
