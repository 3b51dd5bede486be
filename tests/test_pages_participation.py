"""Who takes part, and which institutions are supported, as pages and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from conftest import Templates
from page_client import AT, Reader, Tag, cells, figures, read, rich_reader
from page_networks import HOSTILE, hostile
from participation_network import taking_part
from staff import Site, hire
from two_districts import OTHER, OWN, two_districts

from graph.network.build import assemble

WHO, UNITS = "/participation", "/institutions"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(taking_part())


@pytest.fixture(scope="module")
def rich() -> Reader:
    return rich_reader()


def rows(page: Tag, css: str = "cards") -> list[list[str]]:
    return [row for table in page.all("table", css) for row in cells(table)]


def names(reader: Reader, address: str) -> list[str]:
    return [row[0] for row in rows(reader.page(f"{address}&{AT}"))]


def csv_rows(reader: Reader, address: str) -> list[dict[str, str]]:
    path, _, query = address.partition("?")
    answer = reader.http.get(f"{path}.csv?{query}&{AT}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "address",
    [
        f"{WHO}?",
        f"{WHO}/list?",
        f"{WHO}/list?within=110101",
        f"{WHO}/list?within=110101&kind=community&state=none&inside=1",
        f"{WHO}/list?direct=1",
        f"{UNITS}?",
        f"{UNITS}?by=township",
        f"{UNITS}?by=township&within=610101",
        f"{UNITS}?within=610101100&all=1",
        f"{UNITS}/list?",
    ],
)
@pytest.mark.parametrize("name", ["reader", "rich"])
def test_every_number_has_its_rows(name: str, address: str, request: pytest.FixtureRequest) -> None:
    reader: Reader = request.getfixturevalue(name)
    if name == "rich" and "610101" in address:
        address = address.replace("610101100", "611101001").replace("610101", "611101")
    found = figures(reader.page(f"{address}&{AT}"))
    assert found or name == "rich"
    for href, number in found.items():
        assert reader.total(href) == number, href


def test_districts_with_what_takes_part(reader: Reader) -> None:
    page = reader.page(f"{WHO}?{AT}")
    (table,) = page.all("table", "grid")
    heads = [head.text for row in next(table.all("thead")).all("tr") for head in row.all("th")]
    assert heads == ["支援区", "区本级", "镇街", "村（社区）", "企业", "学校", "部门"]
    nothing = "— 台账里没有"
    assert [[cell.replace("—台", "— 台") for cell in row] for row in cells(table)] == [
        [
            *("甲区", "0 / 1 0% 拟结对 1 · 含辖区内 1", "1 / 2 50% 含辖区内 2"),
            *("0 / 60 0%", "1 / 1 100%", "0 / 1 0% 拟结对 1", nothing),
        ],
        ["乙区", "0 / 1 0%", "0 / 1 0%", *[nothing] * 4],
        ["不在任何区", *[nothing] * 5, "1 / 1 100%"],
    ]
    (foot,) = table.all("tfoot")
    assert "1 / 3" in " ".join(foot.text.split())


def test_district_lists_its_parties_with_state(reader: Reader) -> None:
    listed = rows(reader.page(f"{WHO}/list?within=110101&kind=town&kind=street&{AT}"))
    assert [(row[0], row[1], row[3]) for row in listed] == [
        ("甲二街道", "街道", "无结对"),
        ("甲一镇", "镇、乡", "已结对"),
    ]
    assert "某镇 已签订" in listed[1][4]
    assert "某村 已列任务" in listed[1][4]
    assert [row[6] for row in listed] == ["1", "1"]
    assert names(reader, f"{WHO}/list?within=110101&state=promised") == ["甲区", "甲中学"]
    assert names(reader, f"{WHO}/list?direct=1") == ["市局"]


def test_state_with_all_inside(reader: Reader) -> None:
    """The street has none of its own; the firm in it has."""
    own = names(reader, f"{WHO}/list?kind=street&state=paired")
    whole = names(reader, f"{WHO}/list?kind=street&state=paired&inside=1")
    assert (own, whole) == ([], ["甲二街道"])
    none = f"{WHO}/list?within=110101&kind=district&state=none"
    assert names(reader, none) == []


def test_numbers_of_sorts_sum_up(reader: Reader) -> None:
    (table,) = reader.page(f"{WHO}/list?within=110101&{AT}").all("table", "narrow")
    found = {row[0]: [int(text) for text in row[1:5]] for row in cells(table)}
    assert found["镇街"] == [sum(pair) for pair in zip(found["镇、乡"], found["街道"], strict=True)]
    assert found["村（社区）"] == found["社区"] == [60, 0, 0, 60]
    for total, *parts in found.values():
        assert total == sum(parts)


def test_long_list_says_how_much_it_shows(reader: Reader) -> None:
    first = f"{WHO}/list?kind=community&state=none"
    page = reader.page(f"{first}&{AT}")
    assert "第 1–50 个，共 60 个" in " ".join(page.text.split())
    assert len(names(reader, f"{first}&page=2")) == 10
    assert len(csv_rows(reader, first)) == 60


def test_search_keeps_the_scope(reader: Reader) -> None:
    sought = f"{WHO}/list?within=110101&q={quote('第07')}"
    assert names(reader, sought) == ["第07社区居委会"]
    assert "已结对 0" in " ".join(reader.page(f"{sought}&{AT}").text.split())


def test_day_decides(reader: Reader) -> None:
    early = reader.page(f"{WHO}/list?kind=school&at=2020-06-01")
    assert [row[3] for row in rows(early)] == ["已结对"]
    late = reader.page(f"{WHO}/list?kind=school&{AT}")
    assert [row[3] for row in rows(late)] == ["拟结对"]


def test_institutions_by_county_and_township(reader: Reader) -> None:
    (table,) = reader.page(f"{UNITS}?{AT}").all("table", "grid")
    found = {row[0]: row[1:] for row in cells(table)}
    assert found["某县"][:2] == ["2 / 4 50%", "1 / 1 100%"]
    assert list(found) == ["某县", "不在任何县"]
    assert "另有 1 个县在台账里没有单位" in reader.page(f"{UNITS}?{AT}").text
    everything = rows(reader.page(f"{UNITS}?all=1&{AT}"), "grid")
    assert [row[0] for row in everything] == ["某县", "另县", "不在任何县"]
    inside = rows(reader.page(f"{UNITS}?by=township&within=610101&{AT}"), "grid")
    assert [row[0] for row in inside] == ["某镇", "不在任何乡镇"]


def test_institution_list_names_donors(reader: Reader) -> None:
    listed = rows(reader.page(f"{UNITS}/list?within=610101&kind=school&{AT}"))
    states = {row[0]: (row[3], row[4]) for row in listed}
    assert states["某小学2"] == ("已结对", "市局 已签订甲中学 已列任务")
    assert states["某小学1"] == ("无结对", "")
    assert states["某小学4"] == ("无结对", "")
    outside = names(reader, f"{UNITS}/list?within=610101&by=township&direct=1")
    assert outside == ["某医院", "某小学3", "某小学4"]
    assert names(reader, f"{UNITS}/list?direct=1") == ["省级基地"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{WHO}?", "支援区"),
        (f"{WHO}/list?within=110101", "名称"),
        (f"{UNITS}?", "受援县"),
        (f"{UNITS}/list?state=none", "名称"),
    ],
)
def test_files_hold_what_the_screen_shows(reader: Reader, address: str, name: str) -> None:
    page = reader.page(f"{address}&{AT}")
    shown = rows(page) or rows(page, "grid")
    taken = [row[name] for row in csv_rows(reader, address)]
    assert taken[: len(shown)] == [row[0] for row in shown]
    path, _, query = address.partition("?")
    assert reader.http.get(f"{path}.xlsx?{query}&{AT}").status_code == 200


def test_files_say_what_they_were_narrowed_by(reader: Reader) -> None:
    assert [row["名称"] for row in csv_rows(reader, f"{WHO}/list?q={quote('市局')}&direct=1")] == [
        "市局"
    ]
    assert len(csv_rows(reader, f"{UNITS}?all=1")) == 4
    assert [row["名称"] for row in csv_rows(reader, f"{UNITS}/list?direct=1")] == ["省级基地"]


def test_file_of_districts_has_each_number(reader: Reader) -> None:
    first, *_, total = csv_rows(reader, f"{WHO}?")
    assert (first["镇街总数"], first["镇街已结对"], first["镇街含辖区内已结对"]) == ("2", "1", "2")
    assert first["镇街已结对比例"] == "50%"
    assert total["村（社区）无结对"] == "60"


def test_what_is_not_understood_is_refused(reader: Reader) -> None:
    assert "“region”不是 kind 的取值" in reader.page(f"{WHO}/list?kind=region", 400).text
    assert "“signed”不是 state 的取值" in reader.page(f"{WHO}/list?state=signed", 400).text
    assert "“village”不是单位的类型" in reader.page(f"{UNITS}/list?kind=village", 400).text
    assert "“donor”不是 by 的取值" in reader.page(f"{UNITS}?by=donor", 400).text
    assert "没有编码为“9”" in reader.page(f"{WHO}/list?within=9", 404).text
    assert reader.page(f"{WHO}/list?within=E1", 404)


def test_empty_answers_say_what_to_do(reader: Reader) -> None:
    assert "某县在受援方，没有支援别处" in reader.page(f"{WHO}/list?within=610101&{AT}").text
    assert "甲区在支援方" in reader.page(f"{UNITS}?within=110101&{AT}").text
    assert "甲区在支援方" in reader.page(f"{UNITS}/list?within=110101&{AT}").text
    nobody = reader.page(f"{WHO}/list?kind=school&state=none&{AT}")
    assert "没有符合条件的。看各区的全部" in nobody.text
    for address in (f"{UNITS}?within=610102", f"{UNITS}/list?within=610102"):
        page = reader.page(f"{address}&{AT}")
        assert "单位名录" in page.text
        templates = [link.attributes["href"] for link in page.all("a")]
        assert "/templates/organisations.xlsx" in templates


@pytest.mark.parametrize("address", [WHO, f"{WHO}/list", UNITS, f"{UNITS}/list"])
def test_ledger_without_anything_says_how_to_load(address: str) -> None:
    page = Reader(assemble([], [])).page(address)
    assert "jiedui load sample" in page.text


@pytest.mark.parametrize("address", [f"{WHO}/list", UNITS, f"{UNITS}/list"])
def test_fragment_is_the_main_part(reader: Reader, address: str) -> None:
    part = reader.http.get(address, headers={"HX-Request": "true"}).text.strip()
    assert part.startswith('<div class="view">')
    assert part in reader.http.get(address).text


def test_parties_and_districts_lead_here(reader: Reader) -> None:
    for path, wanted in (
        ("/parties/110101", f"{WHO}/list?{AT}&within=110101"),
        ("/parties/610101", f"{UNITS}/list?{AT}&within=610101"),
        ("/districts/110101", f"{WHO}/list?{AT}&within=110101"),
        ("/districts", f"{WHO}?{AT}"),
        ("/coverage", f"{UNITS}?{AT}"),
    ):
        hrefs = [link.attributes["href"] for link in reader.page(f"{path}?{AT}").all("a")]
        assert wanted in hrefs, path


@pytest.mark.parametrize(
    "address", [WHO, f"{WHO}/list", f"{WHO}/list?within=110101", UNITS, f"{UNITS}?all=1"]
)
def test_hostile_names_are_text(address: str) -> None:
    reader = Reader(hostile())
    answer = reader.http.get(address)
    assert answer.status_code == 200
    for name in HOSTILE[:2]:
        assert name not in answer.text
    for href, number in figures(reader.page(address)).items():
        assert reader.total(href) == number, href


@pytest.mark.parametrize("text", [*HOSTILE[:3], "%", "\\", "'; DROP TABLE party; --", "长" * 200])
def test_hostile_search_finds_nothing_and_says_so(reader: Reader, text: str) -> None:
    for path in (f"{WHO}/list", f"{UNITS}/list"):
        answer = reader.http.get(path, params={"q": text, "at": "2020-06-30"})
        assert answer.status_code == 200
        assert "没有符合条件" in answer.text


@pytest.fixture(scope="module")
def staffed(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("participation")
    with (
        pytest.MonkeyPatch.context() as patch,
        templates.copy("sqlite", "tables", path) as database,
    ):
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        two_districts(database, path)
        hire(database)
        yield Site(database)


def registers(site: Site, login: str, address: str) -> set[str]:
    """What the page leads to registering, by the address's query."""
    page = read(site.browser(login).http.get(address).text)
    hrefs = (link.attributes["href"] for link in page.all("a") if link.text == "登记")
    return {href.partition("?")[2].removeprefix(f"{AT}&") for href in hrefs}


def test_district_registers_for_its_own_that_have_none(staffed: Site) -> None:
    listed = f"{WHO}/list?state=none&state=promised&kind=town&kind=locality&{AT}"
    city, district = registers(staffed, "city", listed), registers(staffed, "district", listed)
    assert district < city
    assert all(query.startswith(f"donor={OWN}") for query in district)
    assert any(query.startswith(f"donor={OTHER}") for query in city)
    assert registers(staffed, "reader", listed) == set()
    assert registers(staffed, "city", f"{WHO}/list?state=paired&{AT}") == set()


def test_units_without_donor_lead_to_registering_one(staffed: Site) -> None:
    listed = f"{UNITS}/list?state=none&{AT}"
    assert registers(staffed, "district", listed) == {"recipient=H1"}
    assert registers(staffed, "reader", listed) == set()
