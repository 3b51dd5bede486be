from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from asking import CORE, ENGINE, answer, ask, refusal
from hypothesis import given
from hypothesis import strategies as st
from small_network import (
    ALIASES,
    DESIGNATIONS,
    PARTIES,
    SMALL,
    TODAY,
    designation_rows,
    pairing_rows,
    with_pairings,
)

from graph.network.build import assemble
from graph.network.rows import DesignationRow, PairingRow, PartyRow
from graph.network.snapshot import Snapshot
from schema.budget import Budget
from schema.call import Call
from schema.context import Context

# A connection as the path to it and its arguments.
LISTS = {
    "parties": "parties(first: $first, after: $after)",
    "searched": 'parties(search: "a", first: $first, after: $after)',
    "ranked": 'parties(search: "村", first: $first, after: $after)',
    "pairings": "pairings(first: $first, after: $after)",
    "uncovered": 'uncoveredVillages(at: "1970-01-07", first: $first, after: $after)',
    "worst": 'uncoveredVillages(at: "1970-01-07", orderBy: COVER, first: $first, after: $after)',
}
NESTED = {
    "children": ("150926201", "... on Division { list: children(first: $first, after: $after)"),
    "given": ("110115005", "... on Party { list: pairings(first: $first, after: $after)"),
    "received": ("150926201200", "... on Party { list: pairings(first: $first, after: $after)"),
}
PAGE = (
    "{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    " edges { cursor node { key } } }"
)
ANSWERED = {name: f"list: {field} {PAGE}" for name, field in LISTS.items()} | {
    name: f'list: party(key: "{key}") {{ {field} {PAGE} }} }}'
    for name, (key, field) in NESTED.items()
}


def read(name: str, snapshot: Snapshot, first: int, after: str | None = None) -> dict[str, Any]:
    query = f"query ($first: Int, $after: String) {{ {ANSWERED[name]} }}"
    found: dict[str, Any] = ask(query, snapshot, first=first, after=after)["list"]
    return found["list"] if name in NESTED else found


def keys(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["key"] for edge in page["edges"]]


@given(
    st.sampled_from(sorted(ANSWERED)),
    pairing_rows(),
    designation_rows(),
    st.lists(st.integers(1, 7), min_size=1),
)
def test_pages_hold_each_row_once_in_order(
    name: str, pairings: list[PairingRow], designations: list[DesignationRow], sizes: list[int]
) -> None:
    snapshot = assemble(PARTIES, pairings, designations, ALIASES)
    whole = read(name, snapshot, 100)
    walked: list[str] = []
    after = None
    for step in range(len(whole["edges"]) + 1):
        page = read(name, snapshot, sizes[step % len(sizes)], after)
        assert page["totalCount"] == len(whole["edges"])
        assert page["pageInfo"]["hasPreviousPage"] == bool(walked)
        walked += keys(page)
        after = page["pageInfo"]["endCursor"]
        assert after == (page["edges"][-1]["cursor"] if page["edges"] else None)
        assert page["pageInfo"]["hasNextPage"] == (len(walked) < len(whole["edges"]))
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert walked == keys(whole)


@given(st.data(), st.sampled_from(["pairings", "given", "received"]), pairing_rows())
def test_pairings_that_come_and_go_shift_no_page(
    data: st.DataObject, name: str, rows: list[PairingRow]
) -> None:
    """Walk half of a ledger, take some rows away, put others in, walk on from the cursor."""
    before = with_pairings(data.draw(st.lists(st.sampled_from(rows), unique=True)) if rows else [])
    after = with_pairings(data.draw(st.lists(st.sampled_from(rows), unique=True)) if rows else [])
    page = read(name, before, data.draw(st.integers(1, 5)))
    cursor = page["pageInfo"]["endCursor"]
    everything = keys(read(name, with_pairings(rows), 100))
    if cursor is not None:
        seen = everything.index(keys(page)[-1])
        expected = [key for key in keys(read(name, after, 100)) if everything.index(key) > seen]
        assert keys(read(name, after, 100, cursor)) == expected


@given(st.data(), st.sampled_from(["parties", "ranked", "children"]))
def test_parties_that_come_and_go_shift_no_page(data: st.DataObject, name: str) -> None:
    """The same with leaves of the tree: villages and organisations."""
    leaves = [party for party in PARTIES if party.kind == "village" or len(party.key) == 2]

    def some() -> Snapshot:
        gone = data.draw(st.sets(st.sampled_from([leaf.id for leaf in leaves])))
        return assemble([party for party in PARTIES if party.id not in gone])

    before, after = some(), some()
    page = read(name, before, data.draw(st.integers(1, 9)))
    if cursor := page["pageInfo"]["endCursor"]:
        everything = keys(read(name, assemble(PARTIES), 100))
        seen = everything.index(keys(page)[-1])
        expected = [key for key in keys(read(name, after, 100)) if everything.index(key) > seen]
        assert keys(read(name, after, 100, cursor)) == expected


