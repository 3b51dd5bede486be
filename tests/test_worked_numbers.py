"""What the worked examples about dependence, withdrawal and proposals answer on the sample."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from asking import answer

from graph.network.live import Network
from schema.worked import examples


def answered(network: Network, name: str) -> Any:
    (example,) = [one for one in examples() if one.name == name]
    found = answer(example.document, network.snapshot, **json.loads(example.variables))
    assert "errors" not in found
    return found["data"]


def test_task_list_is_a_plan_so_nothing_hangs_on_anybody(sample_network: Network) -> None:
    found = answered(sample_network, "12-dependence")
    assert found == {"coverage": {"total": 128, "covered": 0, "planned": 128}, "dependence": []}
    assert answered(sample_network, "13-withdrawal") == {"withdrawal": []}


def test_before_the_task_list_nobody_had_stated_what_it_offers(sample_network: Network) -> None:
    found = answered(sample_network, "14-proposal")["proposal"]
    assert (found["totalCost"], found["pairings"]) == (0, [])
    reasons = Counter(one["reason"] for one in found["unassigned"])
    assert reasons == {"NO_CAPACITY_OFFERED": 21}
