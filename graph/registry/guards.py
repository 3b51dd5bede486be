"""Guards: what a false ledger would need and no column constraint can forbid.

Triggers (and in PostgreSQL an exclusion constraint) against: deleting rows, changing the audit,
overlapping pairings of the same donor and recipient, a province on the wrong side, live rows that
stand on a retracted party or on an unnamed village for which another stands, and an unnamed
village that turns out to be one which it cannot be, a pairing that follows a retracted one, and a
batch that is taken back twice. They are dropped before and put back after
every migration, since SQLite loses the triggers of a table that is rebuilt.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from graph.registry.tables import WORKING, metadata
from graph.words import DIVISION_KINDS

KEPT = tuple(table.name for table in metadata.sorted_tables if table.name not in WORKING)
"""Tables whose rows are never deleted."""

OF_A_DIVISION = f"kind IN ({', '.join(repr(kind.text) for kind in DIVISION_KINDS)})"
KEYED = ("party", "pairing")
"""Tables whose rows have a key that stays."""

WHERE_IT_WAS_COUNTED = (
    "(p.parent_id = NEW.parent_id OR NEW.parent_kind = 'county' AND EXISTS"
    " (SELECT 1 FROM party AS township"
    " WHERE township.id = p.parent_id AND township.parent_id = NEW.parent_id))"
)
"""Of a village `p`: it lies in the township or county for which NEW, unnamed, was counted."""

STANDING = (
    (
        "party",
        "parent_id",
        "kind = NEW.parent_kind AND p.side = NEW.side",
        "lie in a party of its side",
    ),
    (
        "party",
        "resolved_to_id",
        f"kind = 'village' AND p.named = 1 AND p.side = NEW.side AND {WHERE_IT_WAS_COUNTED}",
        "turn out to be a named village where it was counted",
    ),
    ("alias", "party_id", "", "belong to a party"),
    ("capacity", "party_id", "", "belong to a party"),
    ("designation", "village_id", "kind = 'village' AND p.side = 'recipient'", "be of a village"),
    ("pairing", "donor_id", "side = 'donor'", "have a donor on the donor side"),
    ("pairing", "recipient_id", "side = 'recipient'", "have a recipient on the recipient side"),
    ("pairing", "lead_id", "", "be led by a party"),
    ("pairing", "partner_id", "", "be carried out with a party"),
    ("poverty", "division_id", OF_A_DIVISION, "be of a division"),
    ("printed_rate", "division_id", OF_A_DIVISION, "be of a division"),
    ("cause", "division_id", OF_A_DIVISION, "be of a division"),
    ("claim", "division_id", OF_A_DIVISION, "be of a division"),
    ("account", "division_id", OF_A_DIVISION, "be of a division"),
)
"""Where a live row stands on a party: table, column, what else must hold of the party, and why.
On one for which another stands no row does.

