"""`jiedui network`, `path`, `shared` and `structure` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from folders import FILES, load

from graph.network import graphs
from graph.registry.database import Database
from server.cli import main

SIGNED = """Q1,110115006,150926201201,,,,signed,2019-05-01,,,,协议
Q2,E1,H1,,,,signed,2020-01-01,,,,协议
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("network")
    address = f"sqlite:///{folder / 'jiedui.db'}"
    database = Database(address)
    database.migrate()
    files = {"pairings.csv": FILES["pairings.csv"] + SIGNED}
    assert load(database, folder / "set", files).faults == []
    database.close()
    return address


Printed = pytest.CaptureFixture[str]


def asked(url: str, capsys: Printed, *words: str, status: int = 0) -> Any:
    assert main([*words, "--database", url, "--at", "2020-06-30", "--json"]) == status
    return json.loads(capsys.readouterr().out)


def told(url: str, capsys: Printed, *words: str, status: int = 0) -> str:
    assert main([*words, "--database", url, "--at", "2020-06-30"]) == status
    return capsys.readouterr().out


def test_who_is_around(url: str, capsys: Printed) -> None:
    found = asked(url, capsys, "network", "E1", "--hops", "2")
    assert found["center"]["key"] == "E1"
    assert [one["distance"] for one in found["parties"]] == sorted(
        one["distance"] for one in found["parties"]
    )
    assert "H1" in [one["key"] for one in found["parties"] if one["distance"] == 1]
    shown = told(url, capsys, "network", "E1", "--hops", "2")
    assert f"2 步之内共 {len(found['parties'])} 个主体" in shown


def test_path_is_told_and_given_in_parts(url: str, capsys: Printed) -> None:
    shown = told(url, capsys, "path", "E1", "H1")
    assert "自 2020-01-01 起结对支援" in shown
    found = asked(url, capsys, "path", "E1", "H1")
    (step,) = found["steps"]
    assert (step["how"], step["pairings"]) == ("gives", ["Q2"])
    assert found["sentence"] in shown


def test_no_path_is_said(url: str, capsys: Printed) -> None:
    assert "没有已签订的结对关系连成的路" in told(url, capsys, "path", "E1", "150000")
    found = asked(url, capsys, "path", "E1", "150000")
    assert (found["steps"], found["sentence"]) == (None, None)


def test_path_to_oneself(url: str, capsys: Printed) -> None:
    assert "两头是同一个主体" in told(url, capsys, "path", "E1", "E1")


def test_structure_by_parts(url: str, capsys: Printed) -> None:
    groups = asked(url, capsys, "structure")["groups"]
    assert sum(group["pairings"] for group in groups) >= 2
    assert f"共 {len(groups)} 片" in told(url, capsys, "structure")
    bridges = asked(url, capsys, "structure", "--part", "bridges")["bridges"]
    for bridge in bridges:
        assert bridge["donorSide"] > 0 < bridge["recipientSide"]
    assert f"共 {len(bridges)} 条" in told(url, capsys, "structure", "--part", "bridges")
    between = asked(url, capsys, "structure", "--part", "between")["between"]
    assert f"共 {len(between)} 个" in told(url, capsys, "structure", "--part", "between")


def test_shared_counties(url: str, capsys: Printed) -> None:
    found = asked(url, capsys, "shared")
    assert f"共 {len(found)} 对" in told(url, capsys, "shared")


def test_too_large_a_scope_says_the_way_out(
    url: str, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "MOST_SIZE", 1)
    found = asked(url, capsys, "structure", status=2)
    assert found["error"]["code"] == "TOO_LARGE"
    assert "请选小一些的范围" in found["error"]["message"]


@pytest.mark.parametrize(
    "words", [("network", "<nobody>"), ("path", "E1", "<nobody>"), ("path", "<nobody>", "E1")]
)
def test_unknown_party_is_named(url: str, capsys: Printed, words: tuple[str, ...]) -> None:
    assert main([*words, "--database", url]) == 2
    assert "没有编码或唯一名称为“<nobody>”的主体" in capsys.readouterr().err


def test_network_is_written_as_files(url: str, capsys: Printed, tmp_path: Path) -> None:
    names = [tmp_path / "a.graphml", tmp_path / "a.gexf"]
    files = ("--graphml", str(names[0]), "--gexf", str(names[1]))
    found = asked(url, capsys, "network", "E1", "--hops", "2", *files)
    assert found["files"] == [str(name) for name in names]
    graph: Any = nx.read_graphml(names[0], force_multigraph=True, edge_key_type=str)
    assert len(graph) == found["parties"] == len(nx.read_gexf(names[1]))
    assert graph.number_of_edges() == found["pairings"] + found["parts"]
    told(url, capsys, "network", "--within", "大兴区", "--graphml", str(names[0]))
    graph = nx.read_graphml(names[0], force_multigraph=True, edge_key_type=str)
    assert {"Q1", "Q2"} <= {key for *_, key in graph.edges(keys=True)}
    assert graph.nodes["E1"]["kind"] == "enterprise"


def test_network_of_nobody_and_files_that_cannot_be_are_refused(
    url: str, capsys: Printed, tmp_path: Path
) -> None:
    assert main(["network", "--database", url]) == 2
    assert "没有写明看谁的周围" in capsys.readouterr().err
    nowhere = str(tmp_path / "none" / "a.gexf")
    assert main(["network", "E1", "--gexf", nowhere, "--database", url]) == 2
    assert f"写不了 {nowhere}" in capsys.readouterr().err
