"""What a batch takes back, what an unnamed village turned out to be, claims, and uploads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")
NUMBER = sa.Integer().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    refer("batch", "undoes_id", "batch")
    refer("party", "resolved_to_id", "party")
    op.create_index(
        "ux_party_resolved_to_id",
        "party",
        ["resolved_to_id"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )
    create_claim()
    create_upload()


def refer(table: str, column: str, target: str) -> None:
    """Adds a reference in place: rebuilding a table would copy all of its rows."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind}"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)"
    )


def create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("division_id", ID, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("quantity", NUMBER, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("retracted", NUMBER, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("id BETWEEN 1 AND 2147483647", name=op.f("ck_claim_id_counted")),
        sa.CheckConstraint("retracted IN (0, 1)", name=op.f("ck_claim_retracted_flag")),
        sa.CheckConstraint(
            "measure IN ('donor_towns', 'recipient_townships', 'donor_villages',"
            " 'recipient_villages', 'donor_schools', 'recipient_schools', 'donor_hospitals',"
            " 'recipient_hospitals', 'donor_enterprises', 'villages_of_enterprises')",
            name=op.f("ck_claim_measure_known"),
        ),
        sa.CheckConstraint("length(trim(item)) > 0", name=op.f("ck_claim_item_not_blank")),
        sa.CheckConstraint(
            "quantity BETWEEN 0 AND 2147483647", name=op.f("ck_claim_quantity_counted")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_claim_batch_id")),
        sa.ForeignKeyConstraint(["division_id"], ["party.id"], name=op.f("fk_claim_division_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_claim_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sqlite_strict=True,
    )
    op.create_index(
        "ux_claim_division_id_year_item",
        "claim",
        ["division_id", "year", "item"],
        unique=True,
        sqlite_where=sa.text("retracted = 0"),
        postgresql_where=sa.text("retracted = 0"),
    )


def create_upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("batch_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_upload_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sqlite_strict=True,
    )
    op.create_index("ix_upload_at", "upload", ["at"])
