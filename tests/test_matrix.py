"""Everybody at every route: each role, with what is one's own district's and what is another's.

What must come out is told by the policies and by `graph.rights`; who may what of two districts that
share nothing is also written down here, so that rules which let everybody in would be found.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Templates
from graphql import GraphQLObjectType
from graphql_samples import MUTATIONS, QUERIES, document
from route_sample import Cell, suggests
from route_samples import cells, samples
from split_ledger import settled
from staff import LOGINS, Browser
from starlette.routing import Route
from visitors import READING, READS, VISITORS, Home, Visitor, outcome, refused, rows_written

from graph.registry.sheets import read_sheets
from schema.build import build_schema
from server.policies import POLICIES, policy_of

pytestmark = pytest.mark.xdist_group("matrix")


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """As `cheap_passwords` and `read_here`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.registry.passwords.MEMORY_KIB", 8)
        patch.setattr("graph.registry.passwords.PASSES", 1)
        patch.setattr("server.intake.read_apart", read_sheets)
        yield


@pytest.fixture(scope="module")
def homes(
    templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[bool, Home]]:
    """By whether there are accounts."""
    folders = {staffed: tmp_path_factory.mktemp("home") for staffed in (True, False)}
    with (
        templates.copy("sqlite", "tables", folders[True]) as staffed,
        templates.copy("sqlite", "tables", folders[False]) as single,
    ):
        yield {
            True: Home(folders[True], staffed, staffed=True),
            False: Home(folders[False], single, staffed=False),
        }


def home_of(homes: dict[bool, Home], visitor: Visitor) -> Home:
    return homes[visitor.name != "single"]


def shown(home: Home, visitor: Visitor, cell: Cell) -> str:
    """The page, or that it is about something of another's."""
    may = cell.sample.looks(home.place, home.actor(visitor), cell.thing)
    return str(cell.sample.shown) if may else "403"


def signed_in_where_it_leads(visitor: Visitor, cell: Cell) -> bool:
    """Who has signed in is led on from the page for it."""
    return cell.path == "/sign-in" and visitor.name in (*READS, "single")


@pytest.mark.parametrize("visitor", VISITORS, ids=lambda one: one.token + one.name)
def test_everybody_looks_at_every_route(homes: dict[bool, Home], visitor: Visitor) -> None:
    home, wrong, seen = home_of(homes, visitor), {}, 0
    with home.copy(visitor.settings) as site:
        before = rows_written(site.database)
        browser = visitor.browser(home.held, site)
        for cell in cells(site.app, home.held):
            if "GET" not in cell.methods:
                continue
            wanted = refused(visitor, policy_of(cell.path)[0]) or str(cell.sample.shown)
            if wanted == "200" and not cell.sample.looks(
                home.place, home.actor(visitor), cell.thing
            ):
                wanted = "403"
            if signed_in_where_it_leads(visitor, cell):
                wanted = "303"
            found = outcome(cell, browser.http.get(cell.address))
            seen += 1
            if found != wanted:
                wrong[cell.path, cell.thing] = (found, wanted)
        assert rows_written(site.database) == before
    assert wrong == {}
    assert seen > 100


@pytest.mark.parametrize("visitor", VISITORS, ids=lambda one: one.token + one.name)
def test_everybody_writes_to_every_route(homes: dict[bool, Home], visitor: Visitor) -> None:
    home, wrong, seen = home_of(homes, visitor), {}, 0
    with home.copy(visitor.settings) as site:
        writing = [it for it in cells(site.app, home.held) if "POST" in it.methods]
        browser, before = visitor.browser(home.held, site), rows_written(site.database)
        for cell in (it for it in writing if not allowed(home, visitor, it)):
            found = outcome(cell, browser.http.post(cell.address, data=sent(cell)))
            wanted = refused(visitor, policy_of(cell.path)[1]) or "403"
            seen += 1
            if found != wanted:
                wrong[cell.path, cell.thing] = (found, wanted)
        assert rows_written(site.database) == before
    for cell in (it for it in writing if allowed(home, visitor, it)):
        with home.copy(visitor.settings) as site:
            browser, before = visitor.browser(home.held, site), rows_written(site.database)
            answer = browser.http.post(cell.address, data=sent(cell))
            if cell.path == "/imports/{key}":
                settled(browser, cell.address)
            wrote = rows_written(site.database) > before
        seen += 1
        if (outcome(cell, answer), wrote) != (str(cell.sample.written), cell.sample.writes):
            wrong[cell.path, cell.thing] = (outcome(cell, answer), answer.text[:3000])
    assert wrong == {}
    assert seen > 30


