"""What is typed for an account, and the columns that it becomes."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from graph.errors import NotFound, Problem, Rejected
from graph.registry.audit import Value
from graph.registry.tables import account, alias, party
from graph.words import PartyKind, Role, Side

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LONGEST_NAME = 40
OF_ROLE = {
    Role.DISTRICT: (Side.DONOR, "支援方的一个区，例如大兴区"),
    Role.COUNTY: (Side.RECIPIENT, "受援方的一个县（市、区、旗）"),
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
        message = (
            "登录名用 2 到 40 个小写字母、数字、点、下划线或连字符，以字母或数字开头，"
            f"而不是“{login[:40]}”"
        )
        raise Rejected([Problem(("login",), "INVALID", message)])
    return folded


def given_fields(connection: Connection, given: Given, *, is_new: bool = False) -> dict[str, Value]:
    """The columns of the account. Raises Rejected with all that is wrong."""
    problems: list[Problem] = []
    if is_new and _is_taken(connection, given.login):
        message = f"已有登录名为“{given.login}”的账号：请换一个登录名，停用的账号可以重新启用"
        problems.append(Problem(("login",), "TAKEN", message))
    name = " ".join(given.name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        message = f"姓名用 1 到 {LONGEST_NAME} 个看得见的字"
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
    if len(keys) != 1:
        some = f"可以指 {len(keys)} 个区县（{'、'.join(keys[:5])}）：请写编码" if keys else ""
        raise NotFound(f"“{named[:40]}”{some}" if some else f"没有编码或名称为“{named[:40]}”的区县")
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
            refuse("NOT_WANTED", f"{kind}账号不属于哪个区县：请不要写区县")
        return None
    side, what = OF_ROLE[given.role]
    if not given.division:
        refuse("MISSING", f"{kind}账号要写明属于{what}")
        return None
    found = _party(connection, given.division)
    if found is None:
        refuse("NOT_FOUND", f"没有编码为“{given.division[:40]}”的区划")
        return None
    if (found.kind, found.side) != (PartyKind.COUNTY.text, side.text):
        refuse("WRONG_DIVISION", f"{kind}账号要属于{what}，而不是“{found.name[:40]}”")
        return None
    return int(found.id)
