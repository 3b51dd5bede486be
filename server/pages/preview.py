"""What an import would do, looked at from inside its transaction before that is taken back."""

from dataclasses import replace
from typing import Any

from graph.analysis.coverage import coverage
from graph.network.reading import read_snapshot
from graph.registry.audit import Recorder
from graph.registry.batches import batch_counts
from graph.registry.history import batch_history
from graph.registry.subjects import SUBJECTS
from graph.words import Cover
from server.pages.asked import Asked
from server.pages.history import change_lines

MOST_SHOWN = 5_000
"""Changes that are kept for showing; a batch shows them all once it is in the ledger."""
SHOWN = SUBJECTS.keys() - {"source", "batch"}
"""Rows that say something by themselves; a source stands beside what it is the source of."""


def preview(asked: Asked, recorder: Recorder) -> dict[str, Any]:
    """Counts by subject, each change with its before and after (those of rows that are there
    first), and the coverage of the day that `asked` names, before and after; plain values."""
    snapshot = read_snapshot(recorder.connection)
    changes: dict[str, Any] = {"subjects": [], "lines": [], "total": 0}
    if recorder.batch_id is not None:
        counted = batch_counts(recorder.connection, recorder.batch_id)
        told = [each for each in counted if each.subject in SHOWN]
        history = batch_history(recorder.connection, recorder.batch_id, 0, MOST_SHOWN)
        shown = [one for one in history.changes if one.subject in SHOWN]
        shown.sort(key=lambda one: one.before is None)
        kept = replace(history, changes=tuple(shown))
        lines = change_lines(replace(asked, snapshot=snapshot), kept)
        changes = {
            "subjects": [[each.subject, each.action, each.number] for each in told],
            "total": sum(each.number for each in told),
            "lines": [
                [line.action, line.what.text, line.is_new, [list(field) for field in line.fields]]
                for line in lines
            ],
        }
    covers = [
        [coverage(each, asked.view).of(cover) for cover in Cover]
        for each in (asked.snapshot, snapshot)
    ]
    day, target = asked.date.isoformat(), asked.target
    return {"changes": changes, "covers": covers, "day": day, "target": target}
