"""Target villages as a list: what narrows it, its order, its pages, what stands beside each."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, cells, rich_reader
from page_networks import DAY

from graph.analysis.coverage import View, cover_of, village_cover
from graph.network.live import Network
from graph.words import Cover


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def lines(reader: Reader, url: str) -> list[list[str]]:
    return [row for table in reader.page(url).all("table", "cards") for row in cells(table)]


def names(reader: Reader, url: str) -> list[str]:
    return [row[0] for row in lines(reader, url)]


def test_list_holds_every_target_village_once_over_its_pages(reader: Reader) -> None:
    found = village_cover(reader.snapshot, View(DAY)).rows.array.tolist()
    shown = [name for n in (1, 2) for name in names(reader, f"/villages?{AT}&page={n}")]
    assert shown == [reader.snapshot.parties.name(row) for row in found]
    assert len(shown) > 50


def test_page_beyond_the_last_is_the_last(reader: Reader) -> None:
    page = reader.page(f"/villages?{AT}&page=99")
    total = reader.total(f"/villages?{AT}")
    assert f"第 51–{total} 个村，共 {total} 个村" in page.text
    assert "2 / 2" in page.text


def test_uncovered_leaves_covered_out_and_puts_the_worst_first(reader: Reader) -> None:
    covers = [row[2] for row in lines(reader, f"/uncovered?{AT}")]
    ranks = [next(cover for cover in Cover if cover.chinese == text) for text in covers]
    assert Cover.COVERED not in ranks
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) > 1


def test_covers_can_be_chosen_together(reader: Reader) -> None:
    both = reader.total(f"/villages?{AT}&cover=planned&cover=none")
    each = [reader.total(f"/villages?{AT}&cover={name}") for name in ("planned", "none")]
    assert both == sum(each)


@pytest.mark.parametrize("text", ["县0镇2", "611101002", "县0镇２"])
def test_text_finds_all_villages_of_a_township(reader: Reader, text: str) -> None:
    found = lines(reader, f"/villages?{AT}&target=poor&q={text}")
    assert len(found) == 4
    assert all("县0镇2" in row[1] for row in found)


def test_pinyin_and_initials_find_villages(sample_network: Network) -> None:
    reader = Reader(sample_network.snapshot)
    assert reader.total(f"/uncovered?{AT}&q=wlhwl") == 3
    assert reader.total(f"/uncovered?{AT}&q=hanairike") == 23
    assert reader.total(f"/uncovered?{AT}&q=罕艾日克") == 23


def test_scopes_narrow_together(reader: Reader) -> None:
    within = reader.total(f"/villages?{AT}&within=611101")
    assert within == reader.total(f"/villages?{AT}&within=611101&district=110101")
    assert reader.total(f"/villages?{AT}&within=611101&district=110102") == 0
    page = reader.page(f"/villages?{AT}&within=611102&direct=1&district=110102")
    assert [item.text.strip(" ×") for item in next(page.all("ul", "scope")).tags] == [
        "西区结对的县和乡镇",
        "不明乡镇",
    ]


def test_unnamed_are_found(reader: Reader) -> None:
    assert all("待定名" in name for name in names(reader, f"/villages?{AT}&unnamed=1"))


def test_sole_donor_lists_what_hangs_on_one(reader: Reader) -> None:
    for row in lines(reader, f"/villages?{AT}&sole=1"):
        assert row[2] == Cover.COVERED.chinese
        assert row[3].count("已签订") == 1


def test_line_tells_who_plans_and_who_is_near(sample_network: Network) -> None:
    reader = Reader(sample_network.snapshot)
    line = lines(reader, f"/uncovered?{AT}&within=653221206")[0]
    village, places, cover, donors, leads, near = line
    assert village.startswith("朗如乡待定名村")
    assert places == "朗如乡 · 和田县"
    assert (cover, donors) == ("已列任务", "兴丰街道 已列任务")
    assert leads == "区国资委"
    assert near == "兴丰街道 已列任务大兴区"


def test_exited_villages_count_only_when_asked(reader: Reader) -> None:
    now, ever = (reader.total(f"/villages?{AT}{more}") for more in ("", "&exited=1"))
    assert ever > now
    assert cover_of(reader.snapshot, View(DAY), 0) is None


def test_nothing_found_says_how_to_go_on(reader: Reader) -> None:
    page = reader.page(f"/villages?{AT}&q=nowhere")
    assert "没有符合条件的村" in page.text
    assert "去掉所有条件" in page.text


def test_form_keeps_what_was_chosen(reader: Reader) -> None:
    page = reader.page(f"/villages?{AT}&within=611101&cover=none&q=x%22y&sole=1&order=cover")
    checked = {
        (box.attributes["name"], box.attributes["value"])
        for box in page.all("input")
        if "checked" in box.attributes
    }
    assert checked == {("cover", "none"), ("sole", "1")}
    chosen = [option.text for option in page.all("option") if "selected" in option.attributes]
    assert [text.strip() for text in chosen] == ["第111县", "未结对在前"]
    assert 'x"y' in [box.attributes.get("value") for box in page.all("input")]
