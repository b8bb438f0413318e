"""Which message an answer answers, so that an edited question edits its answer."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ANSWERING = sa.text("answers IS NOT NULL")


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column("answers", sa.BigInteger(), nullable=True, comment="the message with the question that this answers"),
    )
    op.create_index(
        op.f("ix_outbox_answers"),
        "outbox",
        ["chat_id", "answers"],
        sqlite_where=ANSWERING,
        postgresql_where=ANSWERING,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_answers"), "outbox")
    op.drop_column("outbox", "answers")
