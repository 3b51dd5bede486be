"""The command line as people and programs run it. Most commands run in this process: starting one
takes longer than what they do; what only a process of its own shows is tried in one."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from folders import FILES, folder, load

from graph.registry.database import Database
from server.cli import main

PROGRAM = Path(sys.executable).with_name("jiedui")


class Done(NamedTuple):
    """What a command printed."""

    stdout: str
    stderr: str


class Program:
    """The command line over one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def run(self, *arguments: str, status: int = 0) -> Done:
        """In this process."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.folder)
            patch.setenv("JIEDUI_DATABASE_URL", self.url)
            try:
                found: object = main(arguments)
            except SystemExit as left:
                # The parser leaves by itself.
                found = left.code or 0
        assert found == status, out.getvalue() + err.getvalue()
        return Done(out.getvalue(), err.getvalue())

    def start(self, *arguments: str, status: int = 0) -> Done:
        """The console script."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=self.folder,
            env={**os.environ, "JIEDUI_DATABASE_URL": self.url},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return Done(done.stdout, done.stderr)

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", status=status).stdout)


@pytest.fixture
def program(database_url: str, tmp_path: Path) -> Program:
    return Program(database_url, tmp_path)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Program:
    return Program(f"sqlite:///{tmp_path / 'jiedui.db'}", tmp_path)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Over a small ledger that no test changes."""
    path = tmp_path_factory.mktemp("loaded")
    url = f"sqlite:///{path / 'jiedui.db'}"
    with closing(Database(url)) as database:
        database.migrate()
        load(database, path / "set")
    return Program(url, path)


COVERS = ("total", "covered", "planned", "townshipOnly", "countyOnly", "none")


def test_sample_from_task_list_to_coverage(program: Program) -> None:
    """What must come out of the real facts, all of it asked through the command line."""
    report = program.json("load", "sample")
    assert (report["refused"], report["faults"]) == (0, [])
    assert report["new"] == 28306 + 123 + 3 + 26 + 2 + 4 + 1 + 13 + 21 + 27
    again = program.json("load", "sample")
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, report["new"])

    def counts(*arguments: str) -> tuple[int, ...]:
        answer = program.json("coverage", *arguments)
        return tuple(answer[name] for name in COVERS)

    assert counts("--at", "2020-06-30") == (128, 0, 128, 0, 0, 0)
    assert counts("--at", "2020-01-01") == (128, 0, 0, 0, 128, 0)
    assert counts("--at", "2020-06-30", "--target", "poor") == (263, 0, 128, 0, 135, 0)
    assert counts("--at", "2016-06-30", "--target", "poor") == (263, 0, 0, 0, 128, 135)
    assert counts("--at", "2016-06-30", "--target", "poor", "--within", "632723") == (
        *(9, 0, 0, 0, 0, 9),
    )
    assert counts("--at", "2020-06-30", "--target", "poor", "--within", "顺平县") == (
        *(126, 0, 0, 0, 126, 0),
    )
    counties = program.json("coverage", "--by", "county", "--at", "2020-06-30")["groups"]
    assert {one["division"]["name"]: one["coverage"]["total"] for one in counties} == {
        "和田县": 103,
        "察哈尔右翼前旗": 21,
        "正镶白旗": 4,
    }
    villages = program.json("uncovered", "--at", "2020-06-30")
    assert villages["total"] == 128
    assert all("#" in village["key"] for village in villages["villages"])

    # All 20 towns but the three that are still negotiating the village level.
    towns = {donor["name"] for one in villages["villages"] for donor in one["plannedBy"]}
    assert len(towns) == 17
    assert not towns & {"高米店街道", "旧宫地区", "西红门地区"}
    assert sum(len(one["plannedBy"]) for one in villages["villages"]) == 138
    donors = program.json("show", "色格孜库勒乡", "--at", "2020-06-30")["supportedBy"]
    assert sorted(one["donor"]["name"] for one in donors) == ["采育镇", "魏善庄镇"]
    shared = program.json("show", "色格孜库勒乡待定名村01")["supportedBy"]
    assert [one["stage"] for one in shared] == ["PLANNED", "PLANNED"]
    regiment = program.json("show", "224团")["supportedBy"]
    stages = {one["donor"]["name"]: one["stage"] for one in regiment}
    assert stages == {"大兴区": "SIGNED", "西红门地区": "NEGOTIATING"}

    supported = program.json("show", "石景山区")
    assert {one["recipient"]["name"]: one["start"] for one in supported["supports"]} == {
        "称多县": "2016-12",
        "顺平县": "2016-12",
        "宁城县": "2016-12",
        "莫力达瓦达斡尔族自治旗": "2018-02",
    }
    sums = supported["supportedCounties"]
    assert (sums["households"], sums["persons"]) == (17_869, 46_818)

    checks = program.json("check")
    assert checks["ok"] is True
    causes = [one for one in checks["checks"] if one["check"] == "致贫原因"]
    assert {(one["place"], one["verdict"]) for one in causes} == {
        ("顺平县 2017", "right"),
        ("称多县 2017", "right"),
    }


def test_real_workbook_by_itself(on_sqlite: Program) -> None:
    """The same list given to `import tasks`, over the divisions and organisations alone."""
    real = Path(__file__).parent.parent / "graph" / "registry" / "samples" / "real"
    parts = ("divisions.csv.gz", "aliases.csv", "organisations.csv", "pairings.csv")
    path = folder(on_sqlite.folder / "set", {name: (real / name).read_bytes() for name in parts})
    on_sqlite.run("load", str(path))
    file = str(real / "ledgers" / "tasks-daxing-2020.xlsx")
    given = ("--district", "大兴区", "--start", "2020-02-25")
    tried = on_sqlite.json("import", "tasks", file, *given, "--dry-run")
    assert (tried["new"], tried["refused"], tried["faults"]) == (27, 0, [])
    assert on_sqlite.json("coverage", "--at", "2020-06-30")["total"] == 0
    assert on_sqlite.json("import", "tasks", file, *given)["new"] == 27
    assert on_sqlite.json("import", "tasks", file, *given)["unchanged"] == 27
    assert on_sqlite.json("coverage", "--at", "2020-06-30")["planned"] == 128


def test_unknown_towns_are_reported_with_suggestions(on_sqlite: Program) -> None:
    on_sqlite.run("load", str(folder(on_sqlite.folder / "set")))
    before = on_sqlite.json("coverage")
    file = on_sqlite.folder / "tasks.csv"
    file.write_text(
        "结对镇街,结对旗县,所在乡镇,贫困村\n黄村镇,察右前旗,乌拉哈乌拉乡,9\n旧功镇,察右前旗,乌拉乡,1\n",
        encoding="gbk",
    )
    given = (str(file), "--district", "大兴区")
    report = on_sqlite.json("import", "tasks", *given, status=2)
    assert [(one["place"], one["value"]) for one in report["faults"]] == [
        ("tasks.csv!A3", "旧功镇"),
        ("tasks.csv!C3", "乌拉乡"),
    ]
    assert report["faults"][0]["suggestion"] == "旧宫地区"
    assert report["refused"] == 1
    assert on_sqlite.json("coverage") == before
    printed = on_sqlite.run("import", "tasks", *given, status=2)
    assert "tasks.csv!A3: 找不到“旧功镇”；是否指：旧宫地区" in printed.stdout
    assert "未作任何改动" in printed.stderr


def test_faulty_folder_is_refused_whole(on_sqlite: Program) -> None:
    spoilt = {**FILES, "aliases.csv": "code,alias\n1,x\n2,y\n"}
    done = on_sqlite.start("load", str(folder(on_sqlite.folder / "set", spoilt)), status=2)
    assert "未作任何改动" in done.stderr
    assert done.stdout.splitlines() == [
        "aliases.csv:2: code: 没有编码为 1 的主体",
        "aliases.csv:3: code: 没有编码为 2 的主体",
    ]
    assert on_sqlite.json("coverage")["total"] == 0


def test_load_if_empty_leaves_a_ledger_alone(on_sqlite: Program) -> None:
    path = str(folder(on_sqlite.folder / "set"))
    on_sqlite.run("load", path, "--if-empty")
    (Path(path) / "capacities.csv").write_text("party,capacity\n110115006,1\n")
    assert "已有数据" in on_sqlite.run("load", path, "--if-empty").stderr
    assert on_sqlite.json("load", path, "--dry-run")["new"] == 1


def test_words_for_people(loaded: Program, on_sqlite: Program) -> None:
    more = FILES["unnamed_villages.csv"] + "150926,1,deep_poverty,,,计划\n"
    files = {**FILES, "unnamed_villages.csv": more}
    on_sqlite.run("load", str(folder(on_sqlite.folder / "set", files)))
    coverage = loaded.run("coverage", "--by", "county", "--at", "2020-06-30").stdout
    assert coverage.splitlines()[1].split() == [
        *("察哈尔右翼前旗", "2", "1", "0", "0", "1", "0", "50.0%", "1")
    ]
    real = on_sqlite.run("coverage", "--by", "township", "--at", "2020-06-30").stdout
    assert "另有 1 个村不在任何乡镇" in real
    districts = loaded.run("coverage", "--by", "donor_district").stdout
    assert "各区之和" in districts
    uncovered = loaded.run("uncovered", "--at", "2020-06-30").stdout
    assert "150926201#02" in uncovered
    assert "共 1 个村未结对，目标村 2 个" in uncovered
    only = loaded.run("uncovered", "--at", "2020-06-30", "--cover", "planned").stdout
    assert "共 0 个村" in only
    shown = loaded.run("show", "察右前旗").stdout
    assert "大兴区  已签订  2016-12" in shown
    assert "因病" in shown
    assert "结对不重叠" in loaded.run("check").stdout


def test_name_of_several_is_refused_with_a_list(on_sqlite: Program) -> None:
    twins = "110115005001,朝阳村村委会,village,110115005\n"
    files = {**FILES, "divisions.csv": FILES["divisions.csv"] + twins}
    on_sqlite.run("load", str(folder(on_sqlite.folder / "set", files)))
    done = on_sqlite.run("show", "朝阳村村委会", status=2)
    assert "110115005001" in done.stderr
    assert "150926201201" in done.stderr
    shown = on_sqlite.run("show", "朝阳村村委会", "--within", "察右前旗")
    assert "150926201201" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("coverage", "--within", "nowhere"), "nowhere"),
        (("coverage", "--at", "2020-02-31"), "没有 2020-02-31 这一天"),
        (("coverage", "--at", "2020-02"), "具体日期"),
        (("show", "没有"), "没有编码或唯一名称"),
        (("load", "/no/such/folder"), "没有这个文件夹"),
        (("import", "tasks", "none.xlsx"), "没有这个文件"),
        (("import", "tasks", "none.xlsx", "--start", "soon"), "日期应写成"),
        (("coverage", "--database", "mysql://x"), "mysql"),
        (("coverage", "--by", "street"), "street"),
        (("nonsense",), "nonsense"),
        ((), "命令"),
    ],
)
def test_wrong_arguments_are_explained(
    loaded: Program, arguments: tuple[str, ...], said: str
) -> None:
    done = loaded.run(*arguments, status=2)
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_empty_database_says_how_to_begin(on_sqlite: Program) -> None:
    assert "jiedui load sample" in on_sqlite.run("coverage", status=2).stderr


def test_every_command_has_help(loaded: Program) -> None:
    for command in ("serve", "load", "import", "coverage", "uncovered", "show", "check", "schema"):
        assert "usage: jiedui" in loaded.run(command, "--help").stdout
    assert "--district" in loaded.run("import", "tasks", "--help").stdout


def test_schema_is_the_committed_one(loaded: Program) -> None:
    committed = Path(__file__).parent.parent / "schema" / "schema.graphql"
    assert loaded.run("schema").stdout == committed.read_text(encoding="utf-8")


def test_schema_and_serve_speak_json(loaded: Program) -> None:
    assert loaded.json("schema")["sdl"].startswith("type Division")
    command = [str(PROGRAM), "serve", "--port", "0", "--json"]
    environment = {**os.environ, "JIEDUI_DATABASE_URL": loaded.url}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = json.loads("".join(server.stdout.readline() for _ in range(3)))["url"]
    assert address.startswith("http://127.0.0.1:")
    # What it does with signals is known once it answers.
    with urllib.request.urlopen(urllib.parse.urljoin(address, "/healthz")) as answer:
        assert answer.status == 200
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=30)


def test_port_that_is_taken_is_explained(loaded: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = loaded.start("serve", "--port", port, status=2).stderr
    assert f"端口 {port}" in said
    assert "打开" not in said


def test_port_that_is_none_is_explained(loaded: Program) -> None:
    done = loaded.start("serve", "--port", "99999", status=2)
    assert "端口" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_check_finds_what_is_wrong(on_sqlite: Program) -> None:
    on_sqlite.run("load", str(folder(on_sqlite.folder / "set")))
    with sqlite3.connect(on_sqlite.folder / "jiedui.db") as bare:
        bare.execute("DROP TRIGGER audit_unchanged")
        bare.execute("UPDATE audit SET who = 'nobody' WHERE seq = 3")
    bare.close()
    found = json.loads(on_sqlite.start("check", "--json", status=1).stdout)
    assert found["ok"] is False
    assert "第 3 行被改动过" in found["checks"][0]["message"]


def test_reader_that_stops_early_is_no_error(on_sqlite: Program) -> None:
    on_sqlite.run("load", "sample")
    command = f"{PROGRAM} uncovered | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "JIEDUI_DATABASE_URL": on_sqlite.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("编码")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(program: Program) -> Iterator[str]:
    """The address of a running server, stopped as Ctrl+C stops it."""
    port = free_port()
    server = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        cwd=program.folder,
        env={**os.environ, "JIEDUI_DATABASE_URL": program.url},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        assert f"http://127.0.0.1:{port}/" in server.stderr.readline()
        wait_until_healthy(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
        assert "Traceback" not in errors, errors


def wait_until_healthy(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(300):
        assert server.poll() is None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                assert answer.status == 200
                return
        except urllib.error.URLError:
            with socket.socket() as pause:
                pause.settimeout(0.1)
                pause.connect_ex(("127.0.0.1", port))
    raise AssertionError("the server never answered")


def test_serve_answers_pages_and_graphql(program: Program) -> None:
    program.run("load", str(folder(program.folder / "set")))
    with serving(program) as address:
        with urllib.request.urlopen(f"{address}/?at=2020-06-30") as page:
            assert "深度贫困村" in page.read().decode()
        query = json.dumps({"query": '{ coverage(at: "2020-06-30") { total covered } }'}).encode()
        request = urllib.request.Request(
            f"{address}/graphql", query, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["data"] == {"coverage": {"total": 2, "covered": 1}}
