"""Accounts and tokens on the command line."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from accounts import OTHER_PASSWORD, PASSWORD, actor
from folders import load

from graph.check import Verdict, check_ledger
from graph.errors import JieduiError
from graph.registry.database import Database
from graph.registry.sessions import session_actor, sign_in
from graph.registry.tokens import token_actor
from graph.rights import Actor
from graph.words import Role
from server.cli import main

pytestmark = pytest.mark.usefixtures("cheap_passwords")


class CommandLine:
    """Runs commands on one database; what is typed comes from the standard input."""

    def __init__(
        self,
        database: Database,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.database, self._capsys, self._monkeypatch = database, capsys, monkeypatch

    def run(self, *words: str, typed: bytes = b"") -> tuple[int, str, str]:
        """The exit status, and what was printed for programs and for people."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        status = main([*words, "--database", self.url])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def add(self, login: str, *more: str, typed: str = PASSWORD + "\n") -> tuple[int, str, str]:
        return self.run("user", "add", login, *more, "--password-stdin", typed=typed.encode())

    def json(self, *words: str) -> Any:
        status, said, _ = self.run(*words, "--json")
        assert status == 0
        return json.loads(said)

    @property
    def url(self) -> str:
        return self.database.url.render_as_string(hide_password=False)


@pytest.fixture
def line(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    load(database, tmp_path)
    return CommandLine(database, capsys, monkeypatch)


def test_accounts_are_added_and_listed(line: CommandLine) -> None:
    assert line.run("user", "list")[1].startswith("还没有账号")
    status, said, warned = line.add("Daxing", "--role", "district", "--division", "大兴区")
    assert (status, said) == (0, "已新增账号：daxing（Daxing，区级账号（大兴区））\n")
    assert "还没有市级账号" in warned
    assert line.add("wang", "--role", "city", "--name", "王小二")[2] == ""
    assert sign_in(line.database, "wang", PASSWORD)
    told = line.json("user", "list")["accounts"]
    assert [(one["login"], one["name"], one["role"], one["sessions"]) for one in told] == [
        ("daxing", "Daxing", "district", 0),
        ("wang", "王小二", "city", 1),
    ]
    assert told[0]["division"] == {"key": "110115", "name": "大兴区"}
    assert (told[1]["division"], told[1]["disabled"]) == (None, False)
    listed = line.run("user", "list")[1].splitlines()
    assert listed[0].split() == ["登录名", "姓名", "角色", "区县", "状态", "登录中", "最近"]
    assert listed[2].split()[:5] == ["wang", "王小二", "市级", "可用", "1"]


@pytest.mark.parametrize("typed", ["\r\n", "\nsecond line\n", ""], ids=["crlf", "more", "no end"])
def test_the_first_line_is_the_password(line: CommandLine, typed: str) -> None:
    assert line.add("wang", "--role", "city", typed="\ufeff" + PASSWORD + typed)[0] == 0
    assert sign_in(line.database, "wang", PASSWORD)


def test_a_password_never_is_an_argument(
    line: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("--password", PASSWORD), ("--password-stdin", PASSWORD)):
        with pytest.raises(SystemExit) as caught:
            line.run("user", "add", "wang", "--role", "city", *words)
        assert caught.value.code == 2
    capsys.readouterr()
    for command in (("add", "wang", "--role", "city"), ("reset", "wang")):
        line.add("wang", "--role", "city")
        status, said, error = line.run("user", *command)
        assert (status, said) == (2, "")
        assert "--password-stdin" in error
        status, _, error = line.run("user", *command, "--password-stdin", typed=b"\xff\xfe\n")
        assert status == 2
        assert "UTF-8" in error


def on_terminal(line: CommandLine, typed: list[str], *words: str) -> tuple[int, str]:
    """Runs a command at a terminal of its own; each line is typed when it is asked for."""
    ours, theirs = pty.openpty()
    # A terminal becomes that of a session whose leader opens it.
    takes = (
        "import os, sys; os.close(os.open(os.ttyname(0), os.O_RDWR)); from server.cli import main"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", f"{takes}; sys.exit(main())", *words, "--database", line.url],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    while True:
        try:
            some = os.read(ours, 4096).decode()
        except OSError:
            break
        shown += some
        if typed and shown.endswith("："):
            os.write(ours, f"{typed.pop(0)}\n".encode())
    os.close(ours)
    return process.wait(), shown


def test_a_terminal_asks_twice_and_shows_nothing(line: CommandLine) -> None:
    words = ("user", "add", "wang", "--role", "city")
    status, shown = on_terminal(line, [PASSWORD, OTHER_PASSWORD], *words)
    assert status == 2
    assert "两次输入的密码不同" in shown
    status, shown = on_terminal(line, [PASSWORD, PASSWORD], *words)
    assert (status, shown.count("新密码："), shown.count("再输一次：")) == (0, 1, 1)
    assert PASSWORD not in shown
    assert sign_in(line.database, "wang", PASSWORD)


def test_every_reason_is_told(line: CommandLine) -> None:
    status, said, error = line.add("wang", "--role", "city", "--division", "大兴区", "--name", " ")
    assert (status, said) == (2, "")
    assert [each.partition("：")[0] for each in error.splitlines()] == [
        "jiedui: 姓名用 1 到 40 个看得见的字",
        "jiedui: 市级账号不属于哪个区县",
        "未作任何改动",
    ]
    status, said, error = line.add("wang", "--role", "city", "--json", typed="short\n")
    assert (status, error) == (2, "")
    assert json.loads(said) == {
        "account": None,
        "problems": [
            {
                "path": ["password"],
                "code": "TOO_SHORT",
                "message": "密码至少 10 个字符，这里是 5 个",
            }
        ],
    }
    status, _, error = line.add("wang", "--role", "district", "--division", "月球")
    assert (status, "月球" in error) == (2, True)
    for command in ("disable", "enable", "reset", "sessions"):
        status, _, error = line.run("user", command, "nobody")
        assert (status, "nobody" in error, "jiedui user list" in error) == (2, True, True)


def test_accounts_are_changed(line: CommandLine) -> None:
    line.add("wang", "--role", "city")
    line.add("li", "--role", "city")
    assert line.run("user", "change", "li")[0] == 2
    told = line.json(
        "user", "change", "li", "--name", "李", "--role", "county", "--division", "150926"
    )
    assert told["problems"] == []
    assert (told["account"]["name"], told["account"]["role"]) == ("李", "county")
    assert actor(line.database, "li").division == "察哈尔右翼前旗"
    wrong = ("user", "change", "li", "--name", "新名", "--division", "大兴区")
    assert line.run(*wrong)[0] == 2
    assert line.json("user", "list")["accounts"][0]["name"] == "李"
    assert line.run("user", "change", "li", "--role", "reader")[0] == 0
    assert actor(line.database, "li") == Actor("li", Role.READER)


def test_accounts_are_disabled_enabled_and_reset(line: CommandLine) -> None:
    line.add("wang", "--role", "city")
    line.add("li", "--role", "reader")
    secret = sign_in(line.database, "li", PASSWORD)
    assert line.run("user", "disable", "li")[0] == 0
    assert session_actor(line.database, secret) is None
    assert line.json("user", "list")["accounts"][0]["disabled"]
    assert "已停用" in line.run("user", "list")[1]
    assert line.run("user", "enable", "li")[0] == 0
    secret = sign_in(line.database, "li", PASSWORD)
    typed = f"{OTHER_PASSWORD}\n".encode()
    done = line.run("user", "reset", "li", "--password-stdin", typed=typed)
    assert (done[0], "登录已结束，令牌已吊销" in done[1]) == (0, True)
    assert session_actor(line.database, secret) is None
    assert sign_in(line.database, "li", OTHER_PASSWORD)
    status, said, _ = line.run("user", "disable", "wang", "--json")
    assert (status, json.loads(said)["problems"][0]["code"]) == (2, "LAST_CITY")
    with line.database.read() as connection:
        titles = connection.exec_driver_sql("SELECT who, title FROM batch WHERE id > 1").all()
    assert len({who for who, _ in titles}) == 1
    assert [title for _, title in titles][-1] == "重设密码：li"
    found = check_ledger(line.database)
    assert all(one.verdict is not Verdict.FINDING for one in found)


def test_sessions_are_listed_and_ended(line: CommandLine) -> None:
    line.add("wang", "--role", "city")
    assert line.run("user", "sessions", "wang")[1] == "没有登录\n"
    secret = sign_in(line.database, "wang", PASSWORD)
    (only,) = line.json("user", "sessions", "wang")["sessions"]
    assert sorted(only) == ["endsAt", "openedAt", "seenAt"]
    assert len(line.run("user", "sessions", "wang")[1].splitlines()) == 2
    assert session_actor(line.database, secret) is not None
    assert line.run("user", "sessions", "wang", "--end")[1] == "已结束 1 处登录\n"
    assert session_actor(line.database, secret) is None
    assert line.json("user", "sessions", "wang", "--end") == {"ended": 0, "sessions": []}


def test_tokens_are_added_listed_and_revoked(line: CommandLine) -> None:
    line.add("wang", "--role", "city")
    assert line.run("token", "list")[1].startswith("还没有令牌")
    status, secret, said = line.run("token", "add", "wang", "报表", "--write")
    assert status == 0
    assert "只显示这一次" in said
    # The secret stands alone where a program reads it.
    assert token_actor(line.database, secret.removesuffix("\n")) == (Actor("wang"), True)
    told = line.json("token", "add", "wang", "看板", "--days", "7")["token"]
    assert (told["id"], told["mayWrite"], told["usedAt"]) == (2, False, None)
    assert token_actor(line.database, told["secret"]) == (Actor("wang", Role.READER), False)
    listed = line.run("token", "list")[1]
    assert [each.split()[:5] for each in listed.splitlines()[1:]] == [
        ["2", "wang", "看板", "只读", "可用"],
        ["1", "wang", "报表", "读写", "可用"],
    ]
    assert "从未" not in listed
    assert "secret" not in line.json("token", "list")["tokens"][0]
    assert line.run("token", "revoke", "1")[1] == "已吊销令牌 1：wang 的“报表”\n"
    assert token_actor(line.database, secret.strip()) is None
    assert [one["revoked"] for one in line.json("token", "list")["tokens"]] == [False, True]
    assert line.json("token", "revoke", "2")["token"]["revoked"] is True


def test_wrong_tokens_are_explained(line: CommandLine) -> None:
    line.add("guest", "--role", "reader")
    for words, told in (
        (("add", "guest", "报表", "--write"), "只读账号的令牌不能写"),
        (("add", "guest", "报表", "--days", "400"), "1 到 366 天"),
        (("add", "nobody", "报表"), "nobody"),
        (("revoke", "7"), "没有编号为 7 的令牌"),
    ):
        status, said, error = line.run("token", *words)
        assert (status, said) == (2, "")
        assert told in error
    status, said, _ = line.run("token", "add", "guest", "", "--json")
    assert (status, json.loads(said)["token"]) == (2, None)
    assert line.run("token", "list")[1].startswith("还没有令牌")


def test_without_a_database_there_is_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    for words in (("user", "list"), ("token", "list"), ("user", "add", "wang", "--role", "city")):
        assert main([*words, "--database", url]) == 2
        assert "jiedui load" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(JieduiError):
        Database(url).require_current()
