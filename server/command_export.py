"""Commands that write workbooks: a ledger as it stands, or an empty form of it."""

import argparse
from dataclasses import replace
from pathlib import Path

from graph.days import number_of, parse_date
from graph.export.ledgers import ledger_table, template
from graph.export.table import Table
from server.command_questions import read_snapshot, read_within
from server.output import print_json, say
from server.workbooks import save_table


def run_export(options: argparse.Namespace) -> int:
    snapshot = read_snapshot(options)
    day = number_of(parse_date(options.at)) if options.at else None
    table = ledger_table(snapshot, options.ledger, read_within(snapshot, options), day)
    return _save(replace(table, demo=snapshot.demo), options)


def run_template(options: argparse.Namespace) -> int:
    return _save(template(options.ledger), options)


def _save(table: Table, options: argparse.Namespace) -> int:
    save_table(table, Path(options.file))
    for notice in table.notices:
        say(f"注意：{notice}")
    if options.json:
        print_json({"file": options.file, "rows": len(table.rows), "notices": list(table.notices)})
    else:
        say(f"已写入 {options.file}：{table.name}，{len(table.rows)} 行")
    return 0
