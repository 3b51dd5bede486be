from __future__ import annotations

from typing import Any

import pytest
from asking import answer, ask, refusal
from small_network import TODAY, with_pairings

from graph.network.build import assemble
from graph.network.rows import PartyRow
from schema.scalars import write_day


def party(key: str, selection: str, **variables: object) -> Any:
    return ask(f'{{ party(key: "{key}") {{ {selection} }} }}', **variables)["party"]


def division(key: str, selection: str) -> Any:
    return party(key, f"... on Division {{ {selection} }}")


def test_division_has_the_fields_of_a_party() -> None:
    found = party(
        "150926", "__typename id key kind name aliases code parent { key } ancestors { name }"
    )
    assert found == {
        "__typename": "Division",
        "id": "Division:150926",
        "key": "150926",
        "kind": "COUNTY",
        "name": "察哈尔右翼前旗",
        "aliases": ["察右前旗"],
        "code": "150926",
        "parent": {"key": "150900"},
        "ancestors": [{"name": "内蒙古自治区"}, {"name": "乌兰察布市"}],
    }


def test_organisation_has_the_fields_of_a_party() -> None:
    found = party("E1", "__typename id kind code parent { id named }")
    assert found == {
        "__typename": "Organisation",
        "id": "Organisation:E1",
        "kind": "ENTERPRISE",
        "code": "9111",
        "parent": {"id": "Division:110115005", "named": True},
    }


def test_province_lies_in_nothing() -> None:
    assert party("110000", "parent { key } ancestors { key }") == {"parent": None, "ancestors": []}


@pytest.mark.parametrize("key", ["E1", "150926201#01"])
def test_node_gives_back_what_its_id_names(key: str) -> None:
    id_ = party(key, "id")["id"]
    node = ask("query ($id: ID!) { node(id: $id) { id ... on Party { key } } }", id=id_)
    assert node == {"node": {"id": id_, "key": key}}


@pytest.mark.parametrize(
    "id_",
    [
        "",
        ":",
        "Division",
        "Division:",
        "Division:E1",
        "Organisation:150926",
        "Party:150926",
        "division:150926",
        "Division:150926 ",
        "Pairing:nothing",
        "Pairing:\0",
        "150926",
        "RGl2aXNpb246MTUwOTI2",
    ],
)
def test_node_of_no_id_is_null(id_: str) -> None:
    assert ask("query ($id: ID!) { node(id: $id) { id } }", id=id_) == {"node": None}


def test_unknown_party_is_null() -> None:
    assert ask('{ party(key: "999999") { id } }') == {"party": None}


def test_children_are_divisions_in_order() -> None:
    children = division("150926201", "children { totalCount edges { node { key } } }")["children"]
    keys = [edge["node"]["key"] for edge in children["edges"]]
    assert keys == ["150926201#01", "150926201200", "150926201201"]
    assert children["totalCount"] == 3


def test_children_leave_organisations_out() -> None:
    found = division("653221", "children { edges { node { key } } }")["children"]
    assert found == {"edges": [{"node": {"key": "653221100"}}]}


def test_children_are_searched() -> None:
    found = division("150926201", 'children(search: "sai") { edges { node { name } } }')
    assert found["children"]["edges"] == [{"node": {"name": "赛汉村村委会"}}]


def test_unnamed_village_says_so() -> None:
    found = division("150926201#01", "named code name parent { key }")
    assert found == {
        "named": False,
        "code": None,
        "name": "乌拉哈乌拉乡待定名村01",
        "parent": {"key": "150926201"},
    }


@pytest.mark.parametrize(
    ("key", "at", "deep", "poor"),
    [
        ("150926201200", "2020-06-30", True, True),
        ("150926201201", "2018-01-01", True, True),
        ("150926201201", "2018-12-31", True, True),
        ("150926201201", "2019-01-01", False, False),
        ("150926202200", "2020-06-30", False, True),
        ("110115005001", "2020-06-30", False, False),
        ("150926201", "2020-06-30", None, None),
        ("150926", "2020-06-30", None, None),
    ],
)
def test_designation_on_a_day(key: str, at: str, deep: bool | None, poor: bool | None) -> None:
    found = division(key, f'deepPoverty(at: "{at}") poor(at: "{at}")')
    assert found == {"deepPoverty": deep, "poor": poor}


@pytest.mark.parametrize(
    ("key", "arguments", "cover"),
    [
        ("150926201200", "", "COVERED"),
        ("150926201200", '(at: "2019-12-31")', "PLANNED"),
        ("150926201#01", "", "COUNTY_ONLY"),
        ("150926201#01", '(at: "2018-02-28")', "NONE"),
        ("150926201201", "", None),
        ("150926201201", "(exited: true)", "COUNTY_ONLY"),
        ("150926202200", "", None),
        ("150926202200", "(target: POOR)", "COUNTY_ONLY"),
        ("150926202200", "(target: null, exited: null)", None),
        ("150926201", "", None),
    ],
)
def test_cover_of_a_village(key: str, arguments: str, cover: str | None) -> None:
    assert division(key, f"cover{arguments}") == {"cover": cover}


