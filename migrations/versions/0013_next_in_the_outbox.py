"""The outbox in the order in which it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_FREE = sa.text("state IN ('ready', 'claimed', 'sending', 'held') AND lease_owner IS NULL")


def upgrade() -> None:
    op.create_index("ix_outbox_free", "outbox", ["priority", "id"], sqlite_where=_FREE, postgresql_where=_FREE)


def downgrade() -> None:
    op.drop_index("ix_outbox_free", table_name="outbox")
