"""Lists taken out as files: the rows of the screen, all of them, by the filters it shows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from page_client import AT, Reader, Tag, cells, rich_reader
from page_networks import hostile
from playwright.sync_api import Browser, expect
from sites import opened, showing
from workbooks import sheet_of

from graph.network.live import Network
from server.pages import list_columns
from server.pages.columns import Headings
from server.urls import Urls
from server.workbooks import SHEET_ROWS


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@dataclass
class Sheet:
    """A file as it was taken out."""

    name: str
    title: str
    head: list[str]
    rows: list[list[str]]


def files(page: Tag) -> list[str]:
    """Where this page has its lists as files."""
    beside = [place for line in page.all("p", "extent") for place in line.all("span", "take")]
    return [link.attributes["href"] for place in beside for link in place.all("a")]


def taken(reader: Reader, url: str) -> Sheet:
    answer = reader.http.get(url)
    assert answer.status_code == 200, (url, answer.text)
    disposition = answer.headers["content-disposition"]
    name = unquote(disposition.removeprefix("attachment; filename*=UTF-8''"))
    if name.endswith(".csv"):
        assert answer.content.startswith(b"\xef\xbb\xbf")
        head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        return Sheet(name, "", head, rows)
    sheet = sheet_of(openpyxl.load_workbook(io.BytesIO(answer.content)))
    written = [["" if v is None else str(v) for v in row] for row in sheet.values]
    return Sheet(name, written[0][0], written[1], written[2:])


def screens(reader: Reader, url: str) -> list[list[str]]:
    """The rows of all pages of the list, the total of a table too."""
    rows = []
    while url:
        page = reader.page(url)
        for table in [*page.all("table", "cards"), *page.all("table", "grid")]:
            feet = [row for foot in table.all("tfoot") for row in foot.all("tr")]
            total = [[" ".join(cell.text.split()) for cell in row.tags] for row in feet]
            rows += [*cells(table), *total]
        url = next((a.attributes["href"] for a in page.all("a") if a.text == "下一页"), "")
    return rows


BESIDE = {"编码", "省", "级", "截至日", "又名"}
"""Columns of files whose values the screen leaves out, or shows in some rows only."""
VILLAGE_FILTERS = [
    f"{within}{district}{narrow}{view}"
    for within, district, narrow, view in product(
        ("", "&within=610000", "&within=611102&direct=1"),
        ("", "&district=110101"),
        ("", "&cover=none&cover=planned", "&sole=1", "&unnamed=1", "&q=县0", "&order=cover"),
        ("", "&target=poor&exited=1"),
    )
]
STAGES = "&stage=negotiating&stage=planned&stage=signed&stage=cancelled"
PAIRING_FILTERS = [
    f"{place}{narrow}{days}"
    for place, narrow, days in product(
        ("", "&within=611101", "&donor_within=110102&within=620000", "&of=110101001"),
        ("", "&stage=signed", STAGES, "&talks=1", "&q=医院", "&source=计划.xlsx"),
        ("", "&span=all"),
    )
]
LISTS: list[tuple[str, str, Headings[Any]]] = [
    *(("/villages", each, list_columns.VILLAGES) for each in VILLAGE_FILTERS),
    *(("/uncovered", each, list_columns.UNCOVERED) for each in VILLAGE_FILTERS),
    *(("/pairings", each, list_columns.READ) for each in PAIRING_FILTERS),
    *(
        ("/parties", each, list_columns.PARTIES)
        for each in ("", "&q=xian", "&kind=county&kind=school", "&within=611101&q=镇")
    ),
    *(
        ("/coverage", each, list_columns.coverage_columns(unit))
        for each, unit in (("", "省"), ("&all=1", "省"), ("&within=610000&target=poor", "县"))
    ),
    ("/coverage", "&within=611102", list_columns.coverage_columns("乡镇")),
    ("/coverage", "&within=611101002", list_columns.UNCOVERED),
    ("/districts", "", list_columns.DISTRICTS),
]


def pieces(value: str) -> list[str]:
    """The names of a value that lists some: 东区（已签订）、西区（协商中）."""
    value = value.replace("年", "-0").replace(" ", "")
    return [piece for piece in re.split("[月（）、]", value) if piece]


def same_lines(shown: list[list[str]], sheet: Sheet, headings: Headings[Any]) -> None:
    """Each cell of the screen says what the columns of the file in its place say."""
    assert len(shown) == len(sheet.rows)
    seen = [heading for heading in headings if heading.text]
    for line, row in zip(shown, sheet.rows, strict=True):
        said = dict(zip(sheet.head, row, strict=True))
        for cell, heading in zip(line, seen, strict=False):
            names = {part.column.heading for part in heading.parts}
            for name in names - BESIDE:
                missing = [
                    p for p in pieces(said[name]) if p.replace(" ", "") not in squeezed(cell)
                ]
                assert [piece for piece in missing if piece != "已签订"] == [], (line, said)


def squeezed(cell: str) -> str:
    return cell.replace(",", "").replace(" ", "").replace("›", "")


@pytest.mark.parametrize(("path", "filters", "headings"), LISTS)
def test_file_holds_the_lines_of_every_screen(
    reader: Reader, path: str, filters: str, headings: Headings[Any]
) -> None:
    url = f"{path}?{AT}{filters}"
    page, shown = reader.page(url), screens(reader, url)
    heads = [" ".join(th.text.split()) for table in page.all("thead") for th in table.all("th")]
    assert heads in ([], [heading.text for heading in headings if heading.text])
    xlsx, written = (taken(reader, href) for href in files(page) or [])
    assert (xlsx.head, len(xlsx.rows)) == (written.head, len(written.rows))
    same_lines(shown, written, headings)
    rows = len(shown) - (path == "/coverage" and "within=611101002" not in filters)
    assert f"共 {rows} 行）" in xlsx.title


@pytest.mark.parametrize(
    "key", ["110101", "110101001", "110101-school", "611101", "611101001", "640000", "640000-S"]
)
def test_each_table_of_a_party_is_taken_out(reader: Reader, key: str) -> None:
    page = reader.page(f"/parties/{key}?{AT}")
    tables = list(page.all("table"))
    given = files(page)
    assert len(given) == 2 * len(tables) > 0
    for table, href in zip(tables, given[1::2], strict=True):
        sheet, shown = taken(reader, href), cells(table)
        total = len(list(table.all("tfoot")))
        assert len(sheet.rows) == len(shown) + total, href
        first = [line[0].split()[0] for line in shown]
        assert all(any(name in row for row in sheet.rows) for name in first)


def test_table_of_a_district_is_taken_out_whole(sample_network: Network) -> None:
    reader = Reader(sample_network.snapshot)
    url = f"/districts/110115?{AT}"
    (shown,) = reader.page(url).all("table", "cards")
    xlsx, _ = (taken(reader, href) for href in files(reader.page(url)))
    assert xlsx.name == "大兴区受援乡镇和县-2020-06-30.xlsx"
    same_lines(cells(shown), xlsx, list_columns.PLACES)


def test_number_on_the_screen_stands_in_the_file(sample_network: Network) -> None:
    reader = Reader(sample_network.snapshot)
    assert reader.total(f"/uncovered?{AT}") == 128
    sheet = taken(reader, f"/uncovered.xlsx?{AT}&within=653221&q=朗如")
    filters = "截至 2020-06-30；目标村：深度贫困村；范围：和田县；查找“朗如”；未结对在前"
    assert sheet.title == f"待结对深度贫困村（{filters}；共 {len(sheet.rows)} 行）"
    assert len(sheet.rows) == reader.total(f"/uncovered?{AT}&within=653221&q=朗如") > 0


def test_filters_are_named(reader: Reader) -> None:
    title = taken(
        reader,
        f"/pairings.xlsx?{AT}&within=611101&donor_within=110101&of=110101001&stage=planned"
        "&stage=signed&talks=1&source=计划.xlsx&q=镇&span=all",
    ).title
    for said in (
        *("截至 2020-06-30", "所有日期", "阶段：已列任务、已签订", "受援方在第111县"),
        *("支援方在东区", "一方是东区1街道", "村级协商中", "来源：计划.xlsx", "查找“镇”"),
    ):
        assert said in title
    narrow = f"/villages.xlsx?{AT}&district=110101&direct=1&sole=1&unnamed=1&cover=none&exited=1"
    title = taken(reader, narrow).title
    for said in ("支援区：东区", "不明乡镇", "只有一个支援方", "待定名", "覆盖：无", "含已退出"):
        assert said in title
    assert "类型：企业、学校" in taken(reader, "/parties.xlsx?kind=school&kind=enterprise").title


def test_units_that_are_left_out_are_counted_in_the_head(reader: Reader) -> None:
    assert (
        "另有 1 个省没有目标村也没有结对关系，未列" in taken(reader, f"/coverage.xlsx?{AT}").title
    )
    assert "未列" not in taken(reader, f"/coverage.xlsx?{AT}&all=1").title


def test_day_is_always_in_the_name_and_in_the_head(reader: Reader) -> None:
    for path in ("/villages", "/uncovered", "/pairings", "/parties", "/coverage", "/districts"):
        sheet = taken(reader, f"{path}.xlsx?{AT}&within=611101")
        assert sheet.name.endswith("-2020-06-30.xlsx")
        assert "截至 2020-06-30" in sheet.title


def test_total_stands_below_the_rows_and_outside_of_the_filter(reader: Reader) -> None:
    answer = reader.http.get(f"/coverage.xlsx?{AT}&within=610000")
    sheet = sheet_of(openpyxl.load_workbook(io.BytesIO(answer.content)))
    last = sheet.max_row
    assert (sheet.cell(last, 1).value, sheet.cell(last, 1).font.b) == ("合计", True)
    assert sheet.auto_filter.ref == f"A2:K{last - 1}"
    counties = [row for row in sheet.iter_rows(3, last - 1) if row[1].value == "区县"]
    assert sum(int(str(row[2].value)) for row in counties) == sheet.cell(last, 3).value
    assert sheet.cell(last, 3).number_format == "#,##0"


@pytest.mark.parametrize("form", [".xlsx", ".csv"])
@pytest.mark.parametrize("path", ["/pairings", "/villages", "/uncovered", "/parties"])
def test_empty_list_is_a_file_with_a_head(reader: Reader, path: str, form: str) -> None:
    sheet = taken(reader, f"{path}{form}?{AT}&q=nowhere")
    assert sheet.rows == []
    assert len(sheet.head) > 3


@pytest.mark.parametrize(
    "url",
    [
        "/pairings.pdf",
        "/pairings.XLSX",
        "/ledgers/pairings.pdf",
        "/ledgers/nothing.xlsx",
        "/templates/nothing.xlsx",
        "/templates/tasks.csv.xlsx",
        "/villages.xlsx?within=999999",
        "/parties/no/pairings.xlsx",
        "/parties/110101-school/inside.csv",
        "/districts/611101/places.xlsx",
    ],
)
def test_what_there_is_not_is_a_page_that_says_so(reader: Reader, url: str) -> None:
    assert next(reader.page(url, 404).all("h1")).text in {"没有这一页", "找不到"}


def test_bad_filter_is_a_page_that_leads_on(reader: Reader) -> None:
    page = reader.page("/villages.xlsx?cover=x", 400)
    assert "/villages.xlsx" in [link.attributes["href"] for link in page.all("a")]


def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.workbooks.SHEET_ROWS", 10)
    message = reader.page(f"/pairings.xlsx?{AT}", 422).text
    assert "只放得下 10 行；请缩小条件，或导出 .csv" in message
    assert len(taken(reader, f"/pairings.csv?{AT}").rows) > 10
    assert SHEET_ROWS == 1_048_576 - 3


@pytest.mark.parametrize("form", [".xlsx", ".csv"])
def test_hostile_names_are_whole_and_run_nowhere(form: str) -> None:
    reader = Reader(hostile(*("=1+1", "＝cmd|'/c calc'!A0", "@SUM(1)", "-2+3", "[a]:*?/\\")))
    whole: set[str] = set()
    for path in ("/villages", "/uncovered", "/pairings", "/parties", "/coverage", "/districts"):
        sheet = taken(reader, f"{path}{form}")
        assert sheet.rows or path == "/coverage"
        values = [value for row in sheet.rows for value in row]
        assert [value for value in values if value[:1] in "=+-@＝＋－＠" and value] == []
        whole |= set(values)
    assert {"'=1+1", "'＝cmd|'/c calc'!A0", "'@SUM(1)", "'-2+3", "[a]:*?/\\"} <= whole


def test_names_are_not_cut_as_on_the_screen() -> None:
    sheet = taken(Reader(hostile()), "/villages.csv")
    assert "长" * 2000 in {row[0] for row in sheet.rows}


def test_names_of_files_hold_what_a_header_can(reader: Reader) -> None:
    held = Reader(hostile("x\r\nSet-Cookie: a=b", "甲/乙", '"; filename="e.exe'))
    for row in range(len(held.snapshot.parties)):
        key = held.snapshot.parties.key(row)
        for _, href in Urls().party_files(key, "pairings"):
            answer = held.http.get(href)
            assert answer.status_code == 200, key
            assert answer.headers["content-disposition"].isascii()
            assert len(answer.headers["content-disposition"]) < 1200
            assert "set-cookie" not in answer.headers
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert reader.http.get("/pairings.csv").headers["content-type"] == "text/csv; charset=utf-8"


def test_head_answers_without_a_body(reader: Reader) -> None:
    answer = reader.http.head(f"/pairings.xlsx?{AT}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-disposition" in answer.headers


def test_links_carry_the_filters_and_no_page(reader: Reader) -> None:
    url = f"/pairings?{AT}&span=all&stage=signed&q=%E5%8C%BA&page=2"
    assert files(reader.page(url)) == [
        f"/pairings{form}?at=2020-06-30&span=all&stage=signed&q=%E5%8C%BA"
        for form in (".xlsx", ".csv")
    ]
    answer = reader.http.get(url, headers={"HX-Request": "true"})
    assert f"/pairings.xlsx?{AT}&amp;span=all&amp;stage=signed&amp;q=%E5%8C%BA" in answer.text


def test_columns_of_a_file_have_names_of_their_own() -> None:
    every: list[Headings[Any]] = [columns for _, _, columns in LISTS]
    every += [list_columns.PAIRINGS, list_columns.PLACES, list_columns.COUNTIES, list_columns.BUSY]
    for headings in every:
        names = [part.column.heading for heading in headings for part in heading.parts]
        assert len(names) == len(set(names))


def test_browser_saves_what_the_filtered_list_shows(
    browser: Browser, sample_network: Network, tmp_path: Path
) -> None:
    with showing(sample_network) as site, opened(browser, accept_downloads=True) as page:
        page.goto(f"{site}/pairings?{AT}")
        page.get_by_label("已签订").check()
        page.wait_for_url("**stage=signed**")
        page.get_by_placeholder("支援方或受援方").fill("daxing")
        expect(page.locator(".extent b")).not_to_have_text("192")
        page.wait_for_url("**q=daxing**")
        shown = int(page.locator(".extent b").inner_text())
        with page.expect_download() as started:
            page.get_by_role("link", name="取出 .xlsx").click()
        assert started.value.suggested_filename == "结对关系-2020-06-30.xlsx"
        started.value.save_as(tmp_path / "t.xlsx")
        title = str(sheet_of(openpyxl.load_workbook(tmp_path / "t.xlsx"))["A1"].value)
        assert "查找“daxing”" in title
        assert "阶段：已签订；" in title
        assert title.endswith(f"共 {shown} 行）")


def test_links_to_files_are_not_printed(browser: Browser, sample_network: Network) -> None:
    with showing(sample_network) as site, opened(browser) as page:
        page.goto(f"{site}/villages?{AT}")
        expect(page.locator(".take").first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".take").first).to_be_hidden()
