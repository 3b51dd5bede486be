"""Working changed and new designations into the columns."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from graph.network.build import build_designations
from graph.network.columns import Ints, ints
from graph.network.rows import DesignationColumns, DesignationRow, gathered
from graph.network.snapshot import Designations, Parties


def change_designations(
    designations: Designations, parties: Parties, rows: Sequence[DesignationRow]
) -> Designations:
    """Designations with these rows as they are now, new or known."""
    told = build_designations(gathered(DesignationColumns(), [rows]), parties)
    kept = np.flatnonzero(~np.isin(designations.id.array, told.id.array))
    left = {
        column.name: getattr(designations, column.name).array.take(kept)
        for column in fields(Designations)
    }
    ranked = Designations(**{name: ints(values, values.dtype) for name, values in left.items()})
    places = [_place(ranked, _rank(told, at)) for at in range(len(rows))]
    columns: dict[str, Ints] = {
        name: ints(np.insert(values, places, getattr(told, name).array), values.dtype)
        for name, values in left.items()
    }
    return Designations(**columns)


def _rank(designations: Designations, at: int) -> tuple[int, ...]:
    """What designations are ordered by."""
    columns = (designations.village, designations.kind, designations.start, designations.id)
    return tuple(column.at[at] for column in columns)


def _place(designations: Designations, rank: tuple[int, ...]) -> int:
    """Where one of this rank comes."""
    bounds: list[int] = np.searchsorted(designations.village.array, (rank[0], rank[0] + 1)).tolist()
    return bounds[0] + sum(_rank(designations, at) < rank for at in range(*bounds))
