"""How near a proposed donor stands, and how much it holds then, against the contract's words."""

from __future__ import annotations

from collections import Counter

import pytest
from proposal_networks import VIEW, Definition, generated

from graph.analysis.proposal import Nearness, propose

TIES = {0: Nearness.TOWNSHIP, 10: Nearness.COUNTY, 20: Nearness.DISTRICT}


@pytest.mark.parametrize("seed", range(1, 7))
def test_cost_is_nearness_and_what_is_held(seed: int) -> None:
    ledger = generated(seed, 30, 20, counties=3)
    snapshot, rules = ledger.snapshot(), Definition(ledger)
    key = snapshot.parties.key
    added: Counter[str] = Counter()
    pairings = propose(snapshot, VIEW).pairings
    assert pairings
    for one in pairings:
        donor = key(one.donor)
        added[donor] += 1
        assert one.near is TIES[rules.tie(donor, key(one.village))]
        assert one.held_then == rules.held(donor) + added[donor]
