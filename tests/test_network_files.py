"""Networks as GraphML and GEXF: what networkx reads back is what the ledger holds."""

from __future__ import annotations

import datetime
import io
from typing import Any, TypeAlias
from urllib.parse import unquote
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_client import AT, Reader
from page_networks import DAY, HOSTILE, KEYS, hostile, rich
from small_network import divisions, pairing_rows
from small_network import with_pairings as network_of

from graph.analysis import extent
from graph.analysis.coverage import View, cover_of
from graph.analysis.extent import around, scope
from graph.analysis.neighbourhood import Neighbourhood, neighbourhood
from graph.errors import Invalid
from graph.export.networks import network_graph, plain, write_network
from graph.network.graphs import BeyondBound
from graph.network.rows import PairingRow
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import DesignationKind, PartyKind, Stage
from server.urls import Urls

VIEW = View(DAY)
Graph: TypeAlias = "nx.MultiDiGraph[str]"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(rich())


def graphml(written: bytes) -> Graph:
    found: Any = nx.read_graphml(io.BytesIO(written), edge_key_type=str, force_multigraph=True)
    assert isinstance(found, nx.MultiDiGraph)
    return found


def gexf(written: bytes) -> Graph:
    """With the keys of its edges, which networkx leaves out where none are parallel."""
    found: Any = nx.read_gexf(io.BytesIO(written))
    graph: Graph = nx.MultiDiGraph()
    graph.add_nodes_from(found.nodes(data=True))
    for one, other, it in found.edges(data=True):
        graph.add_edge(one, other, it["id"], **it)
    return graph


READ = {".graphml": graphml, ".gexf": gexf}


def same(one: Graph, other: Graph) -> bool:
    return list(one.nodes(data=True)) == list(other.nodes(data=True)) and one.adj == other.adj


