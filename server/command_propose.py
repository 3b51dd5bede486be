"""The command that proposes who could take villages."""

import argparse

from graph.analysis.proposal import Proposal, propose
from graph.network.snapshot import Snapshot
from server.command_questions import named, read_snapshot, read_view, read_within
from server.output import Json, print_json, print_table, tell


def run_propose(options: argparse.Namespace) -> int:
    snapshot = read_snapshot(options)
    found = propose(snapshot, read_view(options), read_within(snapshot, options))
    if options.json:
        print_json(_told(snapshot, found))
    else:
        _print_proposal(snapshot, found)
    return 0


def _told(snapshot: Snapshot, found: Proposal) -> dict[str, Json]:
    """The fields of the contract's Proposal."""
    return {
        "pairings": [
            {
                "donor": named(snapshot, one.donor),
                "village": named(snapshot, one.village),
                "cost": one.cost,
                "reason": one.reason,
            }
            for one in found.pairings
        ],
        "unassigned": [
            {"village": named(snapshot, one.village), "reason": one.reason.name}
            for one in found.unassigned
        ],
        "totalCost": found.total_cost,
    }


def _print_proposal(snapshot: Snapshot, found: Proposal) -> None:
    key, name = snapshot.parties.key, snapshot.parties.name
    heads = ("编码", "村", "拟请的支援方", "远近", "说明")
    rows: list[tuple[object, ...]] = [
        (key(one.village), name(one.village), name(one.donor), one.near.chinese, one.reason)
        for one in found.pairings
    ]
    rows += [
        (key(one.village), name(one.village), "—", None, one.reason.chinese)
        for one in found.unassigned
    ]
    print_table(heads, rows)
    tell(f"{len(found.pairings)} 个村可以找到支援方，{len(found.unassigned)} 个找不到")