def test_organisations_come_behind_divisions_whatever_their_keys() -> None:
    parties = [
        PartyRow(1, "1", "province", "donor", "省"),
        PartyRow(2, "0", "school", "donor", "校", 1),
        PartyRow(3, "9", "county", "donor", "县", 1),
        PartyRow(4, "5", "school", "donor", "校", 3),
    ]
    snapshot = assemble(parties)
    walked, after = [], None
    for _ in parties:
        page = read("parties", snapshot, 1, after)
        walked += keys(page)
        after = page["pageInfo"]["endCursor"]
    assert walked == ["1", "9", "5", "0"]


def test_a_page_has_twenty_rows_when_first_is_left_out() -> None:
    parties = [PartyRow(1, "1", "province", "donor", "省")]
    parties += [PartyRow(i, f"{i:03}", "county", "donor", "县", 1) for i in range(2, 31)]
    found = ask("{ parties { totalCount edges { cursor } } }", assemble(parties))["parties"]
    assert (len(found["edges"]), found["totalCount"]) == (20, 30)


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_first_is_from_1_to_100(name: str, first: int) -> None:
    query = f"query ($first: Int, $after: String) {{ {ANSWERED[name]} }}"
    code, message = refusal(query, first=first)
    assert code == "INVALID"
    assert message == f"first: must be from 1 to 100, not {first}."


@pytest.mark.parametrize("first", [2**31, 1.5, "1", True, [1]])
def test_first_of_another_type_is_refused(first: object) -> None:
    found = answer("query ($first: Int) { parties(first: $first) { totalCount } }", first=first)
    assert "data" not in found
    assert found["errors"][0]["extensions"]["code"] == "INVALID"


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "\0",
        "村",
        "====",
        "bm90IGpzb24=",
        encoded(5),
        encoded(None),
        encoded([]),
        encoded({"parties": 1}),
        encoded(["parties"]),
        encoded(["parties", 0, "d1"]),
        encoded(["parties", 0, [1]]),
        encoded(["parties", 0, [["d1"]]]),
        encoded(["parties", "0", ["d1"]]),
        encoded(["parties", 0.5, ["d1"]]),
        encoded(["parties", True, ["d1"]]),
        encoded(["parties", None, ["d1"]]),
        encoded(["parties", 0, ["d1"], 1]),
        encoded(["children", 0, ["d1"]]),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    query = "query ($after: String) { parties(after: $after) { totalCount } }"
    assert refusal(query, after=cursor) == ("INVALID", "after: this is no cursor of this list.")


@pytest.mark.parametrize("name", sorted(LISTS))
def test_cursor_of_another_list_is_refused(name: str) -> None:
    others = {"searched": "parties", "ranked": "parties"}
    query = f"query ($first: Int, $after: String) {{ {ANSWERED[name]} }}"
    for other in LISTS:
        snapshot = assemble(PARTIES, [PairingRow(1, "p", 2, 13)], DESIGNATIONS)
        cursor = read(other, snapshot, 1)["pageInfo"]["endCursor"]
        assert cursor
        if others.get(name, name) != others.get(other, other):
            assert refusal(query, after=cursor)[0] == "INVALID"


def test_cursor_of_any_numbers_is_a_place() -> None:
    cursor = encoded(["parties", -(2**63), []])
    assert len(read("parties", SMALL, 100, cursor)["edges"]) == len(SMALL.parties)
    cursor = encoded(["parties", 2**64 - 1, ["o"]])
    assert read("parties", SMALL, 100, cursor)["edges"] == []


def test_counting_builds_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.paging.Page.edges", property(lambda page: 1 / 0))
    assert ask("{ parties { totalCount pageInfo { hasNextPage } } }")["parties"]["totalCount"] == 22


def test_nested_lists_share_a_budget() -> None:
    """Pairings of pairings: refused as soon as they are too many, and nothing else is answered."""
    query = """{ a: parties(first: 2) { totalCount } party(key: "110115") { pairings {
        edges { node { recipient { pairings { edges { node { id } } } } } } } } }"""
    for engine in (ENGINE, CORE):
        plenty, little = Context(SMALL, TODAY, Budget(6)), Context(SMALL, TODAY, Budget(5))
        answered = orjson.loads(engine.answer(Call(query), plenty).body)
        assert answered["extensions"]["cost"] == {"fields": 15, "depth": 9, "rows": 6}
        refused = orjson.loads(engine.answer(Call(query), little).body)
        assert refused["data"] is None
        (error,) = refused["errors"]
        assert error["extensions"] == {"code": "LIMIT"}
        assert "5 rows together" in error["message"]
