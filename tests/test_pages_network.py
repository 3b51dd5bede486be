"""The pages about the network, as a person reads them."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote, unquote

import pytest
from page_client import AT, Reader, Tag, cells, figures, said_of
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
    """The list of a page, without what is folded away."""
    folded = [found for part in page.all("details") for found in part.all("table", "cards")]
    listed = (found for found in page.all("table", "cards") if found not in folded)
    return [row for found in listed for row in cells(found)]


def presses(page: Tag) -> dict[str, str]:
    """What opens and closes in a picture: what it says, and where it leads."""
    nodes = (node for node in page.all("a", "node") if "hx-get" in node.attributes)
    return {said_of(node): node.attributes["hx-get"] for node in nodes}


def shown(page: Tag) -> list[str]:
    """Whom a picture shows, by their addresses."""
    hrefs = (node.attributes["href"] for node in page.all("a", "node"))
    return [unquote(href).partition("?")[0] for href in hrefs if href.startswith("/parties/")]


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


def test_picture_opens_and_closes_by_links(reader: Reader) -> None:
    """The address says what is open; the list below stays as it was."""
    closed = reader.page(f"/network?center=110103&hops=3&{AT}")
    assert shown(closed) == ["/parties/110103", "/parties/E3", "/parties/610103"]
    press = presses(closed)["展开丁公司：还有1个"]
    assert set(press.partition("?")[2].split("&")) == {
        *("center=110103", "hops=3", AT),
        "open=E3",
    }
    opened = reader.page(press)
    assert "/parties/610103001" in shown(opened)
    assert table(opened) == table(closed)
    assert shown(reader.page(presses(opened)["收起丁公司"])) == shown(closed)
    again = [a for a in opened.all("a") if a.text == "全部收起"]
    assert shown(reader.page(again[0].attributes["href"])) == shown(closed)


def test_picture_lists_its_pairings_and_leads_to_each(reader: Reader) -> None:
    page = reader.page(f"/network?center=110103&open=E3&{AT}")
    (folded,) = page.all("details")
    assert "图中的结对关系 2 条" in folded.text
    rows = [row for found in folded.all("table") for row in cells(found)]
    assert [row[:3] for row in rows] == [
        ["丁区", "北县", "已签订"],
        ["丁公司", "北村", "已列任务"],
    ]
    hrefs = [a.attributes["href"] for a in folded.all("a") if "/pairings/" in str(a.attributes)]
    assert len(hrefs) == 2
    for href in hrefs:
        reader.page(href)


def test_numbers_of_the_picture_are_those_of_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pictures.around.contents.AT_ONCE", 2)
    reader = Reader(web())
    page = reader.page(f"/network?center=610101001&{AT}")
    (rest,) = [node for node in page.all("a", "node") if "hops=1" in node.attributes["href"]]
    assert "共 3 个，看名单" in rest.text
    assert reader.total(rest.attributes["href"]) == 3
    assert "展开的各处共连着4个主体，图中有其中3个" in page.text
    more = reader.page(presses(page)["展开西县：还有1个"])
    assert len(shown(more)) == 4


def test_what_is_open_and_nobody_knows_opens_nothing(reader: Reader) -> None:
    page = reader.page(f"/network?center=110103&open=nobody&open=610100&open=E3&{AT}")
    assert "收起丁公司" in presses(page)
    assert "nobody" not in str(presses(page))


def test_picture_is_a_file_without_what_opens(reader: Reader) -> None:
    page = reader.page(f"/network?center=110103&open=E3&{AT}")
    (href,) = [
        a.attributes["href"]
        for a in page.all("a")
        if a.attributes.get("aria-label") == "取出图 .svg"
    ]
    answer = reader.http.get(href)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "丁区的周围-2020-06-30.svg" in unquote(answer.headers["content-disposition"])
    assert "北村" in answer.text
    assert "hx-get" not in answer.text
    assert "收起" not in answer.text


def test_network_of_the_page_is_taken_out(reader: Reader) -> None:
    page = reader.page(f"/network?center=110103&hops=1&{AT}")
    hrefs = [a.attributes["href"] for a in page.all("a") if "取出网络" in str(a.attributes)]
    assert [href.partition("?")[0] for href in hrefs] == ["/network.graphml", "/network.gexf"]
    for href in hrefs:
        answer = reader.http.get(href)
        assert answer.status_code == 200
        assert answer.text.count("<node ") == 3


@pytest.mark.parametrize(
    ("query", "said", "way"),
    [
        ("hops=2&distance=3", "上面选的是 2 步之内，不包括第 3 步。", "看 3 步之内"),
        ("hops=4&distance=4", "没有 4 步远的主体：最远的只隔 2 步。", "看全部"),
    ],
)
def test_nobody_so_far_away_says_why(reader: Reader, query: str, said: str, way: str) -> None:
    page = reader.page(f"/network?center=110103&{query}&{AT}")
    assert said in page.text
    (link,) = [a for a in page.all("a") if a.text == way]
    reader.page(link.attributes["href"])


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
    (parties,) = [(href, n) for href, n in figures(page).items() if f"{STRUCTURE}?" in href]
    groups = figures(reader.page(parties[0]))
    assert parties[1] == sum(n for href, n in groups.items() if "share" not in href)


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
    large = reader.page(f"{STRUCTURE}?part=between&{AT}")
    assert "请选小一些的范围" in said(large)
    (alert,) = large.all("div", "nothing")
    ways = {link.text: link.attributes["href"] for link in alert.all("a")}
    assert [*ways] == [*(f"{name}区" for name in "甲乙丙丁"), "第1省"]
    narrower = reader.page(ways["甲区"])
    assert "请选小一些的范围" in said(narrower)
    (inside,) = narrower.all("div", "nothing")
    assert [*inside.all("a")] == [], "nothing smaller is in it"
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 400_000_000)
    reader = Reader(web())
    for href in ways.values():
        assert "请选小一些的范围" not in said(reader.page(href))
    monkeypatch.setattr("graph.analysis.betweenness.MOST_WORK", 9)
    reader = Reader(web())
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
        (f"/network?center=110100{'&open=E1' * 321}", 400, "最多展开 320 处，这里有 321 处"),
        ("/network/picture.svg", 400, "没有写明看谁的周围"),
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


def test_loss_of_what_is_not_in_the_network_is_refused(reader: Reader) -> None:
    """Of another scope, only planned, or of another day."""
    parties, held = reader.snapshot.parties, reader.snapshot.pairings
    keys = {
        (parties.key(held.donor.at[n]), parties.key(held.recipient.at[n])): held.key(n)
        for n in range(len(held))
    }
    far, planned, early = (
        keys[ends] for ends in (("110103", "610103"), ("E3", "610103001"), ("110100", "610100"))
    )
    members = "/network/members?of=110100"
    for lost, pairing in ((planned, "丁公司支援北村"), (far, "丁区支援北县")):
        page = reader.page(f"{members}&within=110100&lost={lost}&{AT}", 404)
        assert f"{pairing}的这一条结对关系不在这个范围已签订的结对网络里" in page.text
        file = reader.http.get(f"/network/members.csv?of=110100&within=110100&lost={lost}&{AT}")
        assert file.status_code == 404
    assert reader.page(f"{members}&within=110100&lost={early}&{AT}")
    gone = f"/network/members?of=110103&lost={early}&at=2018-01-01"
    assert "它没有签订，或者截至日不在期内" in reader.page(gone, 404).text


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
    scripts = reader.page(f"{STRUCTURE}?part=bridges&{AT}").all("script")
    assert all(script.attributes["src"].startswith("/static/") for script in scripts)


def test_party_leads_here(reader: Reader) -> None:
    hrefs = [a.attributes["href"] for a in reader.page(f"/parties/110100?{AT}").all("a")]
    for path in (f"/network?{AT}&center=110100", f"{PATH}?{AT}&from=110100"):
        assert path in hrefs
        reader.page(path)
