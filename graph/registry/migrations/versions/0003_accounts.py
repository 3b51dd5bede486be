"""Accounts, what proves them, their sessions and tokens, and what counties propose."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")
NUMBER = sa.Integer().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    create_attempt()
    create_account()
    create_credential()
    create_session()
    create_suggestion()
    create_token()


def create_attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("login_hash", sa.Text(), nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("login_hash", name=op.f("pk_attempt")),
        sqlite_strict=True,
    )


def create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("division_id", ID, nullable=True),
        sa.Column("disabled", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "(role IN ('district', 'county')) = (division_id IS NOT NULL)",
            name=op.f("ck_account_division_of_role"),
        ),
        sa.CheckConstraint(
            "role IN ('city', 'district', 'county', 'reader')", name=op.f("ck_account_role_known")
        ),
        sa.CheckConstraint("disabled IN (0, 1)", name=op.f("ck_account_disabled_flag")),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_account_id_counted")),
        sa.CheckConstraint("length(trim(login)) > 0", name=op.f("ck_account_login_not_blank")),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_account_name_not_blank")),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_account_retracted_flag")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_account_batch_id")),
        sa.ForeignKeyConstraint(["division_id"], ["party.id"], name=op.f("fk_account_division_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_account_login",
        "account",
        ["login"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_credential() -> None:
    op.create_table(
        "credential",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_credential_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credential")),
        sqlite_strict=True,
    )


def create_session() -> None:
    op.create_table(
        "session",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
        sqlite_strict=True,
    )
    op.create_index("ix_session_account_id", "session", ["account_id"], unique=False)


def create_suggestion() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("county_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("batch_id", ID, nullable=True),
        sa.CheckConstraint(
            "kind IN ('name', 'designate', 'exit')", name=op.f("ck_suggestion_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined')", name=op.f("ck_suggestion_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_suggestion_account_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_suggestion_batch_id")),
        sa.ForeignKeyConstraint(["county_id"], ["party.id"], name=op.f("fk_suggestion_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_state", "suggestion", ["state"], unique=False)


def create_token() -> None:
    op.create_table(
        "token",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("may_write", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.Column("revoked", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_token_name_not_blank")),
        sa.CheckConstraint("may_write IN (0, 1)", name=op.f("ck_token_may_write_flag")),
        sa.CheckConstraint("revoked IN (0, 1)", name=op.f("ck_token_revoked_flag")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
        sqlite_strict=True,
    )
