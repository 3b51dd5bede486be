"""What a search finds beside the ledger: batches, files handed in, and accounts, for who may see
them."""

from collections.abc import Iterator

from sqlalchemy import Connection

from graph.language import joined, say, told
from graph.registry.accounts import list_accounts
from graph.registry.batches import list_batches
from graph.registry.uploads import Sought, list_uploads
from server.pages.asked import Asked
from server.pages.batches import batch_line
from server.pages.search_parts import Group, Hit
from server.pages.upload_line import upload_lines
from server.person import Way


def records(asked: Asked, text: str, most: int) -> Iterator[Group]:
    if asked.database is None:
        return
    with asked.database.read() as connection:
        yield _batches(asked, connection, text, most)
        if asked.can_write:
            yield _uploads(asked, connection, text, most)
        if asked.actor.may_all and asked.person.way is Way.SESSION:
            yield _accounts(asked, connection, text, most)


def _batches(asked: Asked, connection: Connection, text: str, most: int) -> Group:
    found = list_batches(connection, 0, most, text=text)
    lines = [batch_line(asked, one) for one in found.lines]
    hits = tuple(
        Hit(
            say("第 {number} 批：{title}", number=one.id, title=told(one.title)[:60]),
            one.href,
            joined((one.what, one.who[:40], one.at), " · "),
        )
        for one in lines
    )
    return Group("batches", say("改动"), say("批"), found.total, hits, asked.urls.batches(text), 2)


def _uploads(asked: Asked, connection: Connection, text: str, most: int) -> Group:
    total, found = list_uploads(connection, 0, most, Sought(text=text))
    hits = tuple(
        Hit(one.name.text[:60], one.name.href, joined((one.ledger, one.stands, one.at), " · "))
        for one in upload_lines(asked, connection, found)
    )
    return Group(
        "uploads", say("交来的文件"), say("份"), total, hits, asked.urls.uploads(q=text), 2
    )


def _accounts(asked: Asked, connection: Connection, text: str, most: int) -> Group:
    """Each leads to what the account has changed."""
    sought = text.lower()
    found = [
        one
        for one in list_accounts(connection)
        if any(sought in name.lower() for name in (one.login, one.name, one.division))
    ]
    hits = tuple(
        Hit(
            say("{name}（{login}）", name=one.name[:40], login=one.login),
            asked.urls.audit(one.login),
            joined((one.actor.described, *((say("已停用"),) if one.disabled else ())), " · "),
        )
        for one in found[:most]
    )
    return Group(
        "accounts", say("账号"), say("个"), len(found), hits, asked.urls.search(text, "accounts"), 2
    )
