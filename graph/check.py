"""What can be verified of a ledger: the audit, the constraints, the snapshot, the figures.

A finding means that the ledger is not as it should be. A remark tells of documents that disagree
with themselves; the ledger keeps what they say.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

from sqlalchemy import Connection, func, select, text

from graph.days import ALWAYS
from graph.network.reading import read_snapshot
from graph.network.snapshot import NOWHERE, Figures, PrintedRate, Snapshot
from graph.registry.audit import Head, broken_links, holds_head
from graph.registry.database import Database, rows
from graph.registry.tables import WORKING, audit, designation, metadata, pairing, party
from graph.words import Stage

SAME_RATE = 0.02
"""Two printed rates follow from their persons when the populations implied differ by less."""


class Verdict(Enum):
    """How a check ended."""

    RIGHT = "对"
    REMARK = "注意"
    FINDING = "有误"


@dataclass(frozen=True, slots=True)
class Result:
    """One thing verified: what, where, and how it ended."""

    check: str
    place: str
    verdict: Verdict
    message: str


def check_ledger(database: Database, head: Head | None = None) -> list[Result]:
    """Every check, in order. Reads all of the ledger. `head` is the end that the audit's chain had
    once, kept elsewhere since."""
    results: list[Result] = []
    with database.read() as connection:
        snapshot = read_snapshot(connection)
        results += _whole("审计链", broken_links(connection), _audited(connection))
        if head is not None:
            results += _whole("留存的末端", _lost_head(connection, head), f"第 {head.seq} 行未变")
        results += _whole("账与审计", _unaudited(connection), "每一行都如审计所记")
        results += _whole("外键", _broken_references(connection), "每一处引用都有所指")
        results += _whole("快照", _differences(connection, snapshot), _sizes(snapshot))
        results += _whole("结对不重叠", _overlaps(snapshot), "同一支援方与受援方没有重叠")
    for check in (_causes, _rates):
        results += _of_figures(snapshot, check)
    return results


def _whole(check: str, faults: Iterator[str], message: str) -> list[Result]:
    found = [Result(check, "台账", Verdict.FINDING, fault) for fault in faults]
    return found or [Result(check, "台账", Verdict.RIGHT, message)]


def _audited(connection: Connection) -> str:
    rows = connection.scalar(select(func.count()).select_from(audit)) or 0
    return f"{rows} 行审计记录首尾相接"


def _lost_head(connection: Connection, head: Head) -> Iterator[str]:
    if not holds_head(connection, head):
        yield f"审计记录第 {head.seq} 行的哈希与留存的不同：这一行或之前的记录被换过"


def _unaudited(connection: Connection) -> Iterator[str]:
    """Rows that are not what the audit says they became, table by table."""
    for table in metadata.sorted_tables:
        if table.name in ("audit", "setting", *WORKING):
            continue
        told = _told(connection, table.name)
        for row in rows(connection, select(table)):
            fields = told.pop(row.id, None)
            if fields is None:
                yield f"{table.name} 表第 {row.id} 行不在审计记录里"
            elif any(_written(row._mapping[name]) != value for name, value in fields.items()):
                yield f"{table.name} 表第 {row.id} 行与审计记录不符"
        yield from (f"{table.name} 表第 {row_id} 行不见了" for row_id in told)


def _told(connection: Connection, subject: str) -> dict[int, dict[str, object]]:
    """What the audit says each row of a table has become, by id."""
    told: dict[int, dict[str, object]] = {}
    entries = select(audit.c.subject_id, audit.c.after).where(audit.c.subject == subject)
    for row_id, after in rows(connection, entries.order_by(audit.c.seq)):
        told.setdefault(row_id, {"retracted": 0} if subject != "source" else {})
        told[row_id].update(json.loads(after))
    return told


def _written(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def _sizes(snapshot: Snapshot) -> str:
    return f"{len(snapshot.parties)} 个主体、{len(snapshot.pairings)} 条结对与数据库一致"


def _broken_references(connection: Connection) -> Iterator[str]:
    """PostgreSQL has no foreign key that it did not verify; SQLite can be written without."""
    if connection.dialect.name == "sqlite":
        for table, row, target, _ in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"{table} 表第 {row} 行所指的 {target} 不存在"


def _differences(connection: Connection, snapshot: Snapshot) -> Iterator[str]:
    """The snapshot's rows, counted against SQL's."""
    held = {
        party: len(snapshot.parties) + len(snapshot.parties.resolved),
        pairing: len(snapshot.pairings),
        designation: len(snapshot.designations.id.at),
    }
    for table, count in held.items():
        statement = select(func.count()).select_from(table).where(table.c.retracted == 0)
        counted = connection.scalar(statement)
        if counted != count:
            yield f"{table.name}：快照里 {count} 行，数据库里 {counted} 行"


def _overlaps(snapshot: Snapshot) -> Iterator[str]:
    """Uncancelled pairings of one donor and recipient, in the order of their starts."""
    pairings = snapshot.pairings
    latest, holder = ALWAYS, NOWHERE
    for row in pairings.by_recipient.at:
        if pairings.stage.at[row] == Stage.CANCELLED:
            continue
        if holder == NOWHERE or _ends(snapshot, row) != _ends(snapshot, holder):
            latest = ALWAYS
        elif pairings.start.at[row] < latest:
            yield f"时间重叠：{'、'.join(sorted([pairings.key(holder), pairings.key(row)]))}"
        if pairings.end.at[row] > latest:
            latest, holder = pairings.end.at[row], row


def _ends(snapshot: Snapshot, row: int) -> tuple[int, int]:
    return snapshot.pairings.donor.at[row], snapshot.pairings.recipient.at[row]


def _of_figures(
    snapshot: Snapshot, check: Callable[[str, Figures], Iterator[Result]]
) -> Iterator[Result]:
    names = snapshot.parties.text.name
    for division_id, figures in snapshot.figures.items():
        yield from check(names[division_id], figures)


def _causes(name: str, figures: Figures) -> Iterator[Result]:
    """The causes of a year add up to what is counted for the year."""
    for counted in figures.poverty:
        causes = [cause for cause in figures.causes if cause.year == counted.year]
        if not causes:
            continue
        sums = (sum(c.households for c in causes), sum(c.persons for c in causes))
        totals = (counted.households, counted.persons)
        added = f"{len(causes)} 类致贫原因合计 {sums[0]} 户 {sums[1]} 人"
        if sums == totals:
            yield Result(
                "致贫原因", f"{name} {counted.year}", Verdict.RIGHT, f"{added}，与总数相符"
            )
        else:
            total = f"总数是 {totals[0]} 户 {totals[1]} 人"
            yield Result("致贫原因", f"{name} {counted.year}", Verdict.REMARK, f"{added}，{total}")


def _rates(name: str, figures: Figures) -> Iterator[Result]:
    """Printed rates imply a population; two of one place should imply about the same."""
    rates = [rate for rate in figures.rates if rate.persons and rate.incidence]
    for earlier, later in pairwise(rates):
        implied = [_population(rate) for rate in (earlier, later)]
        said = "，".join(f"{rate.incidence}%（{rate.persons} 人）" for rate in (earlier, later))
        if abs(implied[0] - implied[1]) <= SAME_RATE * max(implied):
            yield Result("贫困发生率", name, Verdict.RIGHT, f"{said}，与人数相符")
        else:
            yield Result(
                "贫困发生率",
                name,
                Verdict.REMARK,
                f"{said}，与人数不符：所推总人口 {implied[0]:.0f} 与 {implied[1]:.0f}，照录未改",
            )


def _population(rate: PrintedRate) -> float:
    assert rate.persons is not None
    return rate.persons / rate.incidence * 100
