"""One example of each field that can be asked for, and of each change, in `split_ledger`.

A field without an example fails the matrix, which names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from route_sample import Rule, donates, pairs

Variables = Mapping[str, object]

QUERIES: Mapping[str, str] = {
    "node": '{ node(id: "Division:150926") { id } }',
    "party": '{ party(key: "E1") { id } }',
    "division": '{ division(code: "150926") { id } }',
    "parties": "{ parties { totalCount } }",
    "pairings": "{ pairings { totalCount } }",
    "pairing": '{ pairing(key: "P1") { id } }',
    "demo": "{ demo }",
    "coverage": "{ coverage { total } }",
    "coverageBy": "{ coverageBy(grouping: PROVINCE) { coverage { total } } }",
    "uncoveredVillages": "{ uncoveredVillages { totalCount } }",
    "coverageSeries": '{ coverageSeries(from: "2020-01-01", to: "2020-06-30") { at } }',
    "coverageChange": '{ coverageChange(from: "2020-01-01", to: "2020-06-30") { gained { key } } }',
    "dependence": "{ dependence(grouping: DISTRICT) { villages } }",
    "withdrawal": '{ withdrawal(donors: ["Division:110115"]) { key } }',
    "lostVillages": '{ lostVillages(donors: ["Division:110115"]) { village { key } fallsTo } }',
    "participation": "{ participation { counts { paired } } }",
    "participants": "{ participants { totalCount } }",
    "institutionCoverage": "{ institutionCoverage { counts { paired } } }",
    "institutions": "{ institutions { totalCount } }",
    "proposal": "{ proposal { totalCost } }",
    "network": '{ network(center: "Division:150926") { nodes { distance } } }',
    "sharedCounties": "{ sharedCounties { districts { key } pairs { counties { key } } } }",
    "components": "{ components { parties } }",
    "bridges": '{ bridges(within: "150927201#02", at: "2020-06-30") { donorSide } }',
    "betweenness": "{ betweenness { share } }",
    "path": '{ path(from: "Division:110115", to: "Division:150926") { nodes { distance } } }',
}
"""By the field of Query; each asks for something that is there."""


class Change(NamedTuple):
    """`arguments` by a thing of 大兴区 and by the same of 怀柔区."""

    things: tuple[str, str]
    arguments: Mapping[str, str]
    rule: Rule = pairs


SEEN = 'id: "Pairing:{key}", version: 1'
MUTATIONS: Mapping[str, Change] = {
    "registerPairing": Change(
        ("110115006", "110116002"),
        {
            key: f'input: {{ donor: "Division:{key}", recipient: "Division:{recipient}"'
            ', stage: PLANNED, source: "清单" }'
            for key, recipient in (("110115006", "150926201201"), ("110116002", "150927201201"))
        },
        donates,
    ),
    "amendPairing": Change(
        ("P2", "Q2"),
        {key: f'input: {{ {SEEN.format(key=key)}, note: "n" }}' for key in ("P2", "Q2")},
    ),
    "signPairing": Change(
        ("P2", "Q2"), {key: f'{SEEN.format(key=key)}, day: "2020-06-01"' for key in ("P2", "Q2")}
    ),
    "endPairing": Change(
        ("P2", "Q2"), {key: f'{SEEN.format(key=key)}, end: "2020-06-01"' for key in ("P2", "Q2")}
    ),
    "handOverPairing": Change(
        ("P2", "Q2"),
        {
            key: f'{SEEN.format(key=key)}, donor: "Division:{taker}", day: "2020-06-01"'
            for key, taker in (("P2", "110115006"), ("Q2", "110116002"))
        },
    ),
}
"""By the field of Mutation."""


def document(field: str, thing: str) -> str:
    arguments = MUTATIONS[field].arguments[thing]
    return f"mutation {{ {field}({arguments}) {{ pairing {{ key }} userErrors {{ code }} }} }}"
