"""What is asked, in the words of each server, and what of the answers must be equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wording import (
    OUR_PAIRINGS,
    SQL_PAIRINGS,
    Answer,
    Facts,
    Question,
    Variables,
    Wording,
    edges,
    nodes,
    pairing_facts,
    party_facts,
    word,
)

AT = "2024-06-30"
DAYS: Sequence[Variables] = ({"at": AT}, {"at": "2026-06-30"})
"""On the first some pairings have not begun, on the second some have ended."""
COUNTY = "150200"
CENTERS = {"S": "150201", "M": "150252106207"}
"""Around which there are 1,000 nodes; at Beijing's size with 1,464 edges, the most of 900 tried."""
NODES, HOPS = 1_000, 4


def questions(center: str, keys: Sequence[str], node_ids: Sequence[str]) -> list[Question]:
    """`keys` are those of divisions to ask for singly, `node_ids` PostGraphile's ids of them."""
    return [uncovered_page(), county(), coverage(), one_node(keys, node_ids), network(center)]


def uncovered_page() -> Question:
    def facts(villages: Sequence[Any], more: bool, rows: Callable[[Answer], list[Any]]) -> Facts:
        return more, [
            (
                *(village["key"], village["name"], word(village["cover"])),
                *(village["parent"]["key"], village["parent"]["name"]),
                *(village["parent"]["parent"]["key"], village["parent"]["parent"]["name"]),
                pairing_facts(rows(village["pairings"])),
            )
            for village in villages
        ]

    def read_ours(data: Any) -> Facts:
        found = data["uncoveredVillages"]
        return facts(edges(found), found["pageInfo"]["hasNextPage"], edges)

    def read_sql(data: Any) -> Facts:
        found = data["uncoveredVillages"]
        return facts(nodes(found), found["pageInfo"]["hasNextPage"], nodes)

    above = "key name parent { key name parent { key name } }"
    ours = f"""
query Uncovered($at: Date!) {{
  uncoveredVillages(at: $at, first: 50) {{
    pageInfo {{ hasNextPage endCursor }}
    edges {{ node {{ {above} cover(at: $at) {OUR_PAIRINGS} }} }}
  }}
}}"""
    above = above.replace("parent {", "parent: partyByParentId {")
    sql = f"""
query Uncovered($at: Date!) {{
  uncoveredVillages(at: $at, first: 50) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ {above} cover(at: $at) {SQL_PAIRINGS} }}
  }}
}}"""
    return Question(
        "Q1",
        "50 uncovered villages, with township, county, pairings and their donors",
        Wording(ours, DAYS, read_ours),
        Wording(sql, DAYS, read_sql),
    )


def county() -> Question:
    def facts(found: Answer, rows: Callable[[Answer], list[Any]]) -> Facts:
        return found["key"], [
            (
                *(township["key"], township["name"]),
                [
                    (village["key"], village["name"], pairing_facts(rows(village["pairings"])))
                    for village in rows(township["children"])
                ],
            )
            for township in rows(found["children"])
        ]

    ours = f"""
query County($code: String!) {{
  county: division(code: $code) {{
    key name
    children(first: 25) {{ edges {{ node {{
      key name
      children(first: 100) {{ edges {{ node {{ key name {OUR_PAIRINGS} }} }} }}
    }} }} }}
  }}
}}"""
    sql = f"""
query County($code: String!) {{
  county: partyByKey(key: $code) {{
    key name
    children: partiesByParentId(first: 25, orderBy: KEY_ASC) {{ nodes {{
      key name
      children: partiesByParentId(first: 100, orderBy: KEY_ASC) {{
        nodes {{ key name {SQL_PAIRINGS} }}
      }}
    }} }}
  }}
}}"""
    return Question(
        "Q2",
        "a county with 25 townships, their villages, pairings and donors",
        Wording(ours, [{"code": COUNTY}], lambda data: facts(data["county"], edges)),
        Wording(sql, [{"code": COUNTY}], lambda data: facts(data["county"], nodes)),
    )


COUNTS = "total covered planned townshipOnly countyOnly none soleDonor"


def coverage() -> Question:
    def read_ours(data: Any) -> Facts:
        return [
            (one["division"]["key"], one["division"]["name"], counts(one["coverage"]))
            for one in data["coverageBy"]
        ]

    def read_sql(data: Any) -> Facts:
        found = nodes(data["coverageByCounty"])
        return [(one["countyKey"], one["countyName"], counts(one)) for one in found]

    def counts(one: Answer) -> list[int]:
        return [one[name] for name in COUNTS.split()]

    ours = f"""
query Coverage($at: Date!) {{
  coverageBy(grouping: COUNTY, at: $at) {{
    division {{ key name }}
    coverage {{ {COUNTS} }}
  }}
}}"""
    sql = f"""
query Coverage($at: Date!) {{
  coverageByCounty(at: $at) {{ nodes {{ countyKey countyName {COUNTS} }} }}
}}"""
    return Question(
        "Q3",
        "coverage of every county",
        Wording(ours, DAYS, read_ours),
        Wording(sql, DAYS, read_sql),
    )


def one_node(keys: Sequence[str], node_ids: Sequence[str]) -> Question:
    def read(data: Any) -> Facts:
        return party_facts(data["node"]), data["node"]["parent"]["key"]

    ours = """
query Node($id: ID!) {
  node(id: $id) { id ... on Division { key name kind parent { key name } } }
}"""
    sql = """
query Node($id: ID!) {
  node(id: $id) {
    id ... on Party { key name kind parent: partyByParentId { key name } }
  }
}"""
    return Question(
        "Q4",
        "one node by its id",
        Wording(ours, [{"id": f"Division:{key}"} for key in keys], read),
        Wording(sql, [{"id": node_id} for node_id in node_ids], read),
    )


def network(center: str) -> Question:
    asked: Variables = {"center": center, "hops": HOPS, "at": AT, "limit": NODES}

    def read_ours(data: Any) -> Facts:
        found = data["network"]
        parties = [(node["distance"], *party_facts(node["party"])) for node in found["nodes"]]
        joined = sorted(
            (
                *(edge["from"]["key"], edge["to"]["key"]),
                edge["pairing"]["key"] if edge["kind"] == "PAIRING" else "",
                word(edge["pairing"]["stage"]) if edge["kind"] == "PAIRING" else "",
            )
            for edge in found["edges"]
        )
        return found["truncated"], parties, joined

    def read_sql(data: Any) -> Facts:
        found = data["surroundings"]
        parties = [(node["distance"], *party_facts(node)) for node in found["nodes"]]
        joined = sorted(
            (
                *(edge["fromKey"], edge["toKey"]),
                edge["pairingKey"] or "",
                word(edge["stage"] or ""),
            )
            for edge in found["edges"]
        )
        return found["truncated"], parties, joined

    ours = """
query Network($center: ID!, $hops: Int!, $at: Date!, $limit: Int!) {
  network(center: $center, hops: $hops, at: $at, limit: $limit) {
    truncated
    nodes { distance party { key name kind } }
    edges { kind from { key } to { key } pairing { key stage } }
  }
}"""
    sql = """
query Network($center: String!, $hops: Int!, $at: Date!, $limit: Int!) {
  surroundings(center: $center, hops: $hops, at: $at, maximum: $limit) {
    truncated
    nodes { distance key name kind }
    edges { fromKey toKey pairingKey stage }
  }
}"""
    return Question(
        "Q5",
        "a network of 1,000 nodes and some 1,500 edges",
        Wording(ours, [{**asked, "center": f"Division:{center}"}], read_ours),
        Wording(sql, [asked], read_sql),
    )
