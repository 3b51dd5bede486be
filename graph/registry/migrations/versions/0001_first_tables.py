"""The first tables."""

import sqlalchemy as sa
from alembic import op

from graph.registry.tables import Day

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")
NUMBER = sa.Integer().with_variant(sa.INTEGER(), "sqlite")
RATE: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def real_days(table: str) -> list[sa.CheckConstraint]:
    """SQLite keeps days as texts; PostgreSQL's DATE needs no check."""
    return [
        sa.CheckConstraint(
            f"date({bound}_day, '+0 days') IS {bound}_day", name=op.f(f"ck_{table}_{bound}_real")
        ).ddl_if("sqlite")
        for bound in ("start", "end")
    ]


def upgrade() -> None:
    create_batch()
    create_setting()
    create_source()
    create_audit()
    create_party()
    create_alias()
    create_capacity()
    create_cause()
    create_designation()
    create_pairing()
    create_poverty()
    create_printed_rate()
    op.execute("INSERT INTO setting (name, value) VALUES ('donor_root', '110000')")


def create_batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_batch_title_not_blank")),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_batch_retracted_flag")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_batch_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sqlite_strict=True,
    )


def create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )


def create_source() -> None:
    op.create_table(
        "source",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("length(trim(document)) > 0", name=op.f("ck_source_document_not_blank")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_source_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("document", "place", name=op.f("uq_source_document_place")),
        sqlite_strict=True,
    )


def create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('insert', 'amend', 'retract')", name=op.f("ck_audit_action_known")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_audit_batch_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_batch", "audit", ["batch_id"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["subject", "subject_id"], unique=False)


def create_party() -> None:
    op.create_table(
        "party",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("parent_kind", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("named", NUMBER, server_default=sa.text("1"), nullable=False),
        sa.Column("pinyin", sa.Text(), server_default="", nullable=False),
        sa.Column("initials", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('province') AND parent_kind IS NULL OR kind IN ('prefecture') AND parent_kind IN ('province') OR kind IN ('county') AND parent_kind IN ('prefecture', 'province') OR kind IN ('township') AND parent_kind IN ('county') OR kind IN ('village') AND parent_kind IN ('township', 'county') OR kind IN ('enterprise', 'school', 'hospital', 'department', 'association', 'park') AND parent_kind IN ('province', 'prefecture', 'county', 'township', 'village')",
            name=op.f("ck_party_parent_allowed"),
        ),
        sa.CheckConstraint(
            "kind IN ('province', 'prefecture', 'county', 'township', 'village', 'enterprise', 'school', 'hospital', 'department', 'association', 'park')",
            name=op.f("ck_party_kind_known"),
        ),
        sa.CheckConstraint(
            "named = 1 OR (kind = 'village' AND code IS NULL)",
            name=op.f("ck_party_unnamed_village"),
        ),
        sa.CheckConstraint("side IN ('donor', 'recipient')", name=op.f("ck_party_side_known")),
        sa.CheckConstraint(
            "(parent_id IS NULL) = (parent_kind IS NULL)", name=op.f("ck_party_parent_whole")
        ),
        sa.CheckConstraint("length(trim(key)) > 0", name=op.f("ck_party_key_not_blank")),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_party_name_not_blank")),
        sa.CheckConstraint("named IN (0, 1)", name=op.f("ck_party_named_flag")),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_party_retracted_flag")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_party_batch_id")),
        sa.ForeignKeyConstraint(
            ["parent_id", "parent_kind", "side"],
            ["party.id", "party.kind", "party.side"],
            name=op.f("fk_party_parent_id_parent_kind_side"),
        ),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_party_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("id", "kind", "side", name=op.f("uq_party_id_kind_side")),
        sa.UniqueConstraint("id", "side", name=op.f("uq_party_id_side")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_parent_id"), "party", ["parent_id"], unique=False)
    op.create_index(
        "ux_party_key",
        "party",
        ["key"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_alias() -> None:
    op.create_table(
        "alias",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), server_default="", nullable=False),
        sa.Column("initials", sa.Text(), server_default="", nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("length(trim(alias)) > 0", name=op.f("ck_alias_alias_not_blank")),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_alias_retracted_flag")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_alias_batch_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_alias_party_id")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_alias_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_alias_party_id_alias",
        "alias",
        ["party_id", "alias"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_capacity() -> None:
    op.create_table(
        "capacity",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("villages", NUMBER, nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_capacity_retracted_flag")),
        sa.CheckConstraint(
            "villages BETWEEN 0 AND 2147483647", name=op.f("ck_capacity_villages_counted")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_capacity_batch_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_capacity_party_id")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_capacity_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_capacity_party_id",
        "capacity",
        ["party_id"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_cause() -> None:
    op.create_table(
        "cause",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("division_id", ID, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("households", NUMBER, nullable=False),
        sa.Column("persons", NUMBER, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "households BETWEEN 0 AND 2147483647", name=op.f("ck_cause_households_counted")
        ),
        sa.CheckConstraint("length(trim(cause)) > 0", name=op.f("ck_cause_cause_not_blank")),
        sa.CheckConstraint(
            "persons BETWEEN 0 AND 2147483647", name=op.f("ck_cause_persons_counted")
        ),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_cause_retracted_flag")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_cause_batch_id")),
        sa.ForeignKeyConstraint(["division_id"], ["party.id"], name=op.f("fk_cause_division_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_cause_source_id")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_cause_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_cause_division_id_year_cause",
        "cause",
        ["division_id", "year", "cause"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_designation() -> None:
    op.create_table(
        "designation",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("village_id", ID, nullable=False),
        sa.Column("village_kind", sa.Text(), server_default="village", nullable=False),
        sa.Column("village_side", sa.Text(), server_default="recipient", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_day", Day(), nullable=True),
        sa.Column("start_precision", sa.Text(), nullable=True),
        sa.Column("end_day", Day(), nullable=True),
        sa.Column("end_precision", sa.Text(), nullable=True),
        sa.Column("source_id", ID, nullable=True),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "end_precision IN ('day', 'month', 'year') AND (end_precision <> 'month' OR CAST(end_day AS TEXT) LIKE '%-01') AND (end_precision <> 'year' OR CAST(end_day AS TEXT) LIKE '%-01-01')",
            name=op.f("ck_designation_end_first_day"),
        ),
        sa.CheckConstraint(
            "kind IN ('deep_poverty', 'poor')", name=op.f("ck_designation_kind_known")
        ),
        sa.CheckConstraint(
            "start_precision IN ('day', 'month', 'year') AND (start_precision <> 'month' OR CAST(start_day AS TEXT) LIKE '%-01') AND (start_precision <> 'year' OR CAST(start_day AS TEXT) LIKE '%-01-01')",
            name=op.f("ck_designation_start_first_day"),
        ),
        sa.CheckConstraint("village_kind = 'village'", name=op.f("ck_designation_of_a_village")),
        sa.CheckConstraint(
            "village_side = 'recipient'", name=op.f("ck_designation_of_a_recipient")
        ),
        sa.CheckConstraint(
            "(end_day IS NULL) = (end_precision IS NULL)", name=op.f("ck_designation_end_precise")
        ),
        sa.CheckConstraint(
            "(start_day IS NULL) = (start_precision IS NULL)",
            name=op.f("ck_designation_start_precise"),
        ),
        *real_days("designation"),
        sa.CheckConstraint("end_day > start_day", name=op.f("ck_designation_end_after_start")),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_designation_retracted_flag")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_designation_batch_id")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_designation_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id", "village_kind", "village_side"],
            ["party.id", "party.kind", "party.side"],
            name=op.f("fk_designation_village_id_village_kind_village_side"),
        ),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_designation_id_counted")),
        sa.CheckConstraint(
            "start_day BETWEEN '0001-01-01' AND '9999-12-31'",
            name=op.f("ck_designation_start_in_range"),
        ),
        sa.CheckConstraint(
            "end_day BETWEEN '0001-01-01' AND '9999-12-31'",
            name=op.f("ck_designation_end_in_range"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_designation_village_id"), "designation", ["village_id"], unique=False)


def create_pairing() -> None:
    op.create_table(
        "pairing",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("donor_id", ID, nullable=False),
        sa.Column("donor_side", sa.Text(), server_default="donor", nullable=False),
        sa.Column("recipient_id", ID, nullable=False),
        sa.Column("recipient_side", sa.Text(), server_default="recipient", nullable=False),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("partner_id", ID, nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("negotiating_villages", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.Column("start_day", Day(), nullable=True),
        sa.Column("start_precision", sa.Text(), nullable=True),
        sa.Column("end_day", Day(), nullable=True),
        sa.Column("end_precision", sa.Text(), nullable=True),
        sa.Column("agreement", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("follows_id", ID, nullable=True),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("version", NUMBER, server_default=sa.text("1"), nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("donor_side = 'donor'", name=op.f("ck_pairing_donor_on_its_side")),
        sa.CheckConstraint(
            "end_precision IN ('day', 'month', 'year') AND (end_precision <> 'month' OR CAST(end_day AS TEXT) LIKE '%-01') AND (end_precision <> 'year' OR CAST(end_day AS TEXT) LIKE '%-01-01')",
            name=op.f("ck_pairing_end_first_day"),
        ),
        sa.CheckConstraint(
            "recipient_side = 'recipient'", name=op.f("ck_pairing_recipient_on_its_side")
        ),
        sa.CheckConstraint(
            "stage IN ('negotiating', 'planned', 'signed', 'cancelled')",
            name=op.f("ck_pairing_stage_known"),
        ),
        sa.CheckConstraint(
            "start_precision IN ('day', 'month', 'year') AND (start_precision <> 'month' OR CAST(start_day AS TEXT) LIKE '%-01') AND (start_precision <> 'year' OR CAST(start_day AS TEXT) LIKE '%-01-01')",
            name=op.f("ck_pairing_start_first_day"),
        ),
        sa.CheckConstraint(
            "(end_day IS NULL) = (end_precision IS NULL)", name=op.f("ck_pairing_end_precise")
        ),
        sa.CheckConstraint(
            "(start_day IS NULL) = (start_precision IS NULL)", name=op.f("ck_pairing_start_precise")
        ),
        *real_days("pairing"),
        sa.CheckConstraint("end_day > start_day", name=op.f("ck_pairing_end_after_start")),
        sa.CheckConstraint("follows_id <> id", name=op.f("ck_pairing_follows_another")),
        sa.CheckConstraint("length(trim(key)) > 0", name=op.f("ck_pairing_key_not_blank")),
        sa.CheckConstraint(
            "negotiating_villages IN (0, 1)", name=op.f("ck_pairing_negotiating_villages_flag")
        ),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_pairing_retracted_flag")),
        sa.CheckConstraint(
            "version BETWEEN 1 AND 2147483647", name=op.f("ck_pairing_version_counted")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_pairing_batch_id")),
        sa.ForeignKeyConstraint(
            ["donor_id", "donor_side"],
            ["party.id", "party.side"],
            name=op.f("fk_pairing_donor_id_donor_side"),
        ),
        sa.ForeignKeyConstraint(["follows_id"], ["pairing.id"], name=op.f("fk_pairing_follows_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["party.id"], name=op.f("fk_pairing_lead_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["party.id"], name=op.f("fk_pairing_partner_id")),
        sa.ForeignKeyConstraint(
            ["recipient_id", "recipient_side"],
            ["party.id", "party.side"],
            name=op.f("fk_pairing_recipient_id_recipient_side"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_pairing_source_id")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_pairing_id_counted")),
        sa.CheckConstraint(
            "start_day BETWEEN '0001-01-01' AND '9999-12-31'",
            name=op.f("ck_pairing_start_in_range"),
        ),
        sa.CheckConstraint(
            "end_day BETWEEN '0001-01-01' AND '9999-12-31'", name=op.f("ck_pairing_end_in_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sqlite_strict=True,
    )
    op.create_index("ix_pairing_ends", "pairing", ["donor_id", "recipient_id"], unique=False)
    op.create_index(
        "ix_pairing_follows_id",
        "pairing",
        ["follows_id"],
        unique=False,
        sqlite_where=sa.text("follows_id IS NOT NULL"),
        postgresql_where=sa.text("follows_id IS NOT NULL"),
    )
    op.create_index(
        "ix_pairing_lead_id",
        "pairing",
        ["lead_id"],
        unique=False,
        sqlite_where=sa.text("lead_id IS NOT NULL"),
        postgresql_where=sa.text("lead_id IS NOT NULL"),
    )
    op.create_index(
        "ix_pairing_partner_id",
        "pairing",
        ["partner_id"],
        unique=False,
        sqlite_where=sa.text("partner_id IS NOT NULL"),
        postgresql_where=sa.text("partner_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_pairing_recipient_id"), "pairing", ["recipient_id"], unique=False)
    op.create_index(
        "ux_pairing_key",
        "pairing",
        ["key"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_poverty() -> None:
    op.create_table(
        "poverty",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("division_id", ID, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("households", NUMBER, nullable=True),
        sa.Column("persons", NUMBER, nullable=True),
        sa.Column("poor_villages", NUMBER, nullable=True),
        sa.Column("villages", NUMBER, nullable=True),
        sa.Column("planned_exit_year", NUMBER, nullable=True),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "households BETWEEN 0 AND 2147483647", name=op.f("ck_poverty_households_counted")
        ),
        sa.CheckConstraint(
            "persons BETWEEN 0 AND 2147483647", name=op.f("ck_poverty_persons_counted")
        ),
        sa.CheckConstraint(
            "poor_villages <= villages", name=op.f("ck_poverty_poor_among_villages")
        ),
        sa.CheckConstraint(
            "poor_villages BETWEEN 0 AND 2147483647", name=op.f("ck_poverty_poor_villages_counted")
        ),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_poverty_retracted_flag")),
        sa.CheckConstraint(
            "villages BETWEEN 0 AND 2147483647", name=op.f("ck_poverty_villages_counted")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_poverty_batch_id")),
        sa.ForeignKeyConstraint(["division_id"], ["party.id"], name=op.f("fk_poverty_division_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_poverty_source_id")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_poverty_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poverty")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_poverty_division_id_year",
        "poverty",
        ["division_id", "year"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_printed_rate() -> None:
    op.create_table(
        "printed_rate",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("division_id", ID, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("moment", sa.Text(), server_default="", nullable=False),
        sa.Column("incidence", RATE, nullable=False),
        sa.Column("persons", NUMBER, nullable=True),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "moment IN ('', 'before', 'after')", name=op.f("ck_printed_rate_moment_known")
        ),
        sa.CheckConstraint(
            "incidence BETWEEN 0 AND 100", name=op.f("ck_printed_rate_incidence_percent")
        ),
        sa.CheckConstraint(
            "persons BETWEEN 0 AND 2147483647", name=op.f("ck_printed_rate_persons_counted")
        ),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_printed_rate_retracted_flag")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_printed_rate_batch_id")),
        sa.ForeignKeyConstraint(
            ["division_id"], ["party.id"], name=op.f("fk_printed_rate_division_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_printed_rate_source_id")
        ),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_printed_rate_id_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_rate")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_printed_rate_division_id_year_moment",
        "printed_rate",
        ["division_id", "year", "moment"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )
