"""The worked examples, run by real clients against a live server on the real sample."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Templates
from gql import Client, GraphQLRequest
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLInterfaceType, build_schema
from node_tools import run
from sites import served

from schema.build import SDL
from schema.worked import examples

pytestmark = pytest.mark.xdist_group("clients")

EXAMPLES = examples()
VARIABLES = [json.loads(each.variables) for each in EXAMPLES]
Answers = dict[str, Any]
"""The data of each example, by its name."""


def by_gql(address: str, _: Path) -> Answers:
    """It reads the schema from the server, and checks each operation by it."""
    transport = RequestsHTTPTransport(address)
    with Client(transport=transport, fetch_schema_from_transport=True) as session:
        return {
            each.name: session.execute(GraphQLRequest(each.document, variable_values=variables))
            for each, variables in zip(EXAMPLES, VARIABLES, strict=True)
        }


def by_graphql_request(address: str, _: Path) -> Answers:
    return by_node("request.mjs", address)


def by_apollo(address: str, folder: Path) -> Answers:
    """What its cache says afterwards, without asking, is what was answered."""
    possible = folder / "possible.json"
    possible.write_text(json.dumps({"possibleTypes": possible_types()}))
    answers = by_node("apollo.mjs", address, str(possible))
    for each in EXAMPLES:
        if "\nquery " in each.document:
            assert answers[each.name]["cached"] == answers[each.name]["data"]
    return {name: without_types(answer["data"]) for name, answer in answers.items()}


def by_node(*command: str) -> Answers:
    operations = [
        json.dumps({"document": each.document, "variables": variables})
        for each, variables in zip(EXAMPLES, VARIABLES, strict=True)
    ]
    said = run("node", *command, given="\n".join(operations))
    answers = [json.loads(line) for line in said.splitlines()]
    return dict(zip([each.name for each in EXAMPLES], answers, strict=True))


def possible_types() -> dict[str, list[str]]:
    schema = build_schema(SDL.read_text())
    return {
        name: [each.name for each in schema.get_possible_types(named)]
        for name, named in schema.type_map.items()
        if isinstance(named, GraphQLInterfaceType)
    }


def without_types(value: Any) -> Any:
    """Apollo asks for `__typename` everywhere; one example does so itself."""
    if isinstance(value, list):
        return [without_types(each) for each in value]
    if isinstance(value, dict):
        return {name: without_types(v) for name, v in value.items() if name != "__typename"}
    return value


CLIENTS = [by_gql, by_graphql_request, by_apollo]


@pytest.fixture(scope="module", params=CLIENTS, ids=lambda client: client.__name__[3:])
def answers(
    request: pytest.FixtureRequest,
    templates: Templates,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Answers]:
    """Of one client, each on a copy of the sample: some examples change it."""
    client: Callable[[str, Path], Answers] = request.param
    folder = tmp_path_factory.mktemp("client")
    with templates.copy("sqlite", "sample", folder) as database, served(database) as site:
        yield without_types(client(f"{site.address}/graphql", folder))


def test_examples_are_all_tried(answers: Answers) -> None:
    tried = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert set(answers) == {each.name for each in EXAMPLES}
    assert {name.partition("-")[2].replace("-", "_") for name in answers} <= tried


def test_dependence(answers: Answers) -> None:
    # The task list is a plan: nobody covers, so that nothing hangs on anybody.
    counts = {"total": 128, "covered": 0, "planned": 128}
    assert answers["12-dependence"] == {"coverage": counts, "dependence": []}


def test_withdrawal(answers: Answers) -> None:
    assert answers["13-withdrawal"] == {"withdrawal": []}


def test_proposal(answers: Answers) -> None:
    found = answers["14-proposal"]["proposal"]
    assert (found["totalCost"], found["pairings"]) == (0, [])
    assert [one["reason"] for one in found["unassigned"]] == ["NO_CAPACITY_OFFERED"] * 21


def test_uncovered(answers: Answers) -> None:
    answer = answers["01-uncovered"]
    counts = {"total": 128, "covered": 0, "planned": 128, "uncovered": 128}
    assert answer["coverage"] == counts
    villages = answer["uncoveredVillages"]
    assert (villages["totalCount"], len(villages["edges"])) == (103, 3)
    first = villages["edges"][0]["node"]
    assert (first["name"], first["cover"]) == ("罕艾日克镇待定名村01", "PLANNED")
    plan = {"stage": "PLANNED", "donor": {"name": "黄村地区"}}
    assert first["pairings"]["edges"] == [{"node": plan}]


def test_counties(answers: Answers) -> None:
    groups = answers["02-counties"]["coverageBy"]
    counts = {each["division"]["name"]: each["coverage"]["planned"] for each in groups}
    assert counts == {"察哈尔右翼前旗": 21, "正镶白旗": 4, "和田县": 103}
    assert {each["coverage"]["rate"] for each in groups} == {0}


def test_search(answers: Answers) -> None:
    found = answers["03-search"]["parties"]
    assert found["totalCount"] == len(found["edges"]) == 5
    sought = next(edge["node"] for edge in found["edges"] if edge["node"]["key"] == "150926209")
    assert sought["name"] == "乌拉哈乌拉乡"
    assert sought["ancestors"][-1] == {"name": "察哈尔右翼前旗"}
    assert sought["coverage"] == {"total": 3, "planned": 3}


def test_pages(answers: Answers) -> None:
    page = answers["04-pages"]["pairings"]
    assert (page["totalCount"], len(page["edges"])) == (171, 50)
    assert page["pageInfo"]["hasNextPage"]
    lines = [edge["node"] for edge in page["edges"]]
    assert len({line["id"] for line in lines}) == 50
    assert lines[1]["source"] == "tasks-daxing-2020.xlsx 内蒙地区!7"
    assert (lines[1]["start"], lines[1]["startPrecision"]) == ("2020-02-25", "DAY")


def test_village(answers: Answers) -> None:
    village = answers["05-village"]["node"]
    assert (village["named"], village["deepPoverty"], village["donors"]) == (False, True, [])
    kinds = [each["kind"] for each in village["ancestors"]]
    assert kinds == ["PROVINCE", "PREFECTURE", "COUNTY", "TOWNSHIP"]
    assert village["pairings"]["totalCount"] == 1


def test_series(answers: Answers) -> None:
    points = answers["06-series"]["coverageSeries"]
    planned = {point["at"]: point["coverage"]["planned"] for point in points}
    assert planned == {"2019-10-01": 0, "2020-01-01": 0, "2020-04-01": 128}
    assert answers["06-series"]["coverageChange"] == {"gained": [], "lost": []}


def test_network(answers: Answers) -> None:
    network = answers["07-network"]["network"]
    assert network["truncated"]
    assert len(network["nodes"]) == 30
    near = {node["party"]["id"]: node["distance"] for node in network["nodes"]}
    assert near["Division:150926209"] == 0
    assert near["Division:110115004"] == near["Division:150926"] == 1
    assert {end["id"] for edge in network["edges"] for end in (edge["from"], edge["to"])} <= {*near}


def test_path(answers: Answers) -> None:
    path = answers["08-path"]["path"]
    names = [node["party"]["name"] for node in path["nodes"]]
    assert names == ["大兴区", "察哈尔右翼前旗", "乌拉哈乌拉乡"]
    assert [edge["kind"] for edge in path["edges"]] == ["PAIRING", "PART_OF"]


def test_register(answers: Answers) -> None:
    made = answers["09-register"]["registerPairing"]
    assert made["userErrors"] == []
    key = "110115004-150926209200"
    facts = {"id": f"Pairing:{key}", "key": key, "stage": "PLANNED", "start": "2020-07-01"}
    assert made["pairing"] == {**facts, "source": "2020年7月1日会议纪要", "version": 1}


def test_sign(answers: Answers) -> None:
    made = answers["10-sign"]["signPairing"]
    assert made["userErrors"] == []
    signed = made["pairing"]
    assert (signed["stage"], signed["start"]) == ("SIGNED", "2020-08-01")
    plan = {"id": "Pairing:110115004-150926106", "end": "2020-08-01"}
    assert signed["follows"] == plan


def test_hand_over(answers: Answers) -> None:
    made = answers["11-hand-over"]["handOverPairing"]
    assert made["userErrors"] == []
    assert made["pairing"]["donor"] == {"name": "石景山区"}
    before = {"id": "Pairing:110115-150926", "donor": {"name": "大兴区"}, "end": "2020-08-01"}
    assert made["pairing"]["follows"] == before
