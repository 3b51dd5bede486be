"""No number without its rows: each says what the list that it leads to says."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, figures, rich_reader

STATES = ("", "&target=poor", "&target=poor&exited=1")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return rich_reader()


def agree(reader: Reader, url: str) -> int:
    """How many numbers of this page were compared with their rows."""
    found = figures(reader.page(url))
    for href, number in found.items():
        assert reader.total(href) == number, (url, href)
    return len(found)


@pytest.mark.parametrize("state", STATES)
def test_overview_numbers_have_their_rows(reader: Reader, state: str) -> None:
    assert agree(reader, f"/?{AT}{state}") > 50


@pytest.mark.parametrize("state", STATES)
def test_coverage_numbers_have_their_rows_at_every_level(reader: Reader, state: str) -> None:
    agree(reader, f"/coverage?{AT}{state}")
    for code in ("610000", "611000", "611101", "611101002", "612000", "612101", "620000"):
        assert agree(reader, f"/coverage?within={code}&all=1&{AT}{state}") > 5


def test_district_numbers_have_their_rows(reader: Reader) -> None:
    assert agree(reader, f"/districts?{AT}") > 30
    for code in ("110101", "110102", "110103", "110104"):
        agree(reader, f"/districts/{code}?{AT}")


@pytest.mark.parametrize(
    "key", ["110000", "110101", "110101001", "110101-school", "610000", "611101", "611101001"]
)
def test_party_numbers_have_their_rows(reader: Reader, key: str) -> None:
    assert agree(reader, f"/parties/{key}?{AT}") > 0


@pytest.mark.parametrize(
    "url", ["/villages", "/uncovered", "/villages?q=xian", "/villages?district=110101&sole=1"]
)
def test_facets_have_their_rows(reader: Reader, url: str) -> None:
    agree(reader, f"{url}{'&' if '?' in url else '?'}{AT}")


def test_search_numbers_have_their_rows(reader: Reader) -> None:
    assert agree(reader, f"/parties?q=1&{AT}") > 10
