"""What was written and what was handed in, each list whole. They are of no day: all of it is
there, whatever day the reader looks at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from graph.errors import NotFound
from graph.export.table import Table
from graph.registry.batches import KINDS, Batch, list_batches
from graph.registry.database import Database
from graph.registry.history import searched_history
from graph.registry.suggestions import Suggestion, heard_counties, list_suggestions
from graph.registry.uploads import list_uploads
from server.pages import log_columns as columns
from server.pages.asked import Asked
from server.pages.audit import described, wanted_in
from server.pages.batches import batch_line
from server.pages.columns import Taken, list_table
from server.pages.history import ChangeLine, change_lines
from server.pages.suggestion_columns import SUGGESTIONS
from server.pages.suggestion_line import suggestion_line
from server.pages.suggestions import described as chosen_suggestions
from server.pages.suggestions import wanted_in as suggestions_wanted
from server.pages.upload_line import UploadLine, upload_lines

AT_ONCE = 500
"""Rows that are read at a time."""

Row = TypeVar("Row")


def batches(asked: Asked) -> Table:
    kinds, who = asked.query.getlist("kind"), asked.text("who")

    def read(connection: Connection, first: int) -> Sequence[Batch]:
        return list_batches(connection, first, AT_ONCE, kinds, who or None).lines

    chosen = [
        *(
            ["做了什么：" + "、".join(KINDS.get(kind, kind[:20]) for kind in kinds)]
            if kinds
            else []
        ),
        *([f"谁：{who}"] if who else []),
    ]
    lines = [batch_line(asked, one) for one in _all(asked, read)]
    return list_table("改动", columns.BATCHES, lines, [*chosen, _taken_out(asked)])


def uploads(asked: Asked) -> Table:
    def read(connection: Connection, first: int) -> Sequence[UploadLine]:
        _, found = list_uploads(connection, first, AT_ONCE)
        return upload_lines(asked, connection, found)

    return list_table("交来的文件", columns.UPLOADS, _all(asked, read), [_taken_out(asked)])


def _all(asked: Asked, read: Callable[[Connection, int], Sequence[Row]]) -> list[Row]:
    with _database(asked).read() as connection:
        return list(_parts(connection, read))


def _parts(
    connection: Connection, read: Callable[[Connection, int], Sequence[Row]]
) -> Iterator[Row]:
    first = 0
    while found := read(connection, first):
        yield from found
        first += AT_ONCE


def _database(asked: Asked) -> Database:
    """Raises NotFound where pages only read."""
    if asked.database is None:
        raise NotFound("这里只能看，没有改动的记录")
    return asked.database


def _taken_out(asked: Asked) -> str:
    return f"{asked.today} 取出"


def audit(asked: Asked) -> Table:
    wanted = wanted_in(asked)

    def read(connection: Connection, first: int) -> Sequence[ChangeLine]:
        return change_lines(asked, searched_history(connection, wanted, first, AT_ONCE))

    chosen = [f"{name}：{text}" for name, text in described(wanted)]
    lines = _all(asked, read)
    return list_table("审计记录", columns.AUDIT, lines, [*chosen, _taken_out(asked)])


def suggestions(asked: Asked) -> Table:
    with _database(asked).read() as connection:
        wanted = suggestions_wanted(asked, heard_counties(connection))

    def read(connection: Connection, first: int) -> Sequence[Suggestion]:
        return list_suggestions(connection, first, AT_ONCE, wanted)[1]

    lines = [suggestion_line(asked, one) for one in _all(asked, read)]
    chosen = [*chosen_suggestions(asked, wanted), _taken_out(asked)]
    return list_table("受援县的建议", SUGGESTIONS, lines, chosen)


LOGS: Mapping[str, Taken] = {
    "/audit": audit,
    "/batches": batches,
    "/imports": uploads,
    "/suggestions": suggestions,
}
