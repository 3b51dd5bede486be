"""Every page is of a day: it says which, lets another be chosen, and its links keep it."""

from __future__ import annotations

import re

import pytest
from crawling import Crawl, is_page, links, route_of
from page_client import rich_reader

AT = "at=2020-06-30"
BESIDE = ("/static/", "/ledgers/", "/templates/", "/imports")
"""What is of no day, or of all."""
HREF = re.compile(r'\shx-get="[^"]*"')
"""A form asks for the day itself."""


@pytest.mark.parametrize("view", [AT, f"{AT}&target=poor&exited=1"])
def test_pages_have_their_day_and_keep_it(view: str) -> None:
    http = rich_reader().http
    waiting = Crawl(http.app, [f"/?{view}", f"/exports?{view}", f"/naming?{view}"], 1)  # type: ignore[arg-type]
    seen = set()
    for address in waiting:
        answer = http.get(address)
        if not is_page(answer):
            continue
        seen.add(route_of(http.app, address.partition("?")[0]))  # type: ignore[arg-type]
        assert 'name="at" value="2020-06-30"' in answer.text, address
        found = [it for it in links(HREF.sub("", answer.text)) if not it.startswith(BESIDE)]
        # The rows of a series lead to days of their own.
        kept = [it for it in found if "at=" in it]
        assert set(found) - set(kept) == set(), address
        waiting.add(it for it in kept if AT in it)
    assert {
        "/coverage",
        "/series",
        "/changes",
        "/changes/happenings",
        "/quality/{key:path}",
    } <= seen
    assert len(seen) > 20
