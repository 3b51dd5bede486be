"""The pages about the network, as a person reads them."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest
from page_client import AT, Reader, Tag, cells, figures
from page_networks import DAY, hostile
from web_network import web

from graph.analysis.betweenness import betweenness
from graph.analysis.neighbourhood import reach
from graph.analysis.structure import structure
from graph.network import graphs
from server.output import fine_percent

PATH = "/network/path"
STRUCTURE = "/network/structure"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(web())


def table(page: Tag) -> list[list[str]]:
    return [row for found in page.all("table", "cards") for row in cells(found)]


def said(page: Tag) -> str:
    return " ".join(" ".join(part.text.split()) for part in page.all("p"))


def facets(page: Tag) -> dict[str, int]:
    """Addresses of the numbers above a list."""
    links = [link for row in page.all("p", "facets") for link in row.all("a")]
    return {a.attributes["href"]: bold.number for a in links for bold in a.all("b")}


def test_everybody_around_by_steps(reader: Reader) -> None:
    page = reader.page(f"/network?center=110100&hops=3&{AT}")
    name = reader.snapshot.parties.name
    levels = reach(reader.snapshot, DAY, reader.snapshot.parties.row("110100"), 3)
    expected = [[str(n), name(row)] for n, level in enumerate(levels) for row in level][1:]
    assert [row[:2] for row in table(page)] == expected
    found = facets(page)
    assert list(found.values()) == [len(level) for level in levels[1:]]
    assert all(reader.total(href) == number for href, number in found.items())


def test_each_is_tied_to_somebody_nearer(reader: Reader) -> None:
    rows = {row[1]: row[-1] for row in table(reader.page(f"/network?center=110103&{AT}"))}
    assert rows == {
        "北县": "受援于 丁区",
        "丁公司": "属于 丁区",
        "北村": "受援于 丁公司 已列任务属于 北县",
    }


def test_more_ties_than_shown_are_counted(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pages.network.around_line.__defaults__", (1,))
    rows = {row[1]: row[-1] for row in table(reader.page(f"/network?center=110103&{AT}"))}
    assert "前 1 条，共 2 条" in rows["北村"]


def test_center_by_name_or_offered(reader: Reader) -> None:
    assert "甲区的周围" in reader.page(f"/network?center={quote('甲区')}&{AT}").text
    page = reader.page(f"/network?center={quote('公司')}&hops=3&{AT}")
    assert "“公司”可以指：共 4 个" in said(page)
    (offers,) = page.all("ul", "ways")
    hrefs = [link.attributes["href"] for link in offers.all("a")]
    assert "甲公司的周围" in reader.page(hrefs[0]).text
    assert all("hops=3" in href for href in hrefs)
    assert "没有找到“无名”" in said(reader.page(f"/network?center={quote('无名')}&{AT}"))


def test_way_is_a_sentence_and_its_steps(reader: Reader) -> None:
    page = reader.page(f"{PATH}?from=110100&to=E2&{AT}")
    sentence = (
        "甲区自 2019-05 起结对支援西县，西县辖区里有西村，西村自 2020-06-21 起由丙公司结对支援。"
    )
    assert sentence in said(page)
    assert [row[1:4] for row in table(page)] == [
        ["甲区", "结对支援", "西县"],
        ["西县", "辖区里有", "西村"],
        ["西村", "受援于", "丙公司"],
    ]
    (turned,) = [a.attributes["href"] for a in page.all("a") if a.text == "反过来看"]
    assert "丙公司自 2020-06-21 起结对支援西村，西村属于西县" in said(reader.page(turned))


def test_parallel_pairings_of_a_step_are_all_there(reader: Reader) -> None:
    page = reader.page(f"{PATH}?from=E1&to=610101001&{AT}")
    assert "（另有 1 条结对关系）" in said(page)
    links = [a for row in page.all("tbody") for a in row.all("a") if "/pairings/" in str(a)]
    assert len(links) == 2


def test_no_way_says_so_and_where_to_look(reader: Reader) -> None:
    page = reader.page(f"{PATH}?from=110100&to=110103&{AT}")
    assert "甲区和丁区之间没有已签订的结对关系连成的路" in said(page)
    assert [a.text for a in page.all("a")].count("丁区的周围") == 1


def test_way_waits_for_both_ends(reader: Reader) -> None:
    assert "写明两头各是谁" in said(reader.page(f"{PATH}?from=110100&{AT}"))
    assert "“公司”可以指" in said(reader.page(f"{PATH}?from=110100&to={quote('公司')}&{AT}"))
    assert "两头是同一个主体" in said(reader.page(f"{PATH}?from=E1&to=E1&{AT}"))


def test_districts_that_share_counties(reader: Reader) -> None:
    page = reader.page(f"/network/shared?{AT}")
    assert [row[:4] for row in table(page)] == [
        ["甲区", "乙区", "2", "东县、西县"],
        ["甲区", "丙区", "1", "西县"],
        ["乙区", "丙区", "1", "西县"],
    ]
    for href, number in figures(page).items():
        assert reader.total(href) == number, href
    (first, *_) = figures(page)
    counties = reader.page(first)
    assert [row[0] for row in table(counties)] == ["东县", "西县"]
    for href, number in figures(counties).items():
        assert reader.total(href) == number, href
    assert len(table(reader.page(f"/network/shared?within=610100&{AT}"))) == 1
    assert "没有两个区支援同一个县" in said(reader.page(f"/network/shared?within=610103&{AT}"))


def test_groups_with_numbers_that_have_rows(reader: Reader) -> None:
    page = reader.page(f"{STRUCTURE}?{AT}")
    groups = structure(reader.snapshot, DAY).groups
    assert [[int(cell) for cell in row[1:]] for row in table(page)] == [
        list(group.counts) for group in groups
    ]
    assert [row[0] for row in table(page)] == ["甲区等 6 个区县", "丁区等 2 个区县"]
    for href, number in figures(page).items():
        assert reader.total(href) == number, href


def test_bridges_with_both_sides(reader: Reader) -> None:
    page = reader.page(f"{STRUCTURE}?part=bridges&{AT}")
    bridges = structure(reader.snapshot, DAY).bridges
    held, name = reader.snapshot.pairings, reader.snapshot.parties.name
    assert [(row[0].split()[0], int(row[3]), int(row[4])) for row in table(page)] == [
        (name(held.donor.at[one.pairing]), one.donor_side, one.recipient_side) for one in bridges
    ]
    assert ("丙公司", "西村") in [(row[0].split()[0], row[1].split()[0]) for row in table(page)]
    for href, number in figures(page).items():
        assert reader.total(href) == number, href
        assert "假设失去" in said(reader.page(href))


def test_who_stands_between(reader: Reader) -> None:
    page = reader.page(f"{STRUCTURE}?part=between&{AT}")
    found = betweenness(reader.snapshot, DAY)
    name = reader.snapshot.parties.name
    assert [(row[0], row[-1]) for row in table(page)] == [
        (name(row), fine_percent(share)) for row, share in found
    ]


def test_scope_is_a_district_or_a_county(reader: Reader) -> None:
    for within in ("110103", "610103"):
        rows = table(reader.page(f"{STRUCTURE}?within={within}&{AT}"))
        assert [row[0] for row in rows] == ["丁区等 2 个区县"]
    empty = reader.page(f"{STRUCTURE}?within=610103001&{AT}")
    assert "这里没有已签订的结对关系" in said(empty)


def test_beyond_the_bound_says_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other lists stay."""
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 9)
    reader = Reader(web())
    assert "请选小一些的范围" in said(reader.page(f"{STRUCTURE}?part=between&{AT}"))
    assert table(reader.page(f"{STRUCTURE}?{AT}"))
    monkeypatch.setattr(graphs, "MOST_SIZE", 9)
    reader = Reader(web())
    assert "多于一次能算的 9 项" in said(reader.page(f"{STRUCTURE}?{AT}"))
    text = reader.http.get(f"{STRUCTURE}.csv?{AT}")
    assert (text.status_code, "多于一次能算的" in text.text) == (422, True)


