"""The tables. What they make impossible by declaration is said beside each; the rest is in guards.

Words are lower-case texts, days are dates, flags are 0 or 1, moments are UTC in ISO 8601. A row
with `retracted = 1` is kept for the audit and counts for nothing. SQLite tables are STRICT.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    column,
    text,
)
from sqlalchemy.dialects.sqlite import INTEGER, REAL, TEXT
from sqlalchemy.types import TypeDecorator, TypeEngine

from graph.words import (
    PARENT_KINDS,
    DesignationKind,
    Measure,
    PartyKind,
    Role,
    Side,
    Stage,
    Word,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LARGEST = 2**31 - 1
"""What the snapshot's columns can hold."""

metadata = MetaData(naming_convention=NAMING)
WORKING = ("upload", "credential", "session", "token", "attempt", "suggestion", "saved_filter")
"""Tables beside the ledger: their rows come and go without an audit."""

Id = BigInteger().with_variant(INTEGER(), "sqlite")
Number = Integer().with_variant(INTEGER(), "sqlite")
Rate: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


class Day(TypeDecorator[date]):
    """A date: DATE in PostgreSQL, ISO 8601 text in SQLite, where it keeps the order of days."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[date]:
        return dialect.type_descriptor(TEXT() if dialect.name == "sqlite" else Date())  # type: ignore[arg-type]

    def process_bind_param(self, value: date | None, dialect: Dialect) -> object:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: object, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value]


def one_of(name: str, words: type[Word]) -> CheckConstraint:
    """The column holds one of these words."""
    return CheckConstraint(column(name).in_([word.text for word in words]), name=f"{name}_known")


def flag(name: str, default: int = 0) -> Column[int]:
    return Column(name, Number, nullable=False, server_default=text(str(default)))


def is_flag(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_flag")


def not_blank(name: str) -> CheckConstraint:
    return CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank")


def counted(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 0 AND {LARGEST}", name=f"{name}_counted")


def span_columns() -> list[Column[date] | Column[str]]:
    """Half-open days, NULL for an open bound, and how exactly each is known."""
    return [
        Column("start_day", Day),
        Column("start_precision", Text),
        Column("end_day", Day),
        Column("end_precision", Text),
    ]


def span_checks() -> list[CheckConstraint]:
    return [
        CheckConstraint("end_day > start_day", name="end_after_start"),
        *(check for bound in ("start", "end") for check in _precise(bound)),
    ]


def _precise(bound: str) -> list[CheckConstraint]:
    """A bound has a precision exactly when it is there; a month or year stands for its first."""
    day, precision = f"{bound}_day", f"{bound}_precision"
    written = f"CAST({day} AS TEXT)"
    return [
        CheckConstraint(f"({day} IS NULL) = ({precision} IS NULL)", name=f"{bound}_precise"),
        # Years that Python's dates can hold; PostgreSQL's could be infinite.
        CheckConstraint(f"{day} BETWEEN '0001-01-01' AND '9999-12-31'", name=f"{bound}_in_range"),
        # date('2020-02-31') echoes back unchanged unless it has to be reckoned with.
        CheckConstraint(f"date({day}, '+0 days') IS {day}", name=f"{bound}_real").ddl_if("sqlite"),
        CheckConstraint(
            f"{precision} IN ('day', 'month', 'year')"
            f" AND ({precision} <> 'month' OR {written} LIKE '%-01')"
            f" AND ({precision} <> 'year' OR {written} LIKE '%-01-01')",
            name=f"{bound}_first_day",
        ),
    ]


def unique_live(table: Table, *columns: str) -> None:
    """Unique among rows that are not retracted."""
    where = table.c.retracted == 0
    name = f"ux_{table.name}_{'_'.join(columns)}"
    chosen = [table.c[name] for name in columns]
    Index(name, *chosen, unique=True, sqlite_where=where, postgresql_where=where)


def foreign(name: str, target: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable)


def key() -> Column[int]:
    """Given by the Recorder, never by the database, and never used again."""
    return Column("id", Id, primary_key=True, autoincrement=False)


def _index_given(name: str) -> Index:
    given = column(name).is_not(None)
    return Index(f"ix_pairing_{name}", name, sqlite_where=given, postgresql_where=given)


def id_counted() -> CheckConstraint:
    return CheckConstraint(f"id BETWEEN 1 AND {LARGEST}", name="id_counted")


setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)

batch = Table(
    "batch",
    metadata,
    key(),
    id_counted(),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    # The batch that this one took back; that one is then retracted.
    foreign("undoes_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    not_blank("title"),
    sqlite_strict=True,
)

source = Table(
    "source",
    metadata,
    key(),
    id_counted(),
    Column("document", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    UniqueConstraint("document", "place"),
    not_blank("document"),
    sqlite_strict=True,
)


def _parents() -> str:
    allowed: dict[tuple[PartyKind, ...], list[PartyKind]] = {}
    for kind, parents in PARENT_KINDS.items():
        allowed.setdefault(parents, []).append(kind)
    return " OR ".join(
        f"kind IN ({_quoted(kinds)}) AND parent_kind "
        + (f"IN ({_quoted(parents)})" if parents else "IS NULL")
        for parents, kinds in allowed.items()
    )


def _quoted(words: Iterable[Word]) -> str:
    return ", ".join(f"'{word.text}'" for word in words)


party = Table(
    "party",
    metadata,
    key(),
    id_counted(),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent_id", Id, index=True),
    # The parent's kind stands here too, so that a foreign key can hold both to the rule below.
    Column("parent_kind", Text),
    Column("code", Text),
    flag("named", 1),
    Column("pinyin", Text, nullable=False, server_default=""),
    Column("initials", Text, nullable=False, server_default=""),
    foreign("batch_id", "batch"),
    flag("retracted"),
    # The village of the register that an unnamed one turned out to be; it stands for both then.
    foreign("resolved_to_id", "party"),
    one_of("kind", PartyKind),
    one_of("side", Side),
    is_flag("named"),
    is_flag("retracted"),
    not_blank("key"),
    not_blank("name"),
    CheckConstraint("named = 1 OR (kind = 'village' AND code IS NULL)", name="unnamed_village"),
    CheckConstraint("(parent_id IS NULL) = (parent_kind IS NULL)", name="parent_whole"),
    CheckConstraint(_parents(), name="parent_allowed"),
    UniqueConstraint("id", "kind", "side"),
    UniqueConstraint("id", "side"),
    # A child lies on its parent's side, and levels only descend, so no cycle can be.
    ForeignKeyConstraint(
        ["parent_id", "parent_kind", "side"], ["party.id", "party.kind", "party.side"]
    ),
    sqlite_strict=True,
)
unique_live(party, "key")
unique_live(party, "resolved_to_id")

alias = Table(
    "alias",
    metadata,
    key(),
    id_counted(),
    foreign("party_id", "party", nullable=False),
    Column("alias", Text, nullable=False),
    Column("pinyin", Text, nullable=False, server_default=""),
    Column("initials", Text, nullable=False, server_default=""),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    not_blank("alias"),
    sqlite_strict=True,
)
unique_live(alias, "party_id", "alias")

capacity = Table(
    "capacity",
    metadata,
    key(),
    id_counted(),
    foreign("party_id", "party", nullable=False),
    Column("villages", Number, nullable=False),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    counted("villages"),
    sqlite_strict=True,
)
unique_live(capacity, "party_id")

designation = Table(
    "designation",
    metadata,
    key(),
    id_counted(),
    Column("village_id", Id, nullable=False, index=True),
    Column("village_kind", Text, nullable=False, server_default="village"),
    Column("village_side", Text, nullable=False, server_default="recipient"),
    Column("kind", Text, nullable=False),
    *span_columns(),
    foreign("source_id", "source"),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    one_of("kind", DesignationKind),
    *span_checks(),
    CheckConstraint("village_kind = 'village'", name="of_a_village"),
    CheckConstraint("village_side = 'recipient'", name="of_a_recipient"),
    ForeignKeyConstraint(
        ["village_id", "village_kind", "village_side"], ["party.id", "party.kind", "party.side"]
    ),
    sqlite_strict=True,
)

pairing = Table(
    "pairing",
    metadata,
    key(),
    id_counted(),
    Column("key", Text, nullable=False),
    Column("donor_id", Id, nullable=False),
    Column("donor_side", Text, nullable=False, server_default="donor"),
    Column("recipient_id", Id, nullable=False, index=True),
    Column("recipient_side", Text, nullable=False, server_default="recipient"),
    foreign("lead_id", "party"),
    foreign("partner_id", "party"),
    Column("programme", Text),
    Column("stage", Text, nullable=False),
    flag("negotiating_villages"),
    *span_columns(),
    Column("agreement", Text),
    Column("note", Text),
    foreign("follows_id", "pairing"),
    foreign("source_id", "source", nullable=False),
    Column("version", Number, nullable=False, server_default=text("1")),
    foreign("batch_id", "batch"),
    flag("retracted"),
    one_of("stage", Stage),
    is_flag("negotiating_villages"),
    is_flag("retracted"),
    not_blank("key"),
    *span_checks(),
    CheckConstraint(f"version BETWEEN 1 AND {LARGEST}", name="version_counted"),
    CheckConstraint("donor_side = 'donor'", name="donor_on_its_side"),
    CheckConstraint("recipient_side = 'recipient'", name="recipient_on_its_side"),
    CheckConstraint("follows_id <> id", name="follows_another"),
    ForeignKeyConstraint(["donor_id", "donor_side"], ["party.id", "party.side"]),
    ForeignKeyConstraint(["recipient_id", "recipient_side"], ["party.id", "party.side"]),
    Index("ix_pairing_ends", "donor_id", "recipient_id"),
    *(_index_given(name) for name in ("lead_id", "partner_id", "follows_id")),
    sqlite_strict=True,
)
unique_live(pairing, "key")

poverty = Table(
    "poverty",
    metadata,
    key(),
    id_counted(),
    foreign("division_id", "party", nullable=False),
    Column("year", Number, nullable=False),
    *(
        Column(name, Number)
        for name in ("households", "persons", "poor_villages", "villages", "planned_exit_year")
    ),
    foreign("source_id", "source", nullable=False),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    *(counted(name) for name in ("households", "persons", "poor_villages", "villages")),
    CheckConstraint("poor_villages <= villages", name="poor_among_villages"),
    sqlite_strict=True,
)
unique_live(poverty, "division_id", "year")

# What a document prints as a rate stays apart from what it counts: the two need not agree.
printed_rate = Table(
    "printed_rate",
    metadata,
    key(),
    id_counted(),
    foreign("division_id", "party", nullable=False),
    Column("year", Number, nullable=False),
    Column("moment", Text, nullable=False, server_default=""),
    Column("incidence", Rate, nullable=False),
    Column("persons", Number),
    foreign("source_id", "source", nullable=False),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    counted("persons"),
    CheckConstraint("incidence BETWEEN 0 AND 100", name="incidence_percent"),
    CheckConstraint("moment IN ('', 'before', 'after')", name="moment_known"),
    sqlite_strict=True,
)
unique_live(printed_rate, "division_id", "year", "moment")

cause = Table(
    "cause",
    metadata,
    key(),
    id_counted(),
    foreign("division_id", "party", nullable=False),
    Column("year", Number, nullable=False),
    Column("cause", Text, nullable=False),
    Column("households", Number, nullable=False),
    Column("persons", Number, nullable=False),
    foreign("source_id", "source", nullable=False),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    not_blank("cause"),
    counted("households"),
    counted("persons"),
    sqlite_strict=True,
)
unique_live(cause, "division_id", "year", "cause")

# What a document promises or reports, beside what the ledger holds: the two need not agree.
claim = Table(
    "claim",
    metadata,
    key(),
    id_counted(),
    foreign("division_id", "party", nullable=False),
    Column("year", Number, nullable=False),
    Column("item", Text, nullable=False),
    # What of the ledger it counts; NULL for what no ledger holds, such as funds.
    Column("measure", Text),
    Column("quantity", Number, nullable=False),
    Column("unit", Text, nullable=False),
    Column("note", Text),
    foreign("source_id", "source", nullable=False),
    foreign("batch_id", "batch"),
    flag("retracted"),
    is_flag("retracted"),
    one_of("measure", Measure),
    not_blank("item"),
    counted("quantity"),
    sqlite_strict=True,
)
unique_live(claim, "division_id", "year", "item")

# Files that were handed in, and what came of them; not part of the ledger.
upload = Table(
    "upload",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("ledger", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    # JSON: what was given beside the file, and the cells that were put right.
    Column("options", Text, nullable=False),
    Column("state", Text, nullable=False),
    # JSON, once the file was read.
    Column("report", Text),
    foreign("batch_id", "batch"),
    Index("ix_upload_at", "at"),
    sqlite_strict=True,
)

# Who may sign in. What proves it stands apart: the audit tells of accounts, never of secrets.
account = Table(
    "account",
    metadata,
    key(),
    id_counted(),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    foreign("division_id", "party"),
    flag("disabled"),
    foreign("batch_id", "batch"),
    flag("retracted"),
    one_of("role", Role),
    is_flag("disabled"),
    is_flag("retracted"),
    not_blank("login"),
    not_blank("name"),
    CheckConstraint(
        "(role IN ('district', 'county')) = (division_id IS NOT NULL)", name="division_of_role"
    ),
    sqlite_strict=True,
)
unique_live(account, "login")

# Argon2id of a password.
credential = Table(
    "credential",
    metadata,
    Column("account_id", Id, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    sqlite_strict=True,
)

# A session and a token are known by the SHA-256 of what the client holds.
session = Table(
    "session",
    metadata,
    Column("hash", Text, primary_key=True),
    foreign("account_id", "account", nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    Index("ix_session_account_id", "account_id"),
    sqlite_strict=True,
)

token = Table(
    "token",
    metadata,
    key(),
    Column("hash", Text, nullable=False, unique=True),
    foreign("account_id", "account", nullable=False),
    Column("name", Text, nullable=False),
    flag("may_write"),
    Column("made_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    Column("used_at", Text),
    flag("revoked"),
    is_flag("may_write"),
    is_flag("revoked"),
    not_blank("name"),
    sqlite_strict=True,
)

# Failed sign-ins of late, by the SHA-256 of the login: it need not be one that exists.
attempt = Table(
    "attempt",
    metadata,
    Column("login_hash", Text, primary_key=True),
    Column("failures", Number, nullable=False),
    Column("last_at", Text, nullable=False),
    sqlite_strict=True,
)

# What a recipient county proposes about its villages, until somebody who may accepts it.
suggestion = Table(
    "suggestion",
    metadata,
    key(),
    Column("at", Text, nullable=False),
    foreign("account_id", "account", nullable=False),
    foreign("county_id", "party", nullable=False),
    Column("kind", Text, nullable=False),
    # JSON: what is to be written.
    Column("about", Text, nullable=False),
    Column("note", Text),
    Column("state", Text, nullable=False, server_default="open"),
    Column("decided_by", Text),
    Column("decided_at", Text),
    Column("reason", Text),
    foreign("batch_id", "batch"),
    CheckConstraint("kind IN ('name', 'designate', 'exit')", name="kind_known"),
    CheckConstraint("state IN ('open', 'accepted', 'declined')", name="state_known"),
    Index("ix_suggestion_state", "state"),
    sqlite_strict=True,
)

# Addresses of lists that people keep under a name; `who` is a login, or the single user.
saved_filter = Table(
    "saved_filter",
    metadata,
    key(),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("who", "name"),
    not_blank("name"),
    CheckConstraint("address LIKE '/%' AND address NOT LIKE '//%'", name="address_here"),
    sqlite_strict=True,
)

# One row for each row changed, chained by hash, append-only; also the log that snapshots follow.
audit = Table(
    "audit",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    foreign("batch_id", "batch"),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("action IN ('insert', 'amend', 'retract')", name="action_known"),
    # A batch's rows are found here, so no other table needs an index by batch.
    Index("ix_audit_batch", "batch_id"),
    Index("ix_audit_subject", "subject", "subject_id"),
    sqlite_strict=True,
)
