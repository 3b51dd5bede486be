"""What was written and what was handed in, each list whole. They are of no day: all of it is
there, whatever day the reader looks at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from graph.errors import NotFound
from graph.export.table import Table
from graph.language import joined, say
from graph.registry.batches import KINDS, Batch, list_batches
from graph.registry.database import Database
from graph.registry.history import counted_history, searched_history
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
from server.pages.unfinished import sought_in
from server.pages.upload_line import UploadLine, upload_lines

AT_ONCE = 2_000
"""Rows that are read at a time."""

Row = TypeVar("Row")


def batches(asked: Asked) -> Table:
    kinds, who, text = asked.query.getlist("kind"), asked.text("who"), asked.text("q")

    def read(connection: Connection, first: int) -> Sequence[Batch]:
        return list_batches(connection, first, AT_ONCE, kinds, who or None, text=text).lines

    chosen = [
        *(
            [say("做了什么：{kinds}", kinds=joined(KINDS.get(kind, kind[:20]) for kind in kinds))]
            if kinds
            else []
        ),
        *([say("谁：{who}", who=who)] if who else []),
        *([say("查找：{text}", text=text)] if text else []),
    ]
    lines = [batch_line(asked, one) for one in _all(asked, read)]
    return list_table(say("改动"), columns.BATCHES, lines, [*chosen, _taken_out(asked)])


def uploads(asked: Asked) -> Table:
    sought = sought_in(asked)

    def read(connection: Connection, first: int) -> Sequence[UploadLine]:
        _, found = list_uploads(connection, first, AT_ONCE, sought)
        return upload_lines(asked, connection, found)

    chosen = [
        *([say("还没有导入的")] if sought.unfinished else []),
        *([say("{who} 交来的", who=sought.who)] if sought.who is not None else []),
        *([say("文件名含“{sought}”", sought=sought.text)] if sought.text else []),
    ]
    lines = _all(asked, read)
    return list_table(say("交来的文件"), columns.UPLOADS, lines, [*chosen, _taken_out(asked)])


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
        raise NotFound(say("这里只能看，没有改动的记录"))
    return asked.database


def _taken_out(asked: Asked) -> str:
    return say("{today} 取出", today=asked.today)


def audit(asked: Asked) -> Table:
    wanted = wanted_in(asked)
    with _database(asked).read() as connection:
        counted = counted_history(connection, wanted)

    def read(connection: Connection, first: int) -> Sequence[ChangeLine]:
        return change_lines(asked, searched_history(connection, wanted, first, AT_ONCE, counted))

    chosen = [say("{name}：{text}", name=name, text=text) for name, text in described(wanted)]
    lines = _all(asked, read)
    return list_table(say("审计记录"), columns.AUDIT, lines, [*chosen, _taken_out(asked)])


def suggestions(asked: Asked) -> Table:
    with _database(asked).read() as connection:
        wanted = suggestions_wanted(asked, heard_counties(connection))

    def read(connection: Connection, first: int) -> Sequence[Suggestion]:
        return list_suggestions(connection, first, AT_ONCE, wanted)[1]

    lines = [suggestion_line(asked, one) for one in _all(asked, read)]
    chosen = [*chosen_suggestions(asked, wanted), _taken_out(asked)]
    return list_table(say("受援县的建议"), SUGGESTIONS, lines, chosen)


LOGS: Mapping[str, Taken] = {
    "/audit": audit,
    "/batches": batches,
    "/imports": uploads,
    "/suggestions": suggestions,
}