def checked_gexf(written: bytes) -> None:
    """What the schema of GEXF 1.2 asks for: elements and attributes that it knows, ids that are
    each used once, days that are days, attributes that were declared with their type."""
    space = "{http://www.gexf.net/1.2draft}"
    known = {
        "gexf": {"version", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"},
        "meta": set(),
        "creator": set(),
        "description": set(),
        "graph": {"defaultedgetype", "mode", "timeformat"},
        "attributes": {"class", "mode"},
        "attribute": {"id", "title", "type"},
        "nodes": set(),
        "node": {"id", "label"},
        "edges": set(),
        "edge": {"id", "source", "target", "start", "end"},
        "attvalues": set(),
        "attvalue": {"for", "value"},
    }
    root = ElementTree.fromstring(written)
    for element in root.iter():
        assert set(element.attrib) <= known[element.tag.removeprefix(space)], element.tag
    nodes = [node.get("id") for node in root.iter(f"{space}node")]
    edges = [*root.iter(f"{space}edge")]
    assert len(set(nodes)) == len(nodes)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= {*nodes}
    days = [edge.get(bound) for edge in edges for bound in ("start", "end")]
    assert all(datetime.date.fromisoformat(day) for day in days if day is not None)
    declared = {it.get("id"): it.get("type") for it in root.iter(f"{space}attribute")}
    assert set(declared.values()) <= {"string", "boolean", "long"}
    for value in root.iter(f"{space}attvalue"):
        if declared[value.get("for")] == "boolean":
            assert value.get("value") in ("true", "false")


def written(snapshot: Snapshot, found: Neighbourhood, form: str) -> tuple[Graph, bytes]:
    graph = network_graph(snapshot, VIEW, found, "网络")
    return graph, write_network(graph, form, "关于 -- 它")


@pytest.mark.parametrize("form", READ)
def test_what_is_read_back_is_what_was_written(form: str) -> None:
    snapshot = rich()
    found = scope(snapshot, DAY)
    graph, file = written(snapshot, found, form)
    assert same(READ[form](file), graph)
    assert written(rich(), found, form)[1] == file
    assert len(graph) == len(found.parties) > 150


@pytest.mark.parametrize("form", READ)
def test_names_and_keys_that_xml_does_not_like_come_back(form: str) -> None:
    snapshot = hostile()
    graph, file = written(snapshot, scope(snapshot, DAY), form)
    assert same(READ[form](file), graph)
    names = {data["name"] for _, data in graph.nodes(data=True)}
    assert set(map(plain, HOSTILE)) <= names
    assert {f"T{key}" for key in KEYS[: len(HOSTILE)]} <= set(graph.nodes)


def test_signs_that_no_xml_holds_are_replaced() -> None:
    assert plain("甲\x00乙\ud800丙\n丁￿") == "甲\ufffd乙\ufffd丙\ufffd丁\ufffd"


def test_gexf_follows_its_schema() -> None:
    for snapshot in (rich(), hostile()):
        checked_gexf(written(snapshot, scope(snapshot, DAY), ".gexf")[1])
        checked_gexf(written(snapshot, around(snapshot, DAY, 2, 2), ".gexf")[1])


def test_attributes_are_those_of_the_ledger() -> None:
    snapshot = rich()
    parties, held = snapshot.parties, snapshot.pairings
    graph = network_graph(snapshot, VIEW, scope(snapshot, DAY), "网络")
    for key, data in graph.nodes(data=True):
        row = parties.row(key)
        assert (data["name"], data["label"]) == (parties.name(row), parties.name(row))
        assert data["kind"] == parties.kind_of(row).text
        assert data["side"] == ("donor" if parties.is_donor(row) else "recipient")
        cover = cover_of(snapshot, VIEW, row)
        is_village = parties.kind.at[row] == PartyKind.VILLAGE
        assert data.get("target") == ((cover is not None) if is_village else None)
        assert data.get("cover") == (cover.text if cover is not None else None)
        assert data.get("designation") == designated(snapshot, row)
    pairings = {key: data for *_, key, data in graph.edges(keys=True, data=True)}
    for key, data in pairings.items():
        if data["link"] == "pairing":
            pairing = held.find(key)
            assert pairing is not None
            assert data["stage"] == Stage(held.stage.at[pairing]).text
            lead = held.lead.at[pairing]
            assert data.get("lead") == (None if lead == NOWHERE else parties.name(lead))
    assert {data["link"] for data in pairings.values()} == {"pairing", "part"}


def designated(snapshot: Snapshot, row: int) -> str | None:
    held = snapshot.designations
    kinds = [
        held.kind.at[at]
        for at in range(len(held.id.at))
        if held.village.at[at] == row and held.start.at[at] <= DAY < held.end.at[at]
    ]
    return DesignationKind(min(kinds)).text if kinds else None


@given(pairing_rows(), st.none() | divisions, st.sampled_from([None, "110115"]))
def test_a_scope_holds_the_pairings_with_an_end_in_it(
    held: list[PairingRow], within: str | None, district: str | None
) -> None:
    snapshot, day = network_of(held), 6
    parties, pairings = snapshot.parties, snapshot.pairings
    inside = None if within is None else parties.row(within)
    giver = None if district is None else parties.row(district)

    def belongs(row: int) -> bool:
        donor, recipient = pairings.donor.at[row], pairings.recipient.at[row]
        return (
            pairings.stage.at[row] != Stage.CANCELLED
            and pairings.start.at[row] <= day < pairings.end.at[row]
            and (inside is None or any(parties.inside(it, inside) for it in (donor, recipient)))
            and (giver is None or parties.inside(donor, giver))
        )

    expected = {row for row in range(len(pairings)) if belongs(row)}
    found = scope(snapshot, day, inside, giver)
    assert set(found.pairings) == expected
    ends = {end.at[row] for row in expected for end in (pairings.donor, pairings.recipient)}
    assert found.parties == sorted(ends)
    assert found.parts == [
        row
        for row in sorted(ends)
        if parties.parent.at[row] in ends
        and parties.kind.at[parties.parent.at[row]] >= PartyKind.COUNTY
    ]


@settings(max_examples=30)
@given(pairing_rows(), divisions, st.integers(1, 4))
def test_around_a_party_is_its_neighbourhood(
    held: list[PairingRow], center: str, hops: int
) -> None:
    snapshot = network_of(held)
    row = snapshot.parties.row(center)
    assert around(snapshot, 6, row, hops) == neighbourhood(snapshot, 6, row, hops)


def test_too_large_a_network_says_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = rich()
    monkeypatch.setattr(extent, "MOST_SIZE", 9)
    with pytest.raises(BeyondBound, match="多于一个文件能写的 9 项；请选小一些的范围"):
        scope(snapshot, DAY)
    with pytest.raises(BeyondBound, match="请少走几步"):
        around(snapshot, DAY, 2, 4)
    page = Reader(snapshot).page(f"/network.gexf?{AT}", 422)
    assert "取不出这个网络" in page.text
    assert "请选小一些的范围，如一个支援区" in page.text


def test_another_form_is_refused() -> None:
    snapshot = rich()
    with pytest.raises(Invalid, match=r"没有 \.dot 这种文件"):
        write_network(network_graph(snapshot, VIEW, scope(snapshot, DAY, 2), "网络"), ".dot", "")


@pytest.mark.parametrize("form", READ)
def test_files_are_answers_with_a_name(reader: Reader, form: str) -> None:
    parties = reader.snapshot.parties
    answer = reader.http.get(f"/network{form}?within=110101&{AT}")
    assert answer.headers["content-type"].startswith(f"application/{form[1:]}+xml")
    named = unquote(answer.headers["content-disposition"])
    assert named.endswith(f"东区的结对网络-2020-06-30{form}")
    assert "东区的结对网络，截至 2020-06-30" in answer.text
    found = READ[form](answer.content)
    scoped = scope(reader.snapshot, DAY, parties.row("110101"))
    assert list(found.nodes) == list(map(parties.key, scoped.parties))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("center=110101&hops=1", "东区周围1步的网络"),
        ("center=110101", "东区周围2步的网络"),
        ("within=610000&district=110101", "东区与第1省的结对网络"),
        ("", "全部的结对网络"),
    ],
)
def test_address_says_which_network(reader: Reader, query: str, named: str) -> None:
    answer = reader.http.get(f"/network.graphml?{query}&{AT}")
    assert answer.status_code == 200
    assert graphml(answer.content).graph["name"] == named


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("center=nobody", 400, "没有主体叫这个名字，或不止一个"),
        ("center=110101&hops=9", 400, "步数可以是 1 到 4，而不是“9”"),
        ("within=nobody", 404, "没有编码为“nobody”的行政区划"),
        ("district=610000", 400, "第1省不在支援方一边"),
    ],
)
def test_what_cannot_be_is_refused(reader: Reader, query: str, status: int, message: str) -> None:
    assert message in reader.page(f"/network.graphml?{query}&{AT}", status).text


def test_addresses_of_files_are_made_in_one_place() -> None:
    files = Urls({"at": "2020-06-30"}).network_files("610000", district="110101")
    assert files == (
        (".graphml", "/network.graphml?at=2020-06-30&within=610000&district=110101"),
        (".gexf", "/network.gexf?at=2020-06-30&within=610000&district=110101"),
    )
    assert Urls().network_files(center="a b", hops=3)[1] == (
        ".gexf",
        "/network.gexf?center=a%20b&hops=3",
    )