@pytest.mark.parametrize(
    ("address", "column"),
    [
        ("/network?center=110100&hops=3", 1),
        (f"{PATH}?from=110100&to=E2", 1),
        ("/network/shared?", 0),
        ("/network/shared/counties?of=110100&of=110101", 0),
        (f"{STRUCTURE}?", 0),
        (f"{STRUCTURE}?part=bridges", 4),
        (f"{STRUCTURE}?part=between", 0),
        ("/network/members?of=110100&share=counties", 0),
    ],
)
def test_lists_are_taken_out_whole(reader: Reader, address: str, column: int) -> None:
    path, _, query = address.partition("?")
    answer = reader.http.get(f"{path}.csv?{query}&{AT}")
    assert answer.status_code == 200
    lines = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))][1:]
    shown = table(reader.page(f"{address}&{AT}"))
    assert [line[column] for line in lines] == [row[column] for row in shown]


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/network?center=110100&hops=9", 400, "步数可以是 1 到 4，而不是“9”"),
        ("/network?center=110100&distance=x", 400, "步数可以是 0 到 4，而不是“x”"),
        (f"/network?center={'x' * 201}", 400, "检索词最多 200 个字"),
        (f"{STRUCTURE}?part=all", 400, "“all”不是 part 的取值"),
        (f"{STRUCTURE}?within=E1", 404, "没有编码为“E1”的行政区划"),
        ("/network/shared/counties?of=110100", 400, "要写明两个支援区"),
        ("/network/shared/counties?of=110100&of=nobody", 404, "没有编码为“nobody”的行政区划"),
        ("/network/members", 400, "要写明从哪个主体看起"),
        ("/network/members?of=nobody", 404, "没有编码为“nobody”的主体"),
        ("/network/members?of=110000", 404, "北京市不在这个范围已签订的结对网络里"),
        ("/network/members?of=110100&lost=P9999", 404, "没有编号为“P9999”的结对关系"),
    ],
)
def test_what_cannot_be_is_refused(reader: Reader, address: str, status: int, message: str) -> None:
    assert message in reader.page(address, status).text


def test_what_is_missing_leads_to_the_page_above(reader: Reader) -> None:
    page = reader.page("/network/members", 400)
    (above,) = [one for one in page.all("a") if one.text == "回到上一级"]
    assert above.attributes["href"].partition("?")[0] == "/network"


def test_hostile_names_are_only_text() -> None:
    """Every page and file of each party; a name of 2,000 signs too."""
    reader = Reader(hostile())
    key = reader.snapshot.parties.key
    for row in range(len(reader.snapshot.parties)):
        center = quote(key(row), safe="")
        reader.page(f"/network?center={center}&hops=4&{AT}")
        reader.page(f"{PATH}?from=110101&to={center}&{AT}")
    for part in ("groups", "bridges", "between"):
        page = reader.page(f"{STRUCTURE}?part={part}&{AT}")
        assert not [*page.all("img")]
    assert len([*reader.page(f"{STRUCTURE}?part=bridges&{AT}").all("script")]) <= 2


def test_party_leads_here(reader: Reader) -> None:
    hrefs = [a.attributes["href"] for a in reader.page(f"/parties/110100?{AT}").all("a")]
    for path in (f"/network?{AT}&center=110100", f"{PATH}?{AT}&from=110100"):
        assert path in hrefs
        reader.page(path)
