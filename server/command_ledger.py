"""Commands that write the ledger or verify it."""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing

from graph.check import Result, Verdict, check_ledger
from graph.errors import Fault
from graph.registry.apart import read_apart
from graph.registry.audit import chain_head, parse_head
from graph.registry.database import Database
from graph.registry.importing import Order, load_folder
from graph.registry.report import Report
from graph.registry.samples import data_set
from graph.registry.subjects import SUBJECTS
from server.ledger import current_user
from server.notice_lines import notice_lines
from server.output import Json, print_json, say
from server.settings import setting

DONE, FOUND, REFUSED = 0, 1, 2


class Ticker:
    """Says now and then how far a long import has got."""

    def __init__(self, every: float = 1.0) -> None:
        self._every = every
        self._said = time.monotonic()

    def __call__(self, what: str, rows: int) -> None:
        now = time.monotonic()
        if now - self._said < self._every:
            return
        self._said = now
        say(f"  读入 {what}：{rows} 行" if rows else f"  写入 {SUBJECTS[what]}")


def run_load(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.migrate()
        database.choose_donor_side(setting("JIEDUI_DONOR_SIDE"))
        if options.if_empty and not database.is_empty():
            say("台账里已有数据，未装入")
            return DONE
        order = Order(current_user(), options.dry_run, Ticker(), read=read_apart)
        with data_set(options.folder) as folder:
            report = load_folder(database, folder, order)
    print_report(report, as_json=options.json)
    return DONE if report.taken else REFUSED


def print_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        print_json(report_told(report))
    else:
        _print_words(report)


def report_told(report: Report) -> dict[str, Json]:
    """The contract's report, for programs."""
    return {
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "faults": [_fault(fault) for fault in report.faults],
        "notices": list(report.notices),
        "taken": report.taken and not report.dry_run,
    }


def _fault(fault: Fault) -> dict[str, Json]:
    return {
        "place": fault.place,
        "value": fault.value,
        "message": fault.message,
        "suggestion": fault.suggestion,
    }


def _print_words(report: Report) -> None:
    for fault in report.faults:
        print(fault)
    for line in notice_lines(report.notices):
        say(f"注意：{line}")
    counts = f"新增 {report.new} 行，改动 {report.changed} 行，不变 {report.unchanged} 行"
    if report.faults:
        end = f"只收无误的：{counts}" if report.taken else "未作任何改动"
        faults = f"共 {len(report.faults)} 处错误（{report.refused} 行）"
        print(f"{faults}，{end}", file=sys.stderr)
    if report.taken:
        print(f"试运行，未写入：{counts}" if report.dry_run else counts)


def run_check(options: argparse.Namespace) -> int:
    with closing(Database(options.database)) as database:
        database.require_current()
        results = check_ledger(database, parse_head(options.head) if options.head else None)
        with database.read() as connection:
            head = chain_head(connection)
    found = any(result.verdict is Verdict.FINDING for result in results)
    if options.json:
        checks: list[Json] = [_check(result) for result in results]
        print_json({"ok": not found, "head": str(head), "checks": checks})
    else:
        _print_checks(results)
        print(f"审计链的末端：{head}")
    return FOUND if found else DONE


def _check(result: Result) -> dict[str, Json]:
    return {
        "check": result.check,
        "place": result.place,
        "verdict": result.verdict.name.lower(),
        "message": result.message,
    }


def _print_checks(results: Sequence[Result]) -> None:
    for result in results:
        print(f"{result.verdict.value}　{result.check}　{result.place}：{result.message}")
    counts = [sum(result.verdict is verdict for result in results) for verdict in Verdict]
    print(f"共 {len(results)} 项：{counts[0]} 项对，{counts[1]} 项注意，{counts[2]} 项有误")
