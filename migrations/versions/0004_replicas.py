"""Who works on this database, and which of them does what one does for all."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

utc = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "replicas",
        sa.Column("owner", sa.Text(), nullable=False, comment="the name of a running process"),
        sa.Column("beat", sa.BigInteger(), nullable=False, comment="grows while it is alive"),
        sa.Column("since", utc, nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_replicas")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False, comment="what one process does for all: polling"),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_index(
        op.f("ix_inbox_lane"),
        "inbox",
        ["lane", "update_id"],
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_inbox_lane"), table_name="inbox")
    op.drop_table("leases")
    op.drop_table("replicas")
