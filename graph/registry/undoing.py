"""Undoing a batch: its rows are taken back as one, and stay for the audit.

What it inserted is retracted; what it changed has again what it had before. Nothing is undone on
which later changes stand: those have to go first.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice

from sqlalchemy import Connection, select

from graph.days import BEIJING
from graph.errors import NotFound, Problem, Rejected
from graph.language import joined, say
from graph.registry.audit import Recorder, Value
from graph.registry.batches import ACCOUNTS, Batch, find_batch
from graph.registry.constraints import refusing
from graph.registry.database import Database
from graph.registry.deeds import Deed, barred
from graph.registry.history import Change
from graph.registry.mentioned import Mentioned
from graph.registry.reversal import Step, steps_back
from graph.registry.standing import Standing, standing_on
from graph.registry.tables import account, batch, pairing
from graph.registry.watch import rows_standing
from graph.rights import Actor, Ground, Who
from graph.words import Stage

AT_ONCE = 500
LOOKED_AT = 500
"""Changes that are looked at first when somebody asks whether he may undo a batch."""
MANY = 5000


def undo_batch(database: Database, who: Who, batch_id: int) -> int:
    """Takes a batch back; returns the batch that does so. Raises Rejected."""
    with refusing("undo", "batch"), database.write(who) as recorder:
        return undo_in(recorder, batch_id)


def undo_in(recorder: Recorder, batch_id: int) -> int:
    """The same within a transaction that somebody else ends."""
    undone = _undoable(recorder.connection, batch_id)
    new_id = recorder.open_batch("undo", f"撤销：{undone.title}", batch_id)
    _take_back(recorder, list(steps_back(recorder.connection, batch_id)))
    recorder.amend(batch, batch_id, {"retracted": 0}, {"retracted": 1})
    return new_id


def may_undo(connection: Connection, actor: Actor, ground: Ground, batch_id: int) -> bool:
    """May the actor take back all that the batch wrote? `ground` is of the ledger as it stands."""
    if actor.may_all:
        return True
    if not actor.may_write:
        return False
    steps = steps_back(connection, batch_id)
    first = list(islice(steps, LOOKED_AT))
    # Most that may not be undone shows that in a few of its new rows.
    for some in ([step for step in first if step.then is None], chain(first, steps)):
        if any(barred(actor, ground, _deeds(connection, some))):
            return False
    return True


def _deeds(connection: Connection, steps: Iterable[Step]) -> Iterator[Deed]:
    """What the steps, the last one first, make of the rows as they stand."""
    then: dict[tuple[str, int], dict[str, Value]] = defaultdict(dict)
    for step in steps:
        then[step.table.name, step.row_id].update(step.then or {"retracted": 1})
    for table, row_id, row, after in rows_standing(connection, then):
        yield Deed(table, row_id, row, {**row, **after})


def why_never(one: Batch) -> Problem | None:
    """Why a batch can never be undone, whatever comes later."""
    if one.is_undone:
        message = say("第 {id} 批已由第 {undone_by} 批撤销", id=one.id, undone_by=one.undone_by)
        return Problem(("batch",), "ALREADY_UNDONE", message)
    if one.undoes is not None:
        message = say(
            "第 {id} 批就是一次撤销，不能再撤销；请重做原来的改动（第 {undoes} 批）",
            id=one.id,
            undoes=one.undoes,
        )
        return Problem(("batch",), "IS_UNDO", message)
    if one.kind == ACCOUNTS:
        # Undone later, it would give access back, or take it, behind the back of who manages it.
        message = say("第 {id} 批改的是账号，不能撤销；请停用账号，或再改一次", id=one.id)
        return Problem(("batch",), "NEVER", message)
    return None


def _undoable(connection: Connection, batch_id: int) -> Batch:
    try:
        found = find_batch(connection, batch_id)
    except NotFound as error:
        raise Rejected([Problem(("batch",), "NOT_FOUND", str(error))]) from error
    if never := why_never(found):
        raise Rejected([never])
    standing = standing_on(connection, batch_id)
    if standing.total:
        raise Rejected(list(_problems(found, standing)))
    return found


def _problems(one: Batch, standing: Standing) -> Iterator[Problem]:
    history = standing.history
    shown = len(history.changes)
    some = (
        say("前 {shown} 处，共 {total} 处", shown=shown, total=standing.total)
        if standing.total > shown
        else say("{shown} 处", shown=shown)
    )
    message = say("第 {id} 批上还立着后来的改动（{some}），先撤销它们", id=one.id, some=some)
    yield Problem(("batch",), "STOOD_ON", message)
    for change in history.changes:
        reason = standing.reasons[change.seq].value
        told = say(
            "{described}：{reason}（{when}）",
            described=described(change, history.mentioned),
            reason=reason,
            when=_when(change),
        )
        yield Problem(("batch", str(change.seq)), "STOOD_ON", told)


def described(change: Change, mentioned: Mentioned) -> str:
    """What changed, by key and name."""
    about = mentioned.about(change)
    names = joined([one.name[:40] for one in about], say("支援"))
    if change.subject == pairing.name:
        return say(
            "结对关系“{key}”（{names}）",
            key=mentioned.pairings.get(change.subject_id, ""),
            names=names,
        )
    if change.subject == account.name:
        return say("账号“{login}”", login=mentioned.accounts.get(change.subject_id, ""))
    return say("主体“{keys}”（{names}）", keys=joined(one.key for one in about), names=names)


def _when(change: Change) -> str:
    at = datetime.datetime.fromisoformat(change.at).astimezone(BEIJING)
    which = (
        ""
        if change.batch_id is None
        else say("，第 {batch_id} 批“{batch}”", batch_id=change.batch_id, batch=change.batch)
    )
    return joined([f"{at:%Y-%m-%d %H:%M} {change.who}", which], "")


def _take_back(recorder: Recorder, steps: Sequence[Step]) -> None:
    changed = {step.row_id for step in steps if step.table is pairing and step.then is not None}
    if len(steps) >= MANY and recorder.connection.dialect.name == "postgresql":
        # Its guards look at many tables for each row; planned for empty ones, they read them whole.
        tables = ", ".join(sorted({step.table.name for step in steps}))
        recorder.connection.exec_driver_sql(f"ANALYZE {tables}")
    given = _Raised(recorder.connection, sorted(changed))
    # Corrections may have crossed: a cancelled pairing is in no other's way.
    recorder.set_aside(pairing, sorted(changed), {"stage": Stage.CANCELLED.text})
    for (table, is_new), run in groupby(steps, lambda step: (step.table, step.then is None)):
        if is_new:
            recorder.retract_all(table, [step.row_id for step in run])
        else:
            for step in run:
                _give_back(recorder, step, given)


def _give_back(recorder: Recorder, step: Step, given: "_Raised") -> None:
    assert step.now is not None
    assert step.then is not None
    if step.table is not pairing:
        recorder.amend(step.table, step.row_id, step.now, step.then)
        return
    now, then, stage = given.raised(step)
    recorder.amend(pairing, step.row_id, now, then, {"stage": stage})


class _Raised:
    """Versions and stages of the pairings that are given back: a version never goes back."""

    def __init__(self, connection: Connection, ids: Sequence[int]) -> None:
        self._of: dict[int, tuple[int, str]] = {}
        for chunk in _chunks(ids):
            statement = select(pairing.c.id, pairing.c.version, pairing.c.stage)
            for row in connection.execute(statement.where(pairing.c.id.in_(chunk))):
                self._of[row.id] = (row.version, row.stage)

    def raised(self, step: Step) -> tuple[dict[str, Value], dict[str, Value], str]:
        """What the pairing has now, what it gets, and the stage that it then has."""
        version, stage = self._of[step.row_id]
        then = {**(step.then or {}), "version": version + 1}
        stage = str(then.get("stage", stage))
        self._of[step.row_id] = (version + 1, stage)
        return {**(step.now or {}), "version": version}, then, stage


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
