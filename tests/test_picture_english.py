"""Every kind of picture told in English: nothing overlaps, and only names of the ledger are
Chinese."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
import test_chart
import test_picture_scopes as scopes
from city_networks import URLS, beijing
from drawings import check_geometry, check_markup, render
from hypothesis import given, settings
from hypothesis import strategies as st
from map_networks import scattered
from markupsafe import escape
from page_networks import DAY, rich
from picture_networks import Addresses, Network, daxing, networks
from picture_networks import render as render_picture
from proposal_networks import VIEW as PROPOSED
from proposal_networks import generated
from test_picture_around import draw as around
from test_picture_compared import drawn as compared
from test_picture_compared import scopes as compared_scopes
from test_picture_compared import stories

from graph.analysis.coverage import View
from graph.analysis.proposal import propose
from graph.days import date_of
from graph.language import CHINESE, ENGLISH, speaking
from graph.network.snapshot import Snapshot
from graph.words import PartyKind, VillageTarget
from server.pictures.chart import SMALL, WIDE, chart
from server.pictures.city.contents import contents, donor_districts
from server.pictures.city.picture import city_picture
from server.pictures.compared.choice_words import ChoiceWords
from server.pictures.compared.choices import choice_contents
from server.pictures.compared.days import Scope
from server.pictures.compared.drawing import compared_picture
from server.pictures.compared.two_days import Addresses as BothDays
from server.pictures.compared.two_days import TwoDays, two_days
from server.pictures.drawing import Drawing
from server.pictures.map.drawn import map_picture
from server.pictures.picture import Picture
from server.pictures.proposal import proposal_picture
from server.pictures.text import wrap
from server.pictures.wording import TARGET
from server.urls import Urls

HAN = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
BETWEEN_LINES = re.compile(r'</text>(</a>)?(<a [^>]*>)?<text (class="about" )?x=[^>]*>')
"""A name may stand in two of them."""
VIEWS = (View(DAY), View(DAY, VillageTarget.POOR, exited=True))


class Drawn(NamedTuple):
    snapshot: Snapshot
    drawing: Drawing


def check(one: Drawn) -> None:
    check_geometry(one.drawing)
    check_markup(one.drawing)
    check_words(one.snapshot, render(one.drawing))


def check_picture(snapshot: Snapshot, picture: Picture) -> None:
    scopes.check_geometry(picture)
    scopes.check_markup(picture)
    check_words(snapshot, render_picture(picture))


def check_words(snapshot: Snapshot, written: str) -> None:
    """No Chinese is left where the names of parties, whole or cut, are taken out."""
    parties = snapshot.parties
    rows = range(len(parties))
    names = {name for row in rows for name in (parties.name(row), *parties.aliases(row))}
    # An unnamed village stands beside its township without the name of it.
    names |= {f"待定名村{number:02}" for number in range(1, 200)}
    names = {str(escape(name)) for name in names}
    left = without_cut(BETWEEN_LINES.sub("", written), names)
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(name, "")
    assert not re.findall(rf"[^<>]*{HAN}[^<>]*", left)


def without_cut(written: str, names: set[str]) -> str:
    """Without the beginnings of names before an ellipsis."""
    cut = {name[:end].rstrip() for name in names for end in range(1, len(name) + 1)}
    longest = max(map(len, cut))
    *parts, last = written.split("…")
    kept = []
    for part in parts:
        sizes = range(min(longest, len(part)), 0, -1)
        size = next((size for size in sizes if part[-size:] in cut), 0)
        kept.append(part[: len(part) - size])
    return "".join((*kept, last))


def cities() -> Iterator[Drawn]:
    for snapshot in (beijing().snapshot(), rich()):
        for view in VIEWS:
            for row in (None, *donor_districts(snapshot).tolist()[:4]):
                drawn = city_picture(snapshot, contents(snapshot, view, None, row), URLS)
                yield Drawn(snapshot, drawn)


def maps() -> Iterator[Drawn]:
    for seed in range(4):
        made = scattered(40, seed, crowds=3 * (seed % 2))
        snapshot = made.network.snapshot()
        yield Drawn(snapshot, made.drawn(snapshot))
        yield Drawn(snapshot, made.drawn(snapshot, district="黄村镇", within="0省"))
    snapshot = rich()
    for view in VIEWS:
        yield Drawn(snapshot, map_picture(snapshot, view, Urls(), seats={}))
    nowhere = View(-40_000)
    yield Drawn(snapshot, map_picture(snapshot, nowhere, Urls(), within=0, seats={}))


def days() -> Iterator[Drawn]:
    snapshot = rich()
    first, last = date_of(DAY - 800), date_of(DAY)
    assert first is not None
    assert last is not None
    districts = donor_districts(snapshot).tolist()
    parties = snapshot.parties
    counties = [
        row
        for row in range(len(parties))
        if parties.kind.at[row] == PartyKind.COUNTY and not parties.is_donor(row)
    ]
    asked = (Scope(), Scope(district=districts[0]), *(Scope(within=row) for row in counties[:4]))
    addresses = BothDays(Urls({"at": "2018-04-21"}), Urls(), "/changes/picture?all=1")
    for view in VIEWS:
        for scope in asked:
            for whole in (True, False):
                target = TARGET[view.target]
                question = TwoDays(view, first, last, scope, target, whole)
                yield Drawn(snapshot, two_days(snapshot, question, addresses))


def choices() -> Iterator[Drawn]:
    for seed in range(4):
        snapshot = generated(seed, 60, 30, counties=4).snapshot()
        first = propose(snapshot, PROPOSED)
        ruled_out = [(one.donor, one.village) for one in first.pairings[::2]]
        second = propose(snapshot, PROPOSED, forbidden=ruled_out)
        for whole in (True, False):
            for large in (True, False):
                pair = first, second
                held = choice_contents(snapshot, *pair, whole=whole, is_large=large)
                words = ChoiceWords(snapshot, "A and B", "They differ.", large, Urls(), "/all")
                yield Drawn(snapshot, compared_picture(held, words))


def neighbourhoods() -> Iterator[Drawn]:
    for snapshot in (daxing().snapshot(), rich()):
        for center in range(0, len(snapshot.parties), max(len(snapshot.parties) // 12, 1)):
            for view in VIEWS:
                yield Drawn(snapshot, around(snapshot, center, view=view))


@pytest.mark.parametrize("kind", [cities, maps, days, choices, neighbourhoods])
def test_picture_in_english_has_no_overlap_and_no_chinese(
    kind: Callable[[], Iterator[Drawn]],
) -> None:
    with speaking(ENGLISH):
        for one in kind():
            check(one)


@given(stories(), st.booleans())
@settings(max_examples=12)
def test_two_days_in_english_of_any_shape(story: Network, whole: bool) -> None:
    snapshot = story.snapshot()
    with speaking(ENGLISH):
        for scope in compared_scopes(story, snapshot):
            check_geometry(compared(snapshot, scope, whole=whole))


@pytest.mark.parametrize("make", [daxing, beijing])
def test_picture_of_a_scope_in_english(make: Callable[[], Network]) -> None:
    check_scopes(make().snapshot())


@given(networks())
@settings(max_examples=12)
def test_picture_of_a_scope_in_english_of_any_shape(network: Network) -> None:
    check_scopes(network.snapshot(), most=6)


def check_scopes(snapshot: Snapshot, most: int = 40) -> None:
    with speaking(ENGLISH):
        for scope in scopes.scopes(snapshot)[:most]:
            check_picture(snapshot, scopes.drawn(snapshot, scope))


@pytest.mark.parametrize("seed", range(4))
def test_picture_of_a_proposal_in_english(seed: int) -> None:
    snapshot = generated(seed, 60, 30, counties=4).snapshot()
    found = propose(snapshot, PROPOSED)
    with speaking(ENGLISH):
        picture = proposal_picture(snapshot, PROPOSED.day, found, "Proposal", Addresses())
        check_picture(snapshot, picture)


@pytest.mark.parametrize("width", [WIDE, SMALL])
@pytest.mark.parametrize("years", [1, 5, 20])
def test_chart_in_english(width: int, years: int) -> None:
    last = datetime.date(2000 + years, 3, 31)
    points = test_chart.points("2000-02-01", f"{last}", test_chart.counted(12, 3, 4, 5, 600))
    with speaking(ENGLISH):
        drawn = chart("Coverage over time", "Covered villages by quarter.", points, width)
        test_chart.check_geometry(drawn)
        assert not [text for text in drawn.texts() if re.search(HAN, text.text)]


def test_the_same_picture_in_two_languages_stands_beside_the_other() -> None:
    """What is kept with a snapshot is kept for each language."""
    snapshot = daxing().snapshot()
    scope = scopes.scopes(snapshot)[0]
    chinese = scopes.drawn(snapshot, scope)
    with speaking(ENGLISH):
        english = scopes.drawn(snapshot, scope)
    with speaking(CHINESE):
        assert scopes.drawn(snapshot, scope) == chinese
    assert english != chinese
    assert english == in_english(daxing().snapshot())


def in_english(snapshot: Snapshot) -> Picture:
    with speaking(ENGLISH):
        return scopes.drawn(snapshot, scopes.scopes(snapshot)[0])


def test_english_lines_break_between_words_and_begin_with_no_sign() -> None:
    text = "Pairings (signed, planned) of a quarter's 1,234 villages; none left out: see the list."
    for limit in range(100, 400, 7):
        lines = wrap(text, limit, 13)
        assert " ".join(lines) == text
        assert not [line for line in lines if line[0] in ",;:.)"]
