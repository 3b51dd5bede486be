"""What a district's report of a quarter counts: each number as the page that it leads to has it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from page_client import Reader, Tag, cells, figures, rich_reader
from page_networks import DAY, TODAY

from graph.analysis.changes import CHANGES, Standing
from graph.analysis.coverage import View, cover_of, coverage, supported, target_villages
from graph.analysis.happenings import Happening
from graph.analysis.quarter import Quarter, quarter_of
from graph.analysis.report import (
    by_county,
    by_township,
    changed_villages,
    changes_by_place,
    ground,
    ground_coverage,
    ground_series,
    happened_by,
    series_days,
)
from graph.network.live import Network
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Stage, VillageTarget

QUARTER = Quarter(2020, 2)
SINCE = DAY - 91
VIEWS = [View(DAY), View(DAY, VillageTarget.POOR), View(DAY, VillageTarget.POOR, exited=True)]
DISTRICTS = ("110101", "110102", "110103", "110104")
PAGE = "quarter=2020Q2&target=poor"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def snapshot(reader: Reader) -> Snapshot:
    return reader.snapshot


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


def section(page: Tag, name: str) -> Tag:
    (found,) = [it for it in page.all("section") if it.attributes["aria-labelledby"] == name]
    return found


def table(page: Tag, name: str) -> Tag:
    (found,) = [it for it in page.all("div", "scroll") if it.attributes["aria-label"] == name]
    return next(found.all("table"))


def villages_of(snapshot: Snapshot, day: int, district: int) -> set[int]:
    """The rows of the ground, one by one."""
    parties = snapshot.parties
    places = supported(snapshot, day, district)
    return {row for row in range(len(parties)) if any(parties.inside(row, it) for it in places)}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("district", DISTRICTS)
def test_parts_of_the_ground_add_up(snapshot: Snapshot, view: View, district: str) -> None:
    row = snapshot.parties.row(district)
    whole = ground_coverage(snapshot, view, row)
    held = villages_of(snapshot, DAY, row)
    targets = set(target_villages(snapshot, view).tolist())
    assert whole.total == len(targets & held)
    for parts in (by_county(snapshot, view, row), by_township(snapshot, view, row)):
        sums = [sum(counts) for counts in zip(*(part.coverage[:7] for part in parts), strict=True)]
        assert sums == (list(whole[:7]) if parts else [])
    assert (whole.total > 0) == (district != "110104")


def test_townships_without_villages_are_rows(snapshot: Snapshot) -> None:
    parts = by_township(snapshot, VIEWS[1], snapshot.parties.row("110101"))
    assert any(not part.coverage.total for part in parts)
    assert any(part.township == NOWHERE for part in parts)


@pytest.mark.parametrize("district", DISTRICTS)
def test_changes_are_those_of_each_village(snapshot: Snapshot, district: str) -> None:
    view, row = VIEWS[1], snapshot.parties.row(district)
    then = replace(view, day=SINCE)
    found = changed_villages(snapshot, view, SINCE, row)
    wanted = []
    for village in sorted(villages_of(snapshot, DAY, row)):
        was, now = (cover_of(snapshot, each, village) for each in (then, view))
        if was != now:
            wanted.append((village, *(Standing.OUTSIDE if it is None else it for it in (was, now))))
    assert list(zip(found.rows, found.was, found.now, strict=True)) == wanted
    places = changes_by_place(snapshot, view, SINCE, row)
    counts = found.counts()
    for change in CHANGES:
        assert sum(place.counts[change] for place in places) == counts[change]
    assert sum(place.after for place in places) == ground_coverage(snapshot, view, row).covered


def test_places_add_up_to_what_became_of_them(snapshot: Snapshot) -> None:
    view = VIEWS[1]
    for district in DISTRICTS:
        for place in changes_by_place(snapshot, view, SINCE, snapshot.parties.row(district)):
            gained, lost = (place.counts[change] for change in CHANGES[:2])
            assert place.after == place.before + gained - lost
            assert place.after == coverage(snapshot, view, place.place).covered


@pytest.mark.parametrize("district", DISTRICTS)
def test_what_happened_is_the_districts_own(snapshot: Snapshot, district: str) -> None:
    row, held = snapshot.parties.row(district), snapshot.pairings
    found = happened_by(snapshot, VIEWS[0], DAY - 2000, row)
    began = {
        pairing
        for pairing in range(len(held))
        if snapshot.parties.inside(held.donor.at[pairing], row)
        and DAY - 2000 < held.start.at[pairing] <= DAY
    }
    told = set(found.row[found.kind != Happening.ENDED].tolist())
    assert began <= told
    for other in told - began:
        assert snapshot.parties.inside(held.donor.at[held.follows.at[other]], row)
    ended = found.row[found.kind == Happening.ENDED]
    assert all(held.stage.at[pairing] != Stage.CANCELLED for pairing in ended.tolist())


def test_series_is_the_ground_of_each_day(snapshot: Snapshot) -> None:
    row = snapshot.parties.row("110101")
    days = series_days(QUARTER, DAY)
    assert days[-1] == DAY
    assert len(days) == 9
    for day, found in zip(days, ground_series(snapshot, VIEWS[1], row, days), strict=True):
        assert found == ground_coverage(snapshot, replace(VIEWS[1], day=day), row)
    assert series_days(Quarter(1, 2), DAY)[-1] == DAY


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_number_has_its_rows(reader: Reader, district: str) -> None:
    page = reader.page(f"/report/{district}?{PAGE}")
    seen = 0
    for part in page.all("section"):
        numbers = {href: it for href, it in figures(part).items() if not href.startswith("#")}
        for href, number in numbers.items():
            if urlsplit(href).path == "/dependence":
                continue
            assert reader.total(href) == number, href
            seen += 1
    assert seen > (100 if district != "110104" else 10)


@pytest.mark.parametrize("by", ["donor", "township", "district"])
def test_totals_of_dependence_are_those_of_its_page(reader: Reader, by: str) -> None:
    page = reader.page(f"/report/110101?{PAGE}")
    numbers = {
        dict(parse_qsl(urlsplit(href).query))["by"]: (href, number)
        for link in section(page, "dependence").all("a", "n")
        if urlsplit(href := link.attributes["href"]).path == "/dependence"
        for number in [link.number]
    }
    href, number = numbers[by]
    listed = sum(int(row[-1]) for row in cells(next(reader.page(href).all("table", "cards"))))
    assert (number, number > 0) == (listed, True)


def test_totals_are_the_sums_of_their_columns(reader: Reader) -> None:
    page = reader.page(f"/report/110102?{PAGE}")
    for name in ("各县覆盖", "各乡镇覆盖", "各县、乡镇的变化"):
        found = table(page, name)
        rows = cells(found)
        total = [" ".join(it.text.split()) for it in next(found.all("tfoot")).tags[0].tags]
        for at, said in enumerate(total):
            if said.isdigit():
                assert sum(int(row[at]) for row in rows) == int(said), (name, at)
        assert total[0] == "合计"


@pytest.mark.parametrize("district", DISTRICTS[:3])
def test_lists_below_hold_what_is_counted(reader: Reader, district: str) -> None:
    """Each number that leads down the page leads to a table of so many rows."""
    page = reader.page(f"/report/{district}?quarter=2018Q1&target=poor")
    headings = {it.attributes["id"]: it for it in page.all("h3")}
    below = {href[1:]: it for href, it in figures(page).items() if href.startswith("#")}
    assert any(name.startswith("happened-") for name in below)
    del below["changed-places"]
    for name, number in below.items():
        title = headings[name]
        said = "".join(small.text for small in title.all("small"))
        assert f"共 {number} 行" in said
        assert len(cells(table(page, title.text.removesuffix(said)))) == number


def test_of_which_day_it_is_and_whether_it_changes_still(reader: Reader) -> None:
    past = reader.page("/report/110101?quarter=2020Q2")
    assert "截至 2020-06-30（季度最后一天）" in past.text
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    running = reader.page("/report/110101")
    assert f"截至 {today}" in running.text
    is_last = today == quarter_of(today).last
    assert ("这个季度还没有结束" in running.text) != is_last
    assert "深度贫困村" in running.text
    assert "含已退出的村" in reader.page("/report/110101?exited=1").text


def test_day_of_the_address_chooses_the_quarter(reader: Reader) -> None:
    assert "2020年第2季度" in reader.page(f"/report/110101?at={TODAY - datetime.timedelta(9)}").text
    href = f"/districts/110101?at={TODAY}"
    (link,) = [it for it in reader.page(href).all("a") if it.text == "季度报告"]
    assert "2020年第2季度" in reader.page(link.attributes["href"]).text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/report/110101?quarter=2020", 400, "季度应写成 2020Q2"),
        ("/report/110101?quarter=9000Q1", 400, "还没有开始"),
        ("/report/110101?at=9000-01-01", 400, "还没有开始"),
        ("/report/611101?quarter=2020Q2", 404, "不是支援方的区，没有季度报告"),
        ("/report/nowhere", 404, "nowhere"),
        ("/report/110101.docx?quarter=2020", 400, "季度应写成 2020Q2"),
    ],
)
def test_what_is_no_report_says_so(reader: Reader, address: str, status: int, said: str) -> None:
    assert said in reader.page(address, status).text


def test_first_quarter_of_all_has_a_report(reader: Reader) -> None:
    assert "1年第2季度" in reader.page("/report/110101?quarter=0001Q2").text


def test_plans_of_the_sample_are_told(sample: Reader) -> None:
    """大兴区 2020: 128 villages planned, none covered, each with who is planned."""
    page = sample.page("/report/110115?quarter=2020Q2")
    assert "未结对的深度贫困村 128 个：已列任务 128 个" in section(page, "uncovered").text
    rows = cells(table(page, "未结对的村"))
    assert len(rows) == 128
    assert all("已列任务" in row[3] for row in rows)
    towns = cells(table(page, "各镇街"))
    assert "拟结对" in {row[1] for row in towns}


def test_district_without_pairings_has_a_report(reader: Reader) -> None:
    page = reader.page(f"/report/110104?{PAGE}")
    assert "本区没有直接签订结对的县和乡镇" in section(page, "coverage").text
    assert "没有目标村" in section(page, "uncovered").text


def test_ground_holds_each_place_once(snapshot: Snapshot) -> None:
    for district in DISTRICTS:
        places = ground(snapshot, DAY, snapshot.parties.row(district))
        assert all(one[1] <= two[0] for one, two in pairwise(places))