The foreign keys say the same of rows that are there; this says it of live ones, and holds on an
SQLite connection that was opened without foreign keys too.
"""

WRONG_SIDE = (
    "NEW.parent_id IS NULL AND (NEW.side = 'donor')"
    " <> (NEW.key = (SELECT value FROM setting WHERE name = 'donor_root'))"
)
OVERLAP = """NEW.retracted = 0 AND NEW.stage <> 'cancelled' AND EXISTS (
    SELECT 1 FROM pairing AS other
    WHERE other.donor_id = NEW.donor_id AND other.recipient_id = NEW.recipient_id
      AND other.id <> NEW.id AND other.retracted = 0 AND other.stage <> 'cancelled'
      AND (other.end_day IS NULL OR NEW.start_day IS NULL OR other.end_day > NEW.start_day)
      AND (NEW.end_day IS NULL OR other.start_day IS NULL OR NEW.end_day > other.start_day))"""

FOLLOWS_NOTHING = (
    "NEW.retracted = 0 AND NEW.follows_id IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM pairing AS p WHERE p.id = NEW.follows_id AND p.retracted <> 1)"
)
FOLLOWED = (
    "NEW.retracted = 1 AND OLD.retracted = 0 AND EXISTS"
    " (SELECT 1 FROM pairing AS other WHERE other.follows_id = NEW.id AND other.retracted = 0)"
)
UNDONE_AGAIN = (
    "NEW.undoes_id IS NOT NULL AND (NEW.undoes_id = NEW.id OR EXISTS"
    " (SELECT 1 FROM batch AS other WHERE other.id <> NEW.id"
    " AND (other.undoes_id = NEW.undoes_id OR"
    " other.id = NEW.undoes_id AND other.undoes_id IS NOT NULL)))"
)


def _stands_on_nothing(column: str, also: str) -> str:
    rule = f" AND p.{also}" if also else ""
    # Not `retracted = 0`: planned on an empty table, PostgreSQL would walk the whole partial index
    # of live keys for every row.
    return (
        f"NEW.retracted = 0 AND NEW.{column} IS NOT NULL AND NOT EXISTS"
        f" (SELECT 1 FROM party AS p WHERE p.id = NEW.{column} AND p.retracted <> 1"
        f" AND p.resolved_to_id IS NULL{rule})"
    )


def _stood_on(when: str, *columns: tuple[str, str]) -> str:
    """Does something live stand on the changed party, by one of these columns or by any?"""
    uses = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} AS other WHERE other.{column} = NEW.id"
        " AND other.retracted = 0)"
        for table, column in columns or ((table, column) for table, column, *_ in STANDING)
    )
    return f"{when} AND ({uses})"


def _rules() -> Iterator[tuple[str, str, str, str | None, str]]:
    """(name, table, event, condition or None for always, message)."""
    for table in KEPT:
        yield f"{table}_kept", table, "DELETE", None, f"{table}: rows are never deleted"
    yield "audit_unchanged", "audit", "UPDATE", None, "audit: rows are never changed"
    for event in ("INSERT", "UPDATE"):
        suffix = event.lower()
        yield f"party_side_{suffix}", "party", event, WRONG_SIDE, "party: province on wrong side"
        for table, column, also, rule in STANDING:
            name = f"{table}_{column}_{suffix}"
            message = f"{table}: must {rule} that is not retracted"
            yield name, table, event, _stands_on_nothing(column, also), message
    fixed = "NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.side <> OLD.side"
    settled = "EXISTS (SELECT 1 FROM party)"
    yield "setting_fixed", "setting", "UPDATE", settled, "setting: the ledger is no longer empty"
    yield "party_fixed", "party", "UPDATE", fixed, "party: id, kind and side never change"
    yield from _leaving()
    yield from _following()


def _following() -> Iterator[tuple[str, str, str, str | None, str]]:
    """What a pairing follows is there, and a batch is taken back once, by one that is not."""
    for event in ("INSERT", "UPDATE"):
        message = "pairing: must follow one that is not retracted"
        yield f"pairing_follows_{event.lower()}", "pairing", event, FOLLOWS_NOTHING, message
        message = "batch: taken back already, or takes another back itself"
        yield f"batch_undone_{event.lower()}", "batch", event, UNDONE_AGAIN, message
    message = "pairing: still followed, cannot be retracted"
    yield "pairing_followed", "pairing", "UPDATE", FOLLOWED, message


def _leaving() -> Iterator[tuple[str, str, str, str | None, str]]:
    """A party that ends, or that another comes to stand for, leaves nothing behind."""
    for event in ("INSERT", "UPDATE"):
        named = "NEW.resolved_to_id IS NOT NULL AND NEW.named = 1"
        message = "party: has a name, cannot turn out to be another"
        yield f"party_resolves_{event.lower()}", "party", event, named, message
    ends = _stood_on("NEW.retracted = 1 AND OLD.retracted = 0")
    message = "party: still stood on, cannot be retracted"
    yield "party_stood_on", "party", "UPDATE", ends, message
    resolves = _stood_on("NEW.resolved_to_id IS NOT NULL AND OLD.resolved_to_id IS NULL")
    message = "party: still stood on, cannot turn out to be another"
    yield "party_left", "party", "UPDATE", resolves, message
    loses = _stood_on("NEW.named = 0 AND OLD.named = 1", ("party", "resolved_to_id"))
    moves = (
        "OLD.resolved_to_id IS NOT NULL AND NEW.resolved_to_id IS NOT NULL"
        " AND NEW.resolved_to_id <> OLD.resolved_to_id"
    )
    message = "party: turned out to be another, has to be unnamed again first"
    yield "party_moves", "party", "UPDATE", moves, message
    message = "party: stands for an unnamed village, keeps its name"
    yield "party_name_kept", "party", "UPDATE", loses, message


def _sqlite() -> Iterator[tuple[str, str]]:
    """Names and statements of SQLite's triggers."""
    rules = [*_rules()]
    for table in KEPT:
        # INSERT OR REPLACE deletes without a delete trigger unless recursive_triggers is on.
        message = f"{table}: row exists"
        rules.append((f"{table}_replaced", table, "INSERT", _same(table), message))
        rules.append((f"{table}_taken", table, "UPDATE", _replaces(table), message))
    for event in ("INSERT", "UPDATE"):
        name = f"pairing_overlap_{event.lower()}"
        rules.append((name, "pairing", event, OVERLAP, "pairing: overlap"))
    for name, table, event, condition, message in rules:
        # AFTER, because a row given no id has none before it was inserted.
        early = condition is None or name.endswith(("_replaced", "_taken"))
        moment = "BEFORE" if early else "AFTER"
        when = f" WHEN {condition}" if condition else ""
        yield (
            name,
            f"CREATE TRIGGER {name} {moment} {event} ON {table}{when}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
        )


UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "party": (("key",), ("resolved_to_id",)),
    "pairing": (("key",),),
    "alias": (("party_id", "alias"),),
    "capacity": (("party_id",),),
    "poverty": (("division_id", "year"),),
    "printed_rate": (("division_id", "year", "moment"),),
    "cause": (("division_id", "year", "cause"),),
    "claim": (("division_id", "year", "item"),),
    "account": (("login",),),
    "source": (("document", "place"),),
}
"""What no two live rows share; a row of `source` is always live."""


def _same(table: str) -> str:
    """Would the new row take the place of another?"""
    key = {"audit": "seq", "setting": "name"}.get(table, "id")
    same = f"other.{key} = NEW.{key}"
    for names in UNIQUE.get(table, ()):
        shared = " AND ".join(f"other.{name} = NEW.{name}" for name in names)
        live = "" if table == "source" else " AND other.retracted = 0 AND NEW.retracted = 0"
        same = f"{same} OR ({shared}{live})"
    return f"EXISTS (SELECT 1 FROM {table} AS other WHERE {same})"


def _replaces(table: str) -> str:
    """Would the changed row take the place of another?"""
    key = {"audit": "seq", "setting": "name"}.get(table, "id")
    inner = _same(table).removesuffix(")")
    return inner.replace("WHERE ", f"WHERE other.{key} <> OLD.{key} AND (") + "))"


def _postgresql() -> Iterator[str]:
    for name, table, event, condition, message in _rules():
        check = f"IF {condition} THEN" if condition else "IF true THEN"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {check}"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
            " END IF; RETURN COALESCE(NEW, OLD); END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
            f" EXECUTE FUNCTION {table}_kept()"
        )
    # int8range instead of btree_gist, an extension that a server may lack.
    yield (
        "ALTER TABLE pairing ADD CONSTRAINT pairing_overlap EXCLUDE USING gist ("
        " int8range(donor_id, donor_id, '[]') WITH &&,"
        " int8range(recipient_id, recipient_id, '[]') WITH &&,"
        " daterange(start_day, end_day) WITH &&)"
        " WHERE (retracted = 0 AND stage <> 'cancelled')"
    )


def raise_guards(connection: Connection) -> None:
    """Puts all guards in place; none may stand."""
    if connection.dialect.name == "sqlite":
        for _, statement in _sqlite():
            connection.exec_driver_sql(statement)
        return
    for statement in _postgresql():
        connection.exec_driver_sql(statement)


def lower_guards(connection: Connection) -> None:
    """Takes away every guard that stands, of this version or an older one."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in found.all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    found = connection.execute(
        text(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    )
    for (name,) in found.all():
        connection.exec_driver_sql(f'DROP FUNCTION "{name}"() CASCADE')
    if connection.scalar(text("SELECT to_regclass('pairing')")) is not None:
        connection.exec_driver_sql("ALTER TABLE pairing DROP CONSTRAINT IF EXISTS pairing_overlap")
