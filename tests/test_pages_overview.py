"""The first page, with a rich ledger, with the real sample, and with nothing in it."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, cells, read, rich_reader
from page_networks import Builder, donors

from graph.network.build import assemble
from graph.network.live import Network


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


def tiles(page_text: str) -> list[int]:
    (list_,) = read(page_text).all("ul", "tiles")
    return [tile.number for tile in list_.all("li")]


def test_sample_says_how_far_the_cover_has_got(sample: Reader) -> None:
    assert tiles(sample.http.get(f"/?{AT}").text) == [128, 0, 128, 0, 0, 0]
    assert tiles(sample.http.get("/?at=2020-01-01").text) == [128, 0, 0, 0, 128, 0]
    assert tiles(sample.http.get(f"/?{AT}&target=poor").text) == [263, 0, 128, 0, 135, 0]
    assert tiles(sample.http.get("/?at=2016-06-30&target=poor").text)[-1] == 135


def test_sample_names_counties_and_districts(sample: Reader) -> None:
    page = sample.page(f"/?{AT}")
    _, districts, counties = map(cells, page.all("table", "grid"))
    assert next(row for row in districts if row[0] == "大兴区")[2:5] == ["128", "0", "128"]
    assert [row[0].split()[0] for row in counties] == ["和田县", "察哈尔右翼前旗", "正镶白旗"]
    assert "另有 6 个区" in page.text


def test_sample_says_what_to_do_and_where_it_is_from(sample: Reader) -> None:
    text = sample.page(f"/?{AT}").text
    assert "128 个深度贫困村已列任务，还没有签订" in text
    assert "1 条结对关系协商中" in text
    assert "6 个乡镇级结对的村级结对还在协商" in text
    assert "128 个深度贫困村待定名" in text
    assert "tasks-daxing-2020.xlsx 166 条" in text


def test_empty_ledger_says_how_to_load() -> None:
    empty = Reader(assemble([]))
    text = empty.page("/").text
    assert "jiedui load sample" in text
    assert "jiedui import tasks" in text
    for url in ("/coverage", "/villages", "/uncovered", "/parties", "/pairings", "/districts"):
        assert "jiedui load sample" in empty.page(url).text, url


def test_ledger_without_villages_says_so() -> None:
    builder = Builder(1)
    donors(builder)
    assert "看贫困村" in Reader(builder.snapshot()).page("/").text


def test_every_link_keeps_day_and_target(reader: Reader) -> None:
    page = reader.page("/?at=2020-06-30&target=poor&exited=1")
    links = [link.attributes["href"] for link in page.all("a")]
    pages = [href for href in links if href.startswith("/")]
    assert len(pages) > 50
    for href in pages:
        assert "at=2020-06-30" in href
        assert "target=poor" in href
        assert "exited=1" in href
