"""The page of a county's, a township's or a donor's picture, and the ways to it."""

from __future__ import annotations

import pytest
from page_client import AT, Reader, figures, rich_reader

from graph.network.live import Network
from server.urls import Urls


@pytest.fixture(scope="module")
def sample(sample_network: Network) -> Reader:
    return Reader(sample_network.snapshot)


@pytest.mark.parametrize("key", ["653221", "150926", "150926211", "653221102", "110115106"])
def test_numbers_of_the_page_are_those_of_their_lists(sample: Reader, key: str) -> None:
    page = sample.page(f"/parties/{key}/picture?{AT}")
    numbers = figures(page)
    assert numbers
    for address, number in numbers.items():
        assert sample.total(address) == number, address


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("653221", "653221"),
        ("150926211", "150926211"),
        ("110115106", "110115106"),
        ("150926211#01", "150926211"),
    ],
)
def test_page_of_a_party_leads_to_its_picture(sample: Reader, key: str, shown: str) -> None:
    page = sample.page(f"/parties/{key.replace('#', '%23')}?{AT}")
    links = [link for link in page.all("a") if link.text.endswith("结对关系图")]
    assert links[0].attributes["href"].partition("?")[0] == f"/parties/{shown}/picture"


def test_district_picture_leads_to_the_pictures_of_its_counties(sample: Reader) -> None:
    page = sample.page(f"/districts/110115?{AT}")
    links = {link.attributes["href"].partition("?")[0] for link in page.all("a")}
    assert "/parties/653221/picture" in links


@pytest.mark.parametrize(
    ("key", "there"),
    [
        ("110115", "/districts/110115"),
        ("110000", "/city"),
        ("653200", "/city"),
        ("150926211%2301", "/parties/150926211/picture"),
    ],
)
def test_what_has_no_picture_of_its_own_leads_to_one(sample: Reader, key: str, there: str) -> None:
    answer = sample.http.get(f"/parties/{key}/picture?{AT}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"].partition("?")[0] == there
    assert AT in answer.headers["location"]
    file = sample.http.get(f"/parties/{key}/picture.svg?{AT}")
    assert file.status_code == 404
    assert "没有自己的结对关系图" in file.text


def test_picture_can_be_saved_as_a_file(sample: Reader) -> None:
    answer = sample.http.get(f"/parties/653221/picture.svg?{AT}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E5%92")
    assert answer.text.lstrip().startswith("<svg")


def test_unknown_party_has_no_picture() -> None:
    assert "没有编码为" in rich_reader().page("/parties/nobody/picture", 404).text


@pytest.mark.parametrize("last", ["picture", "picture.svg", "picture.png"])
def test_a_key_that_reads_as_a_picture_is_told_from_one(last: str) -> None:
    assert Urls().party(f"x/{last}") == f"/parties/x%2F{last}%2F"
