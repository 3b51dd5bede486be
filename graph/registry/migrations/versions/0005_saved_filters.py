"""Filters that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "address LIKE '/%' AND address NOT LIKE '//%'",
            name=op.f("ck_saved_filter_address_here"),
        ),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_saved_filter_name_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("who", "name", name=op.f("uq_saved_filter_who_name")),
        sqlite_strict=True,
    )
