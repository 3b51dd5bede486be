"""GraphQL after naming: the old key and id are the village's."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from folders import snapshot_of
from naming_places import SAIHAN, TOWNSHIP, XIGOU, places, unnamed

from graph.network.snapshot import Snapshot
from graph.registry.database import Database
from graph.registry.naming_desk import name_villages


@pytest.fixture
def network(database: Database, tmp_path: Path) -> Snapshot:
    places(database, tmp_path)
    name_villages(database, "tests", [(unnamed(1), SAIHAN), (unnamed(2), XIGOU)])
    return snapshot_of(database)


def test_old_key_and_id_lead_to_the_village(network: Snapshot) -> None:
    query = """query Old($key: String!, $id: ID!) {
      party(key: $key) { id key name ... on Division { named } pairings { edges { node { key } } } }
      node(id: $id) { id ... on Division { key aliases } }
    }"""
    found = ask(query, network, key=unnamed(1), id=f"Division:{unnamed(1)}")
    assert found["party"] == {
        "id": f"Division:{SAIHAN}",
        "key": SAIHAN,
        "name": "赛汉村村委会",
        "named": True,
        "pairings": {"edges": [{"node": {"key": "P5"}}, {"node": {"key": "P3"}}]},
    }
    assert found["node"] == {
        "id": f"Division:{SAIHAN}",
        "key": SAIHAN,
        "aliases": ["乌拉哈乌拉乡待定名村01"],
    }


def test_lists_hold_the_village_once(network: Snapshot) -> None:
    query = """query Villages($within: String!) {
      uncoveredVillages(within: $within, first: 50) { totalCount edges { node { key named } } }
    }"""
    listed = ask(query, network, within=TOWNSHIP)["uncoveredVillages"]
    # 赛汉村 is covered by what was signed for it while it had no name.
    assert listed["totalCount"] == 3
    assert {edge["node"]["key"]: edge["node"]["named"] for edge in listed["edges"]} == {
        XIGOU: True,
        unnamed(3): False,
        unnamed(4): False,
    }
