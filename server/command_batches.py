"""Commands that show batches and undo them."""

import argparse
import getpass
from contextlib import closing

from graph.errors import Rejected
from graph.registry.batches import Batch, list_batches
from graph.registry.database import Database
from graph.registry.undoing import undo_batch
from server.command_ledger import DONE, REFUSED
from server.output import Json, print_json, print_table, say, tell
from server.pages.history import moment

HEADS = ("批", "时间", "谁", "做了什么", "内容", "改动的行", "撤销")


def run_batches(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.require_current()
        with database.read() as connection:
            found = list_batches(connection, 0, options.number)
    if options.json:
        print_json({"total": found.total, "batches": [_json(one) for one in found.lines]})
        return DONE
    print_table(HEADS, (_line(one) for one in found.lines))
    tell(f"前 {len(found.lines)} 批，共 {found.total} 批，新的在前")
    return DONE


def _line(one: Batch) -> tuple[object, ...]:
    undone = "" if one.undone_by is None else f"已由第 {one.undone_by} 批撤销"
    return (one.id, moment(one.at), one.who, one.what, one.title, one.changes, undone)


def _json(one: Batch) -> dict[str, Json]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "who": one.who,
        "at": one.at,
        "changes": one.changes,
        "undoes": one.undoes,
        "undoneBy": one.undone_by,
    }


def run_undo(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.require_current()
        try:
            undone = undo_batch(database, getpass.getuser(), options.batch)
        except Rejected as error:
            return _refused(error, as_json=options.json)
    if options.json:
        print_json({"batch": undone, "problems": []})
    else:
        tell(f"第 {options.batch} 批已撤销；这次撤销是第 {undone} 批")
    return DONE


def _refused(error: Rejected, *, as_json: bool) -> int:
    problems: list[Json] = [
        {"path": list(one.path), "code": one.code, "message": one.message} for one in error.problems
    ]
    if as_json:
        print_json({"batch": None, "problems": problems})
        return REFUSED
    for problem in error.problems:
        tell(problem.message)
    say("未作任何改动")
    return REFUSED
