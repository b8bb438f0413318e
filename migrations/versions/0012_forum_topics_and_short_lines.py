"""Forum topics for rounds and board, the discussion group of a channel, lines that are removed again."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "chats",
        sa.Column(
            "rounds_thread",
            sa.BigInteger(),
            nullable=True,
            comment="the only forum topic for rounds; 0 = General, null = everywhere",
        ),
    )
    op.add_column(
        "chats",
        sa.Column(
            "board_thread",
            sa.BigInteger(),
            nullable=True,
            comment="the only forum topic for the board; 0 = General, null = everywhere",
        ),
    )
    op.add_column(
        "chats",
        sa.Column("linked_chat_id", sa.BigInteger(), nullable=True, comment="of a channel: its discussion group"),
    )
    op.add_column(
        "chats",
        sa.Column(
            "linked_name", sa.Text(), nullable=True, comment="the public name of that group; null = it is private"
        ),
    )
    op.add_column(
        "outbox",
        sa.Column(
            "lasts",
            sa.SmallInteger(),
            nullable=True,
            comment="seconds until the message is removed again; null = it stays",
        ),
    )
    op.create_table(
        "forum_topics",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True, comment="null until Telegram tells it"),
        sa.Column("is_open", sa.Boolean(), nullable=False, comment="false: closed or deleted, as far as we know"),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", name=op.f("pk_forum_topics")),
    )


def downgrade() -> None:
    op.drop_table("forum_topics")
    op.drop_column("outbox", "lasts")
    for column in ("linked_name", "linked_chat_id", "board_thread", "rounds_thread"):
        op.drop_column("chats", column)
