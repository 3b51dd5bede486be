"""Addresses are quoted, keep what the reader chose, and lead back to their key."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.address import key_in, segment
from server.urls import Urls

keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(keys)
def test_segment_leads_back_to_its_key(key: str) -> None:
    quoted = segment(key)
    assert key_in(unquote(quoted)) == key
    assert "/" not in quoted
    assert quoted not in {".", ".."}
    split = urlsplit(f"/parties/{quoted}?x=1")
    assert split.path == f"/parties/{quoted}"
    assert split.fragment == ""


def test_what_was_chosen_is_kept() -> None:
    urls = Urls({"at": "2020-06-30", "target": "poor"})
    assert urls.party("1#01") == "/parties/1%2301?at=2020-06-30&target=poor"
    assert urls.overview() == "/?at=2020-06-30&target=poor"


def test_what_is_empty_is_left_out() -> None:
    urls = Urls()
    assert urls.villages("", cover=[], sole=False, q="") == "/villages"
    assert urls.villages("1 2", cover=["none", "planned"], direct=True) == (
        "/villages?within=1%202&cover=none&cover=planned&direct=1"
    )


@pytest.mark.parametrize("made", [Urls().pairings(talks=True), Urls().uncovered(within="&=")])
def test_values_are_quoted(made: str) -> None:
    assert made in {"/pairings?talks=1", "/uncovered?within=%26%3D"}
