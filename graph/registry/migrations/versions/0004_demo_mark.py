"""Whether the ledger holds the synthetic data set; every ledger before this one holds none of it."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("INSERT INTO setting (name, value) VALUES ('demo', '0')")
