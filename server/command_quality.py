"""The data-quality board on the command line: each check with how much it finds."""

import argparse

from graph.analysis.quality import board
from server.command_questions import read_snapshot, read_view, read_within
from server.output import Json, print_json, print_table, say


def run_quality(options: argparse.Namespace) -> int:
    """Findings are work to do and no fault of the ledger, so the exit status is 0 with them."""
    snapshot = read_snapshot(options)
    found = board(snapshot, read_view(options), read_within(snapshot, options))
    if options.json:
        counts: list[dict[str, Json]] = [
            {"code": check.code, "title": check.title, "count": number} for check, number in found
        ]
        print_json({"checks": counts})
        return 0
    rows = [
        (check.title, f"{number} {check.about.value}" if number else "无", check.mend)
        for check, number in found
    ]
    print_table(("检查", "发现", "怎样改"), rows)
    say(f"{len(found)} 项检查，{sum(number > 0 for _, number in found)} 项要看")
    return 0
