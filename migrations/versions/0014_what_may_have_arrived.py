"""The few rows of the outbox that may have arrived: among them are the polls that nobody knows yet."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_UNSURE = sa.text("attempts > 0")


def upgrade() -> None:
    op.create_index("ix_outbox_unsure", "outbox", ["done_at"], sqlite_where=_UNSURE, postgresql_where=_UNSURE)


def downgrade() -> None:
    op.drop_index("ix_outbox_unsure", table_name="outbox")
