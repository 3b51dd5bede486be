from __future__ import annotations

import pytest
from asking import ask, refusal
from hypothesis import given
from hypothesis import strategies as st
from small_network import pairing_rows, with_pairings

from graph.network.rows import PairingRow
from schema.scalars import read_day, write_day

ALL = """
{ pairing(key: "v2") {
  __typename id key donor { id } recipient { id } lead { id } partner { id } programme stage
  negotiatingVillages start startPrecision end endPrecision agreement note follows { key }
  source version
} }
"""


def test_pairing_has_all_its_fields() -> None:
    assert ask(ALL)["pairing"] == {
        "__typename": "Pairing",
        "id": "Pairing:v2",
        "key": "v2",
        "donor": {"id": "Organisation:E1"},
        "recipient": {"id": "Division:150926201200"},
        "lead": None,
        "partner": {"id": "Division:110115005"},
        "programme": "万企帮万村",
        "stage": "SIGNED",
        "negotiatingVillages": False,
        "start": "2020-01-01",
        "startPrecision": "DAY",
        "end": "2021-01-01",
        "endPrecision": "DAY",
        "agreement": "A-1",
        "note": "续签",
        "follows": {"key": "v1"},
        "source": "c",
        "version": 2,
    }


def test_open_bounds_have_neither_day_nor_precision() -> None:
    found = ask(ALL.replace("v2", "t1"))["pairing"]
    assert [found[name] for name in ("start", "startPrecision", "end", "endPrecision")] == [
        None
    ] * 4
    assert found["lead"] == {"id": "Organisation:S1"}
    assert found["negotiatingVillages"] is True
    assert found["programme"] is None
    assert found["follows"] is None


@pytest.mark.parametrize(("key", "precision"), [("c1", "MONTH"), ("c2", "YEAR")])
def test_precision_of_a_day_is_kept(key: str, precision: str) -> None:
    found = ask(f'{{ pairing(key: "{key}") {{ startPrecision }} }}')
    assert found == {"pairing": {"startPrecision": precision}}


def test_pairing_is_a_node() -> None:
    found = ask('{ node(id: "Pairing:c1") { __typename id ... on Pairing { stage } } }')["node"]
    assert found == {"__typename": "Pairing", "id": "Pairing:c1", "stage": "SIGNED"}


def test_unknown_pairing_is_null() -> None:
    assert ask('{ pairing(key: "x") { id } }') == {"pairing": None}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("", ["c1", "t1", "v1", "v2", "c2", "h1"]),
        ('within: "150926201"', ["t1", "v1", "v2"]),
        ('donorWithin: "110115005"', ["t1", "v1", "v2"]),
        ('within: "650000", donorWithin: "110115"', ["c2", "h1"]),
        ("stages: [CANCELLED]", ["v3"]),
        ("stages: PLANNED", ["t1", "v1"]),
        ("stages: []", []),
        ('at: "2020-01-01", within: "150926201200"', ["v2"]),
        ('at: "2019-12-31", within: "150926201200"', ["v1"]),
    ],
)
def test_pairings_are_filtered(arguments: str, found: list[str]) -> None:
    given = f"({arguments})" if arguments else ""
    listed = ask(f"{{ pairings{given} {{ totalCount edges {{ node {{ key }} }} }} }}")["pairings"]
    assert [edge["node"]["key"] for edge in listed["edges"]] == found
    assert listed["totalCount"] == len(found)


def test_unknown_donor_division_is_an_error() -> None:
    code, message = refusal('{ pairings(donorWithin: "E1") { totalCount } }')
    assert (code, message.partition(":")[0]) == ("NOT_FOUND", "donorWithin")


@given(pairing_rows(8))
def test_pairings_are_equal_from_either_end(rows: list[PairingRow]) -> None:
    snapshot = with_pairings(rows)
    ends = "edges { node { key donor { key } recipient { key } } }"
    whole = ask(f"{{ pairings(first: 100) {{ {ends} }} }}", snapshot)["pairings"]["edges"]
    for key in {edge["node"]["donor"]["key"] for edge in whole}:
        query = f'{{ party(key: "{key}") {{ pairings(first: 100) {{ {ends} }} }} }}'
        given = ask(query, snapshot)["party"]["pairings"]["edges"]
        assert given == [edge for edge in whole if edge["node"]["donor"]["key"] == key]


@pytest.mark.parametrize(
    "text",
    [
        *("", "2020", "2020-02", "2020-2-5", "2020-02-30", "0000-01-01", "2020-W01-1", "20200225"),
        *("2020-02-25 ", "２０２０-02-25", "10000-01-01", "2020-02-25T00:00:00", "\0"),
    ],
)
def test_other_texts_are_no_date(text: str) -> None:
    code, message = refusal("query ($at: Date) { pairings(at: $at) { totalCount } }", at=text)
    assert code == "INVALID"
    assert "2020-02-25" in message


@pytest.mark.parametrize("literal", ["2020", "true", '["2020-01-01"]', "{}", "TODAY", "1.5"])
def test_other_literals_are_no_date(literal: str) -> None:
    code, _ = refusal(f"{{ pairings(at: {literal}) {{ totalCount }} }}")
    assert code == "INVALID"


@given(st.dates())
def test_every_date_is_read_as_it_is_written(date: object) -> None:
    assert write_day(read_day(str(date))) == str(date)
