"""The commands on accounts and tokens, each with its help."""

from graph.registry.tokens import DAYS
from graph.words import Role
from server.arguments import Commands, add_command, add_json, positive
from server.command_token import run_token_add, run_token_list, run_token_revoke
from server.command_user import (
    run_user_add,
    run_user_change,
    run_user_disable,
    run_user_enable,
    run_user_list,
    run_user_reset,
    run_user_sessions,
)


def add_users(commands: Commands) -> None:
    user = add_command(commands, "user", "账号：谁能登录，能做什么", database=False)
    users = user.add_subparsers(required=True, metavar="做什么", title="做什么")
    listed = add_command(users, "list", "列出全部账号")
    listed.set_defaults(run=run_user_list)
    actions = {
        "add": ("新增一个账号，密码在终端里问两遍", run_user_add),
        "change": ("改姓名、角色或所属区县", run_user_change),
        "disable": ("停用账号：结束它的登录，吊销它的令牌", run_user_disable),
        "enable": ("重新启用账号", run_user_enable),
        "reset": ("重设密码，结束它的登录", run_user_reset),
        "sessions": ("看账号在哪些时候登录着，或全部结束", run_user_sessions),
    }
    added = {name: add_command(users, name, text) for name, (text, _) in actions.items()}
    for name, command in added.items():
        command.add_argument("login", metavar="登录名")
        command.set_defaults(run=actions[name][1])
    for command in (listed, *added.values()):
        add_json(command)
    roles = "，".join(f"{role.text} {role.chinese}" for role in Role)
    for name in ("add", "change"):
        added[name].add_argument("--name", metavar="姓名", help="给人看的名字")
        added[name].add_argument(
            "--role",
            choices=[role.text for role in Role],
            required=name == "add",
            metavar="角色",
            help=roles,
        )
        added[name].add_argument(
            "--division", metavar="区县", help="区级属于哪个区，受援县属于哪个县：编码或唯一的名称"
        )
    for name in ("add", "reset"):
        added[name].add_argument(
            "--password-stdin", action="store_true", help="从标准输入的第一行读密码"
        )
    added["sessions"].add_argument("--end", action="store_true", help="全部结束")


def add_tokens(commands: Commands) -> None:
    token = add_command(commands, "token", "令牌：程序凭它替一个账号用 GraphQL", database=False)
    tokens = token.add_subparsers(required=True, metavar="做什么", title="做什么")
    add = add_command(tokens, "add", "新增一个令牌，只显示这一次")
    add.add_argument("login", metavar="登录名")
    add.add_argument("name", metavar="名称", help="给哪个程序用")
    add.add_argument("--write", action="store_true", help="也能写（默认只读），不超出账号的权限")
    add.add_argument(
        "--days", type=positive, default=DAYS, metavar="天数", help="几天后到期（默认 %(default)s）"
    )
    add.set_defaults(run=run_token_add)
    listed = add_command(tokens, "list", "列出全部令牌，不含令牌本身")
    listed.set_defaults(run=run_token_list)
    revoke = add_command(tokens, "revoke", "吊销一个令牌")
    revoke.add_argument("token", type=positive, metavar="编号", help="jiedui token list 列出的编号")
    revoke.set_defaults(run=run_token_revoke)
    for command in (add, listed, revoke):
        add_json(command)
