"""Ledgers for tests: a small place, files of rows, and importing them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from folders import ME, load, snapshot_of

from graph.export.ledgers import ledger_table
from graph.registry.database import Database
from graph.registry.importing import import_ledger
from graph.registry.report import Report
from server.workbooks import save_table

LEDGERS = ("tasks", "pairings", "villages", "organisations")
FORMS = (".xlsx", ".csv")
PAIRINGS = (
    "编号,支援方,支援方所在区,受援方,受援县,受援乡镇,阶段,起始日期,截止日期,"
    "协议编号,责任单位,帮扶渠道,备注"
)
VILLAGES = "县,乡镇,村,类别,认定日期,退出日期,备注"
ORGANISATIONS = "名称,类型,所在区县,所在乡镇街道,统一社会信用代码,可结对村数,备注"
HEADS = {"pairings": PAIRINGS, "villages": VILLAGES, "organisations": ORGANISATIONS}


def bare(database: Database, path: Path) -> Database:
    """Two towns, one township with two villages, two organisations; nothing is paired or poor."""
    files = dict.fromkeys(("designations.csv", "unnamed_villages.csv", "pairings.csv"))
    assert load(database, path / "bare", files).faults == []
    return database


def written(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def take(
    database: Database, path: Path, ledger: str, *rows: str, head: str | None = None
) -> Report:
    """Imports rows, given as in a CSV file, under the ledger's headings."""
    text = "\n".join((head or HEADS[ledger], *rows)) + "\n"
    file = path / f"{ledger}.csv"
    file.write_text(text, encoding="utf-8")
    return import_ledger(database, ledger, file, ME)


def export(
    database: Database, path: Path, ledger: str, form: str = ".csv", day: int | None = None
) -> Path:
    """What the ledger holds, as a file."""
    file = path / f"out-{ledger}{form}"
    save_table(ledger_table(snapshot_of(database), ledger, None, day), file)
    return file


def take_file(database: Database, ledger: str, file: Path) -> Report:
    return import_ledger(database, ledger, file, ME)


def counts(report: Report) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused."""
    return report.new, report.changed, report.unchanged, report.refused


def faults(report: Report) -> list[tuple[str, str]]:
    """Cell and message of each."""
    return [(fault.place.partition("!")[2], fault.message) for fault in report.faults]