def allowed(home: Home, visitor: Visitor, cell: Cell) -> bool:
    """Does the policy let them in, and the rules write?"""
    if refused(visitor, policy_of(cell.path)[1]):
        return False
    return cell.sample.rule(home.place, home.actor(visitor), cell.thing)


def sent(cell: Cell) -> dict[str, str]:
    assert cell.sample.sent is not None, f"{cell.path}: nothing to send in route_samples.py"
    return dict(cell.sample.sent(cell.thing))


NEITHER = [False, False]
DISTRICTS = {"city": [True, True], "district": [True, False], "county": NEITHER, "reader": NEITHER}
COUNTIES = {"city": NEITHER, "district": NEITHER, "county": [True, False], "reader": NEITHER}
"""Who may write about what is one's own, and about what is another's."""


def test_rules_tell_the_districts_apart(homes: dict[bool, Home]) -> None:
    """What the matrix takes from `graph.rights`, written down."""
    home, told = homes[True], 0
    for path, sample in samples(home.held).items():
        if not sample.writes or sample.sent is None:
            continue
        assert sample.other, path
        may = {
            login: [sample.rule(home.place, home.actor(Visitor(login, login)), it) for it in both]
            for login, both in ((login, sample.things) for login in LOGINS)
        }
        assert may == (COUNTIES if sample.rule is suggests else DISTRICTS), path
        told += 1
    assert told >= 14


def test_every_route_that_takes_a_form_sends_one(homes: dict[bool, Home]) -> None:
    """And whatever has a policy has an example, and the other way round."""
    found = samples(homes[True].held)
    assert found.keys() == POLICIES.keys()
    with homes[True].copy() as site:
        posts = {
            route.path
            for route in site.app.routes
            if isinstance(route, Route) and route.methods and "POST" in route.methods
        }
    assert {path for path in posts if found[path].sent is None} == set()


def fields_of(kind: GraphQLObjectType | None) -> set[str]:
    assert kind is not None
    return set(kind.fields)


def test_every_field_of_graphql_has_an_example() -> None:
    built = build_schema()
    assert fields_of(built.query_type) == QUERIES.keys()
    assert fields_of(built.mutation_type) == MUTATIONS.keys()
    assert built.subscription_type is None


@pytest.mark.parametrize("visitor", VISITORS, ids=lambda one: one.token + one.name)
def test_everybody_asks_for_every_field(homes: dict[bool, Home], visitor: Visitor) -> None:
    home = home_of(homes, visitor)
    with home.copy(visitor.settings) as site:
        browser = visitor.browser(home.held, site)
        for field, query in QUERIES.items():
            answer = browser.http.post("/graphql", json={"query": query})
            if visitor.name == "nobody":
                assert answer.status_code == 401
                assert "data" not in answer.json()
                continue
            assert answer.status_code == 200
            found = answer.json()
            assert "errors" not in found, (field, found)
            # Whether the ledger is a demonstration is told either way.
            assert found["data"][field] or found["data"][field] is False


@pytest.mark.parametrize("visitor", [*VISITORS, READING], ids=lambda one: one.token + one.name)
def test_everybody_gives_every_mutation(homes: dict[bool, Home], visitor: Visitor) -> None:
    home, wrong = home_of(homes, visitor), {}
    for field, change in MUTATIONS.items():
        for thing in change.things:
            may = visitor.writes and change.rule(home.place, home.actor(visitor), thing)
            with home.copy(visitor.settings) as site:
                before = rows_written(site.database)
                found = given(visitor.browser(home.held, site), field, thing)
                wrote = rows_written(site.database) > before
            wanted = "written" if may else "401" if visitor.name == "nobody" else "FORBIDDEN"
            if (found, wrote) != (wanted, may):
                wrong[field, thing] = (found, wrote)
    assert wrong == {}


def given(browser: Browser, field: str, thing: str) -> str:
    """What came of it: written, why it was not, or the status of who was not let in."""
    answer = browser.http.post("/graphql", json={"query": document(field, thing)})
    if answer.status_code != 200:
        assert "data" not in answer.json()
        return str(answer.status_code)
    payload = answer.json()["data"][field]
    if payload["pairing"] is not None:
        assert payload["userErrors"] == []
        return "written"
    (refusal,) = payload["userErrors"]
    return str(refusal["code"])
