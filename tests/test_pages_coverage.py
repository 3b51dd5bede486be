"""Coverage from the provinces down to the townships."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, Tag, cells, rich_reader

from graph.analysis.cover_counts import Coverage
from graph.network.live import Network
from server.pages.counted import bar, rate


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def counts(covered: int, planned: int = 0, none: int = 0) -> Coverage:
    return Coverage(covered + planned + none, covered, planned, 0, 0, none, 0, ())


def numbers(row: list[str]) -> list[int]:
    """Target villages, the five covers, and those uncovered."""
    return [int(text) for text in row[2:9]]


def table(page: Tag) -> list[list[str]]:
    return cells(next(page.all("table", "grid")))


@pytest.mark.parametrize("within", ["", "&within=610000", "&within=611000", "&within=611101"])
def test_rows_add_up_to_the_whole(reader: Reader, within: str) -> None:
    page = reader.page(f"/coverage?{AT}{within}&target=poor")
    headings = [row.text.split()[0] for row in page.all("tr", "heading")]
    rows = [numbers(row) for row in table(page) if row[0] not in headings]
    (foot,) = page.all("tfoot")
    assert [sum(column) for column in zip(*rows, strict=True)] == numbers(
        [" ".join(cell.text.split()) for cell in next(foot.all("tr")).tags]
    )


def test_prefectures_head_their_counties(reader: Reader) -> None:
    rows = table(reader.page(f"/coverage?within=610000&{AT}"))
    assert [row[0] for row in rows] == [
        *("第11州", "第111县", "第112县", "第113县"),
        *("第12州", "第121县", "第122县", "第123县"),
    ]
    assert numbers(rows[0]) == [sum(n) for n in zip(*map(numbers, rows[1:4]), strict=True)]


def test_villages_without_a_township_have_a_row(reader: Reader) -> None:
    rows = table(reader.page(f"/coverage?within=611102&{AT}"))
    assert rows[-1][0] == "不明乡镇"
    assert rows[-1][2] == "2"


def test_what_has_nothing_is_counted_and_shown_when_asked(reader: Reader) -> None:
    page = reader.page(f"/coverage?{AT}")
    assert "无事省" not in [row[0] for row in table(page)]
    assert "另有 1 个省没有目标村，也没有结对关系" in page.text
    rows = table(reader.page(f"/coverage?{AT}&all=1"))
    assert next(row for row in rows if row[0] == "无事省")[:3] == ["无事省", "无目标村", "0"]


def test_paired_unit_without_target_villages_is_a_row_with_zero(sample_network: Network) -> None:
    page = Reader(sample_network.snapshot).page(f"/coverage?within=150000&{AT}")
    row = next(row for row in table(page) if row[0] == "苏尼特右旗")
    assert row[1:10] == ["无目标村", "0", "0", "0", "0", "0", "0", "0", "—"]


def test_township_shows_its_villages(reader: Reader) -> None:
    page = reader.page(f"/coverage?within=611101002&{AT}&target=poor")
    (villages,) = page.all("table", "cards")
    assert [row[1] for row in cells(villages)] == ["县0镇2 · 第111县"] * 4


def test_donor_side_leads_to_what_it_supports(reader: Reader) -> None:
    page = reader.page(f"/coverage?within=110101&{AT}")
    assert "东区在支援方" in page.text
    assert "/parties/110101?" in "".join(link.attributes["href"] for link in page.all("a"))


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (counts(0), ""),
        (counts(0, none=3), "0%"),
        (counts(1, none=2000), "<0.1%"),
        (counts(1999, none=1), "99.9%"),
        (counts(2, planned=1), "66.6%"),
        (counts(3), "100%"),
    ],
)
def test_rate_is_full_only_when_all_are_covered(found: Coverage, written: str) -> None:
    assert rate(found) == written


def test_bar_fills_exactly_its_width() -> None:
    segments = bar(counts(1, planned=1, none=1))
    assert [segment.cover.text for segment in segments] == ["covered", "planned", "none"]
    assert segments[-1].x + segments[-1].width == pytest.approx(100, abs=0.02)
    assert bar(counts(0)) == ()
