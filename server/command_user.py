"""Commands that manage accounts. A password is asked for or read, never an argument: arguments
stand in the list of processes and in the shell's history."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial

from sqlalchemy import Connection

from graph.errors import Invalid, Rejected
from graph.registry.account_form import division_key
from graph.registry.accounts import (
    Account,
    NewAccount,
    add_account,
    change_account,
    disable_account,
    enable_account,
    find_account,
    list_accounts,
    reset_password,
)
from graph.registry.database import Database
from graph.registry.sessions import Session, end_sessions, sessions_of
from graph.words import Role
from server.command_ledger import DONE, REFUSED
from server.ledger import current_user
from server.output import Json, print_json, print_table, say, tell
from server.pages.history import moment

HEADS = ("登录名", "姓名", "角色", "区县", "状态", "登录中", "最近")
SESSION_HEADS = ("登录于", "最近", "最迟到")
NO_PASSWORD = "没有终端可以问密码：请在终端里运行，或加 --password-stdin 并从标准输入给出密码"


def run_user_add(options: argparse.Namespace) -> int:
    with _opened(options) as database:
        with database.read() as connection:
            division = _division(connection, options)
        new = NewAccount(
            *(options.login, options.name or options.login, Role.named(options.role)),
            *(division, _password(options)),
        )
        return _done(
            options, database, "已新增账号", lambda: add_account(database, current_user(), new)
        )


def run_user_list(options: argparse.Namespace) -> int:
    with _opened(options) as database, database.read() as connection:
        listed = [(one, sessions_of(connection, one.id)) for one in list_accounts(connection)]
    if options.json:
        print_json({"accounts": [_json(*one) for one in listed]})
    elif listed:
        print_table(HEADS, (_line(*one) for one in listed))
    else:
        tell("还没有账号：jiedui user add 登录名 --role city 新增第一个")
    return DONE


def run_user_disable(options: argparse.Namespace) -> int:
    return _change(options, "已停用账号，登录已结束，令牌已吊销", disable_account)


def run_user_enable(options: argparse.Namespace) -> int:
    return _change(options, "已启用账号", enable_account)


def run_user_change(options: argparse.Namespace) -> int:
    given = (options.name, options.role, options.division)
    if all(one is None for one in given):
        raise Invalid("没有写要改什么：请加 --name、--role 或 --division")
    role = None if options.role is None else Role.named(options.role)
    with _opened(options) as database:
        with database.read() as connection:
            division = _division(connection, options)

        def change() -> None:
            who, login = current_user(), options.login
            change_account(database, who, login, name=options.name, role=role, division=division)

        return _done(options, database, "已更改账号", change)


def run_user_reset(options: argparse.Namespace) -> int:
    with _opened(options) as database:
        with database.read() as connection:
            # Before anybody types a password for nothing.
            find_account(connection, options.login)
        password = _password(options)
        done = "已重设密码，登录已结束，令牌已吊销"
        return _done(options, database, done, partial(_reset, database, options.login, password))


def _reset(database: Database, login: str, password: str) -> None:
    reset_password(database, current_user(), login, password)


def run_user_sessions(options: argparse.Namespace) -> int:
    with _opened(options) as database:
        ended = end_sessions(database, options.login) if options.end else 0
        with database.read() as connection:
            found = find_account(connection, options.login)
            sessions = sessions_of(connection, found.id)
    if options.json:
        print_json({"ended": ended, "sessions": [_session(one) for one in sessions]})
    elif options.end:
        tell(f"已结束 {ended} 处登录")
    elif sessions:
        lines = [tuple(map(moment, (s.opened_at, s.seen_at, s.ends_at))) for s in sessions]
        print_table(SESSION_HEADS, lines)
    else:
        tell("没有登录")
    return DONE


def _change(
    options: argparse.Namespace, done: str, command: Callable[[Database, str, str], None]
) -> int:
    with _opened(options) as database:
        return _done(
            options, database, done, lambda: command(database, current_user(), options.login)
        )


def _done(
    options: argparse.Namespace, database: Database, done: str, command: Callable[[], object]
) -> int:
    """Runs a command on one account and tells what it is now, or every reason why not."""
    try:
        command()
    except Rejected as error:
        return refused(error, "account", as_json=options.json)
    with database.read() as connection:
        found = find_account(connection, options.login)
        sessions = sessions_of(connection, found.id)
        alone = not any(one.role is Role.CITY for one in list_accounts(connection))
    if options.json:
        print_json({"account": _json(found, sessions), "problems": []})
        return DONE
    tell(f"{done}：{found.login}（{found.name}，{found.actor.described}）")
    if alone:
        say("还没有市级账号，网页上没有人能管理账号：jiedui user add 登录名 --role city")
    return DONE


def refused(error: Rejected, what: str, *, as_json: bool) -> int:
    """Tells every reason; `what` is the name of what there is none of now."""
    problems: list[Json] = [
        {"path": list(one.path), "code": one.code, "message": one.message} for one in error.problems
    ]
    if as_json:
        print_json({what: None, "problems": problems})
        return REFUSED
    for problem in error.problems:
        say(f"jiedui: {problem.message}")
    say("未作任何改动")
    return REFUSED


def _password(options: argparse.Namespace) -> str:
    """Raises Invalid when there is none to be had."""
    if options.password_stdin:
        try:
            return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise Invalid("标准输入里的密码不是 UTF-8 文本") from error
    if not sys.stdin.isatty():
        raise Invalid(NO_PASSWORD)
    try:
        first, again = (getpass.getpass(asked) for asked in ("新密码：", "再输一次："))
    except EOFError as error:
        raise Invalid(NO_PASSWORD) from error
    if first != again:
        raise Invalid("两次输入的密码不同：请重新来")
    return first


def _division(connection: Connection, options: argparse.Namespace) -> str | None:
    return division_key(connection, options.division) if options.division else None


def _line(one: Account, sessions: tuple[Session, ...]) -> tuple[object, ...]:
    state = "已停用" if one.disabled else "可用"
    latest = moment(max(each.seen_at for each in sessions)) if sessions else ""
    return (one.login, one.name, one.role.chinese, one.division, state, len(sessions), latest)


def _json(one: Account, sessions: tuple[Session, ...]) -> dict[str, Json]:
    return {
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "role": one.role.text,
        "division": {"key": one.division_key, "name": one.division} if one.division_key else None,
        "disabled": one.disabled,
        "sessions": len(sessions),
        "seenAt": max((each.seen_at for each in sessions), default=None),
    }


def _session(one: Session) -> dict[str, Json]:
    return {"openedAt": one.opened_at, "seenAt": one.seen_at, "endsAt": one.ends_at}


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Database]:
    with closing(Database(options.database)) as database:
        database.require_current()
        yield database
