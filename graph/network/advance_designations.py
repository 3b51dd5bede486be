"""Working changed and new designations into the columns: there are few, so all are copied."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from graph.network.build import DesignationColumns, DesignationRow, build_designations, gathered
from graph.network.columns import Ints, ints
from graph.network.snapshot import Designations, Parties


def change_designations(
    designations: Designations, parties: Parties, rows: Sequence[DesignationRow]
) -> Designations:
    """Designations with these rows as they are now, new or known."""
    told = build_designations(gathered(DesignationColumns(), [rows]), parties)
    kept = ~np.isin(designations.id.array, told.id.array)
    joined = {
        column.name: np.concatenate(
            [getattr(designations, column.name).array[kept], getattr(told, column.name).array]
        )
        for column in fields(Designations)
    }
    order = np.lexsort((joined["id"], joined["start"], joined["kind"], joined["village"]))
    columns: dict[str, Ints] = {
        name: ints(values[order], values.dtype) for name, values in joined.items()
    }
    return Designations(**columns)
