"""What is typed for an account, and the columns that it becomes."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from graph.errors import NotFound, Problem, Rejected
from graph.language import joined, say
from graph.registry.audit import Value
from graph.registry.tables import account, alias, party
from graph.words import PartyKind, Role, Side

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LONGEST_NAME = 40
OF_ROLE = {
    Role.DISTRICT: (Side.DONOR, say("支援方的一个区，例如大兴区")),
    Role.COUNTY: (Side.RECIPIENT, say("受援方的一个县（市、区、旗）")),
}
"""Where the division of a role lies, and what it is called."""


@dataclass(frozen=True, slots=True)
class Given:
    """`division` is a party's key."""

    login: str
    name: str
    role: Role
    division: str | None


def fold_login(login: str) -> str:
    """As it is stored: however it is typed, it is the same login. Raises Rejected for none."""
    folded = unicodedata.normalize("NFKC", login).strip().lower()
    if not LOGIN.fullmatch(folded):
        message = say(
            "登录名用 2 到 40 个小写字母、数字、点、下划线或连字符，以字母或数字开头，"
            "而不是“{login}”",
            login=login[:40],
        )
        raise Rejected([Problem(("login",), "INVALID", message)])
    return folded


def given_fields(connection: Connection, given: Given, *, is_new: bool = False) -> dict[str, Value]:
    """The columns of the account. Raises Rejected with all that is wrong."""
    problems: list[Problem] = []
    if is_new and _is_taken(connection, given.login):
        message = say(
            "已有登录名为“{login}”的账号：请换一个登录名，停用的账号可以重新启用",
            login=given.login,
        )
        problems.append(Problem(("login",), "TAKEN", message))
    name = " ".join(given.name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        message = say("姓名用 1 到 {longest} 个看得见的字", longest=LONGEST_NAME)
        problems.append(Problem(("name",), "INVALID", message))
    division_id = _division(connection, given, problems)
    if problems:
        raise Rejected(problems)
    return {
        "login": given.login,
        "name": name,
        "role": given.role.text,
        "division_id": division_id,
    }


def division_key(connection: Connection, named: str) -> str:
    """The key of the district or county that a key or a name stands for. Raises NotFound."""
    keys = _counties(connection, named) if named.isprintable() else []
    if not keys:
        raise NotFound(say("没有编码或名称为“{name}”的区县", name=named[:40]))
    if len(keys) > 1:
        message = say(
            "“{name}”可以指 {n} 个区县（{keys}）：请写编码",
            name=named[:40],
            n=len(keys),
            keys=joined(keys[:5]),
        )
        raise NotFound(message)
    return keys[0]


def _counties(connection: Connection, named: str) -> list[str]:
    aliased = select(alias.c.party_id).where(alias.c.alias == named, alias.c.retracted == 0)
    is_meant = or_(party.c.key == named, party.c.name == named, party.c.id.in_(aliased))
    counties = and_(party.c.kind == PartyKind.COUNTY.text, party.c.retracted == 0)
    return list(connection.scalars(select(party.c.key).where(counties, is_meant).order_by("key")))


def _party(connection: Connection, key: str) -> Row[Any] | None:
    # PostgreSQL takes no text with signs that cannot be printed.
    live = select(party).where(party.c.key == key, party.c.retracted == 0)
    return connection.execute(live).first() if key.isprintable() else None


def _is_taken(connection: Connection, login: str) -> bool:
    same = select(account.c.id).where(account.c.login == login, account.c.retracted == 0)
    return connection.scalar(same) is not None


def _division(connection: Connection, given: Given, problems: list[Problem]) -> int | None:
    kind = given.role.chinese

    def refuse(code: str, message: str) -> None:
        problems.append(Problem(("division",), code, message))

    if given.role not in OF_ROLE:
        if given.division:
            refuse("NOT_WANTED", say("{kind}账号不属于哪个区县：请不要写区县", kind=kind))
        return None
    side, what = OF_ROLE[given.role]
    if not given.division:
        refuse("MISSING", say("{kind}账号要写明属于{what}", kind=kind, what=what))
        return None
    found = _party(connection, given.division)
    if found is None:
        refuse("NOT_FOUND", say("没有编码为“{key}”的区划", key=given.division[:40]))
        return None
    if (found.kind, found.side) != (PartyKind.COUNTY.text, side.text):
        message = say(
            "{kind}账号要属于{what}，而不是“{name}”", kind=kind, what=what, name=found.name[:40]
        )
        refuse("WRONG_DIVISION", message)
        return None
    return int(found.id)
