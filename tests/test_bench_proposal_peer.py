"""The peer of the benchmark of proposals solves the same problem."""

from __future__ import annotations

import proposal_peer as peer
import pytest
from proposal_networks import VIEW, generated, small

from graph.analysis.proposal import propose
from graph.network.build import assemble


@pytest.mark.parametrize("seed", range(12))
def test_network_simplex_over_districts_reaches_the_same_number_and_cost(seed: int) -> None:
    snapshot = generated(seed, 60, 25, counties=3).snapshot()
    found = propose(snapshot, VIEW)
    network = peer.build(snapshot, VIEW)
    assert peer.solve(network) == (len(found.pairings), found.total_cost)
    assert network.villages == len(found.pairings) + len(found.unassigned)


def test_small_ledger_and_an_empty_one() -> None:
    assert peer.solve(peer.build(small().ledger.snapshot(), VIEW)) == (4, 81)
    assert peer.solve(peer.build(assemble([], []), VIEW)) == (0, 0)
