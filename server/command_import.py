"""`jiedui import`: one ledger goes in, whole or, when asked, without its faulty rows."""

import argparse
import os
from contextlib import closing
from pathlib import Path

from graph.days import parse_day
from graph.errors import Invalid
from graph.export.refused import refused_sheets
from graph.registry.apart import read_apart
from graph.registry.database import Database
from graph.registry.importing import FORMS, Given, Order, import_ledger
from graph.registry.ledger_file import read_file
from graph.registry.report import Report
from server.command_ledger import FOUND, REFUSED, Ticker, print_report
from server.ledger import current_user
from server.output import say
from server.refused_workbook import refused_workbook


def run_import(options: argparse.Namespace) -> int:
    path, given = Path(options.file), _given(options)
    refused = Path(options.refused) if options.refused else None
    if refused is not None:
        _check_target(refused)
    order = Order(
        current_user(), options.dry_run, Ticker(), good_rows=options.good_rows, read=read_apart
    )
    with closing(Database(options.database)) as database:
        database.migrate()
        report = import_ledger(database, options.ledger, path, order, given)
    print_report(report, as_json=options.json)
    if refused is not None:
        _write_refused(options.ledger, path, report, refused)
    if not report.taken:
        return REFUSED
    return FOUND if report.faults else 0


def _given(options: argparse.Namespace) -> Given:
    """Only a task list can be told these."""
    district, start = getattr(options, "district", None), getattr(options, "start", None)
    return Given(district, parse_day(start) if start else None)


def _check_target(target: Path) -> None:
    """Before anything is imported: afterwards it would be too late to say no."""
    if target.suffix.lower() != ".xlsx":
        raise Invalid(f"被拒的行只能写成 .xlsx，不能写“{target.name}”")
    if not os.access(target.parent, os.W_OK) or target.is_dir():
        raise Invalid(f"写不了 {target}：没有这个文件夹，或没有写的权限")


def _write_refused(ledger: str, path: Path, report: Report, target: Path) -> None:
    if not report.left_out:
        say("没有被拒的行，未写文件")
        return
    sheets = refused_sheets(
        read_file(path, read_apart), FORMS[ledger], report.left_out, report.faults
    )
    try:
        target.write_bytes(refused_workbook(sheets))
    except OSError as error:
        raise Invalid(f"写不了 {target}：{error.strerror}") from error
    say(f"被拒的 {len(report.left_out)} 行和问题写在 {target}，改好后可再导入")
