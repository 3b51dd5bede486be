"""Commands that manage tokens, by which programs act for an account."""

import argparse
from contextlib import closing

from graph.errors import Rejected
from graph.registry.accounts import find_account
from graph.registry.database import Database
from graph.registry.tokens import Token, list_tokens, make_token, revoke_token
from graph.rights import Actor
from server.command_ledger import DONE
from server.command_user import refused
from server.ledger import current_user
from server.output import Json, print_json, print_table, say, tell
from server.pages.history import moment

HEADS = ("编号", "登录名", "名称", "权限", "状态", "新增于", "到期", "最近用过")


def run_token_add(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.require_current()
        with database.read() as connection:
            actor = find_account(connection, options.login).actor
        try:
            secret = make_token(database, actor, options.name, options.write, options.days)
        except Rejected as error:
            return refused(error, "token", as_json=options.json)
        with database.read() as connection:
            made = list_tokens(connection)[0]
    if options.json:
        print_json({"token": {**_json(made), "secret": secret}, "problems": []})
        return DONE
    tell(secret)
    say(f"编号 {made.id}，{moment(made.ends_at)} 到期。令牌只显示这一次，请现在存好")
    say("用法：请求头 Authorization: Bearer 令牌")
    return DONE


def run_token_list(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.require_current()
        with database.read() as connection:
            listed = list_tokens(connection)
    if options.json:
        print_json({"tokens": [_json(one) for one in listed]})
    elif listed:
        print_table(HEADS, map(_line, listed))
    else:
        tell("还没有令牌：jiedui token add 登录名 名称")
    return DONE


def run_token_revoke(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.require_current()
        revoked = revoke_token(database, Actor(current_user()), options.token)
    if options.json:
        print_json({"token": _json(revoked)})
    else:
        tell(f"已吊销令牌 {revoked.id}：{revoked.login} 的“{revoked.name}”")
    return DONE


def _line(one: Token) -> tuple[object, ...]:
    used = moment(one.used_at) if one.used_at else "从未"
    dates = (moment(one.made_at), moment(one.ends_at), used)
    return (one.id, one.login, one.name, "读写" if one.may_write else "只读", _state(one), *dates)


def _state(one: Token) -> str:
    if one.revoked:
        return "已吊销"
    return "可用" if one.is_in_force() else "已到期"


def _json(one: Token) -> dict[str, Json]:
    return {
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "mayWrite": one.may_write,
        "madeAt": one.made_at,
        "endsAt": one.ends_at,
        "usedAt": one.used_at,
        "revoked": one.revoked,
    }
