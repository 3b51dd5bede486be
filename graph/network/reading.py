"""Reading the rows of a snapshot from SQL, all of them or those that the audit names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    Table,
    and_,
    case,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from graph.network.build import build_designations, build_pairings, build_parties
from graph.network.rows import AliasRow, DesignationColumns, PairingColumns, PartyColumns, gathered
from graph.network.snapshot import (
    Cause,
    Claim,
    Figures,
    Poverty,
    PrintedRate,
    Resolved,
    Snapshot,
)
from graph.registry.database import rows
from graph.registry.demo_mark import is_demo
from graph.registry.tables import (
    alias,
    audit,
    capacity,
    cause,
    claim,
    designation,
    pairing,
    party,
    poverty,
    printed_rate,
    source,
)
from graph.words import Measure


def read_snapshot(connection: Connection) -> Snapshot:
    """The whole ledger as this connection sees it."""
    parties = build_parties(
        gathered(PartyColumns(), _chunks(connection, select_parties())),
        (AliasRow(*row) for row in rows(connection, select_aliases())),
        (Resolved(*row) for row in connection.execute(select_resolved())),
    )
    pairings = gathered(PairingColumns(), _chunks(connection, select_pairings()))
    designations = gathered(DesignationColumns(), _chunks(connection, select_designations()))
    return Snapshot(
        last_change(connection),
        parties,
        build_pairings(pairings, parties),
        build_designations(designations, parties),
        read_figures(connection),
        is_demo(connection),
    )


def last_change(connection: Connection) -> int:
    """The number of the last audit row; 0 for an empty ledger."""
    return connection.scalar(select(func.max(audit.c.seq))) or 0


def _chunks(connection: Connection, statement: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    result = connection.execute(statement.execution_options(yield_per=20_000))
    yield from result.partitions()


def select_parties() -> Select[Any]:
    """In the order of PartyRow's fields; without those for which another party stands."""
    p = party.c
    offered = and_(capacity.c.party_id == p.id, capacity.c.retracted == 0)
    return (
        select(
            *(p.id, p.key, p.kind, p.side, p.name, p.parent_id, p.code, p.named),
            *(_spelled(party), capacity.c.villages),
        )
        .select_from(party.outerjoin(capacity, offered))
        .where(p.retracted == 0, p.resolved_to_id.is_(None))
    )


def select_resolved() -> Select[Any]:
    """In the order of Resolved's fields."""
    p = party.c
    chosen = select(p.id, p.key, p.name, p.parent_id, p.resolved_to_id)
    return chosen.where(p.retracted == 0, p.resolved_to_id.is_not(None))


def select_aliases() -> Select[Any]:
    a = alias.c
    return select(a.party_id, a.alias, _spelled(alias)).where(a.retracted == 0)


def select_pairings() -> Select[Any]:
    """In the order of PairingRow's fields."""
    p = pairing.c
    return (
        select(
            *(p.id, p.key, p.donor_id, p.recipient_id, p.stage, *_span(pairing)),
            *(p.lead_id, p.partner_id, p.programme, p.negotiating_villages, p.agreement),
            *(p.note, p.follows_id, cited(), p.version),
        )
        .select_from(pairing.join(source, source.c.id == p.source_id))
        .where(p.retracted == 0)
    )


def select_designations() -> Select[Any]:
    """In the order of DesignationRow's fields."""
    d = designation.c
    return select(d.id, d.village_id, d.kind, *_span(designation)).where(d.retracted == 0)


def _spelled(table: Table) -> ColumnElement[str]:
    return table.c.pinyin + "\n" + table.c.initials


def cited() -> ColumnElement[str]:
    """A source as one text: the document, and the place in it when there is one."""
    s = source.c
    return case((s.place == "", s.document), else_=s.document + " " + s.place)


def _span(table: Table) -> Sequence[ColumnElement[Any]]:
    t = table.c
    bounds = (day_number(t.start_day), day_number(t.end_day))
    return (*bounds, t.start_precision, t.end_precision)


class day_number(FunctionElement[int]):
    """Days since 1970-01-01, reckoned by the database; NULL stays NULL."""

    type = Integer()
    inherit_cache = True


@compiles(day_number, "sqlite")
def _in_sqlite(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **options)}) - 2440587.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _in_postgresql(element: day_number, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} - DATE '1970-01-01')"


def read_figures(connection: Connection) -> dict[int, Figures]:
    """Figures by the id of their division, each list by year."""
    divisions = {
        row.division_id
        for table in (poverty, printed_rate, cause, claim)
        for row in connection.execute(select(table.c.division_id).where(table.c.retracted == 0))
    }
    counts = _cited_by_division(connection, poverty, POVERTY)
    rates = _cited_by_division(connection, printed_rate, RATE)
    causes = _cited_by_division(connection, cause, CAUSE)
    claims = _cited_by_division(connection, claim, CLAIM)
    return {
        division: Figures(
            tuple(Poverty(*row) for row in counts[division]),
            tuple(PrintedRate(*row) for row in rates[division]),
            tuple(Cause(*row) for row in causes[division]),
            tuple(_claim(row) for row in claims[division]),
        )
        for division in sorted(divisions)
    }


POVERTY = ("year", "households", "persons", "poor_villages", "villages", "planned_exit_year")
RATE = ("year", "moment", "incidence", "persons")
CAUSE = ("year", "cause", "households", "persons")
CLAIM = ("id", "year", "item", "measure", "quantity", "unit", "note")


def _claim(row: Sequence[Any]) -> Claim:
    id_, year, item, measure, *rest = row
    return Claim(id_, year, item, None if measure is None else Measure.named(measure), *rest)


def _cited_by_division(
    connection: Connection, table: Table, columns: Sequence[str]
) -> dict[int, list[Sequence[Any]]]:
    """The columns and the source of each live row, by division, in order of year and entry."""
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    statement = (
        select(table.c.division_id, *(table.c[name] for name in columns), cited())
        .select_from(table.join(source, source.c.id == table.c.source_id))
        .where(table.c.retracted == 0)
        .order_by(table.c.year, table.c.id)
    )
    for division, *values in connection.execute(statement):
        found[division].append(values)
    return found
