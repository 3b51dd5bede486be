"""Which of the files handed in a list holds; those that still wait to be put right or taken."""

from collections.abc import Iterator

from graph.language import say
from graph.registry.uploads import Sought, list_uploads
from server.pages.asked import Asked, BadQuery, Ref
from server.pages.counted import Figure

OPEN = "open"
"""In an address: those that were not taken."""


def sought_in(asked: Asked) -> Sought:
    """Which of them the address asks for. Raises BadQuery."""
    state = asked.query.get("state", "")
    if state not in ("", OPEN):
        raise BadQuery(
            "state", say("“{state}”不是 state 的取值；可用 {open}", state=state[:20], open=OPEN)
        )
    return Sought(bool(state), asked.actor.name if asked.flag("mine") else None, asked.text("q"))


def scope(asked: Asked) -> Iterator[Ref]:
    sought = sought_in(asked)
    if sought.unfinished:
        yield Ref(say("还没有导入的"), asked.again(state=None))
    if sought.who is not None:
        yield Ref(say("我交来的"), asked.again(mine=None))
    if sought.text:
        yield Ref(say("文件名含“{sought}”", sought=sought.text[:40]), asked.again(q=None))


def unfinished(asked: Asked) -> Figure:
    """How many files wait for the reader to put them right or take them, and where those are."""
    mine = not asked.actor.may_all
    address = asked.urls.uploads(unfinished=True, mine=mine)
    if asked.database is None or not asked.can_write:
        return Figure(0, address)
    with asked.database.read() as connection:
        total, _ = list_uploads(connection, 0, 0, Sought(True, asked.actor.name if mine else None))
    return Figure(total, address)