def test_donors_are_those_of_signed_pairings_on_the_day() -> None:
    found = division("150926201200", 'now: donors { id } before: donors(at: "2019-12-31") { id }')
    assert found == {"now": [{"id": "Organisation:E1"}], "before": []}


def test_coverage_of_a_division_is_that_of_its_villages() -> None:
    found = division("150926201", "coverage { total covered countyOnly rate }")["coverage"]
    assert found == {"total": 2, "covered": 1, "countyOnly": 1, "rate": 0.5}


def test_today_stands_for_a_day_left_out() -> None:
    today = division(
        "150926", f'a: coverage {{ total }} b: coverage(at: "{write_day(TODAY)}") {{ total }}'
    )
    assert today["a"] == today["b"]


@pytest.mark.parametrize(
    ("key", "arguments", "found"),
    [
        ("150926201200", "", ["v1", "v2"]),
        ("150926201200", '(at: "2020-01-01")', ["v2"]),
        ("150926201200", "(role: DONOR)", []),
        ("110115", "", ["c1", "c2"]),
        ("110115", "(role: RECIPIENT)", []),
        ("S1", "", ["h1"]),
        ("S1", "(stages: [CANCELLED, NEGOTIATING])", ["v3", "h1"]),
        ("S1", "(stages: [])", []),
    ],
)
def test_pairings_of_a_party(key: str, arguments: str, found: list[str]) -> None:
    listed = party(key, f"pairings{arguments} {{ totalCount edges {{ node {{ key }} }} }}")
    assert [edge["node"]["key"] for edge in listed["pairings"]["edges"]] == found
    assert listed["pairings"]["totalCount"] == len(found)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ('code: "150926"', "150926"),
        ('code: "150926", within: "150900"', "150926"),
        ('code: "150926", within: "150926"', "150926"),
        ('code: "150926", within: "650000"', None),
        ('code: "E1"', None),
        ('code: "000000"', None),
        ('code: ""', None),
        ('name: "察右前旗"', "150926"),
        ('name: "和田"', None),
        ('name: "和田", within: "653201"', "653201"),
        ('name: ""', None),
        (r'name: "\u0000"', None),
    ],
)
def test_division_by_code_or_name(arguments: str, key: str | None) -> None:
    found = ask(f"{{ division({arguments}) {{ key }} }}")["division"]
    assert found == (key and {"key": key})


@pytest.mark.parametrize("arguments", ["", '(code: "150926", name: "察右前旗")', "(name: null)"])
def test_division_wants_a_code_or_a_name(arguments: str) -> None:
    code, message = refusal(f"{{ division{arguments} {{ key }} }}")
    assert code == "INVALID"
    assert "either a code or a name" in message


def test_interface_lists_mix_divisions_and_organisations() -> None:
    found = ask('{ parties(within: "110115") { edges { node { __typename key } } } }')["parties"]
    assert [(edge["node"]["__typename"], edge["node"]["key"]) for edge in found["edges"]] == [
        ("Division", "110115"),
        ("Division", "110115005"),
        ("Division", "110115005001"),
        ("Organisation", "E1"),
        ("Organisation", "S1"),
    ]


def test_parties_are_found_by_kind_and_place() -> None:
    found = ask(
        '{ parties(search: "和田", kinds: [COUNTY, HOSPITAL], within: "653200")'
        " { totalCount edges { node { name } } } }"
    )["parties"]
    assert [edge["node"]["name"] for edge in found["edges"]] == [
        "和田市",
        "和田县",
        "和田县人民医院",
    ]
    assert found["totalCount"] == 3


@pytest.mark.parametrize("code", ["000000", "E1", "", "\0", "15"])
@pytest.mark.parametrize(
    "field", ["parties { totalCount }", "division(name: 1) { key }", "pairings { totalCount }"]
)
def test_unknown_within_is_an_error(field: str, code: str) -> None:
    name, _, rest = field.replace("(name: 1)", "").partition(" ")
    extra = 'name: "x", ' if name == "division" else ""
    query = f"query ($within: String) {{ {name}({extra}within: $within) {rest} }}"
    said, message = refusal(query, within=code)
    assert said == "NOT_FOUND"
    assert message.startswith("within: ")


def test_empty_ledger_answers() -> None:
    empty = assemble([])
    query = "{ parties { totalCount } pairings { totalCount } coverage { total rate } }"
    assert ask(query, empty) == {
        "parties": {"totalCount": 0},
        "pairings": {"totalCount": 0},
        "coverage": {"total": 0, "rate": None},
    }


def test_one_answer_shows_one_moment() -> None:
    """Answers depend on the snapshot given, not on the newest."""
    other = with_pairings([])
    assert ask("{ pairings { totalCount } }", other)["pairings"]["totalCount"] == 0
    assert ask("{ pairings { totalCount } }")["pairings"]["totalCount"] == 6


def test_text_of_a_name_comes_back_as_it_is() -> None:
    name = 'a"\\\n</script>\u2028 村'
    snapshot = assemble([PartyRow(1, "1", "province", "donor", name)])
    assert answer('{ party(key: "1") { name } }', snapshot)["data"]["party"]["name"] == name
