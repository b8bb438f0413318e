"""Studying together: rounds, who voted what, boards, the admins of groups and channels, their daily question."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

utc = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("chats", sa.Column("title", sa.Text(), nullable=True, comment="as its admins see it"))
    op.add_column("chats", sa.Column("zone", sa.Text(), nullable=True, comment="IANA name; null until told"))
    op.add_column("chats", sa.Column("pace", sa.Text(), nullable=True, comment="of rounds; null = normal"))
    op.add_column(
        "chats",
        sa.Column("starters", sa.Text(), nullable=True, comment="anyone or admins; null = by the number of members"),
    )
    op.add_column("chats", sa.Column("lookups", sa.Text(), nullable=True, comment="off or topic; null = everywhere"))
    op.add_column(
        "chats",
        sa.Column(
            "thread_id", sa.BigInteger(), nullable=True, comment="the forum topic for rounds, board and daily question"
        ),
    )
    op.add_column("chats", sa.Column("polls", sa.Boolean(), nullable=True, comment="false: polls are forbidden here"))
    op.add_column(
        "chats",
        sa.Column("trouble", sa.Text(), nullable=True, comment="what its admins have been told and is not mended yet"),
    )
    op.add_column(
        "learners",
        sa.Column(
            "group_answers",
            sa.Boolean(),
            nullable=True,
            comment="answers in groups enter the own cards; null = not asked yet",
        ),
    )
    op.add_column(
        "early_votes",
        sa.Column("name", sa.Text(), nullable=False, server_default="", comment="for the scoreboard of a round"),
    )
    _rounds()
    _votes()
    _chats()


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False, comment="0 = outside of forum topics"),
        sa.Column("starter_id", sa.BigInteger(), nullable=False, comment="0 = an anonymous admin"),
        sa.Column("state", sa.Text(), nullable=False, comment="lobby, running, paused or over"),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False, comment="the topics as they were typed"),
        sa.Column("title", sa.Text(), nullable=False, comment="the topics as they are shown"),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=False, comment="question ids still to ask"),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False, comment="its askings in order"),
        sa.Column("quiet", sa.SmallInteger(), nullable=False, comment="questions in a row that nobody answered"),
        sa.Column(
            "shown_at", utc, nullable=True, comment="when the current question was known to stand; null = on its way"
        ),
        sa.Column("explained", sa.Text(), nullable=False, comment="places of the questions explained afterwards"),
        sa.Column(
            "message_id", sa.BigInteger(), nullable=True, comment="of the lobby, once somebody has pressed there"
        ),
        sa.Column("edited_at", utc, nullable=False, comment="when the lobby was last shown"),
        sa.Column("due_at", utc, nullable=True, comment="when the clock has to look again; null = it need not"),
        sa.Column("created_at", utc, nullable=False),
        sa.Column("ended_at", utc, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_chat_thread"), "rounds", ["chat_id", "thread_id", "id"])
    op.create_index(op.f("ix_rounds_due"), "rounds", ["due_at"], sqlite_where=sa.text("due_at IS NOT NULL"))
    op.create_index(
        op.f("uq_rounds_open"),
        "rounds",
        ["chat_id", "thread_id"],
        unique=True,
        sqlite_where=sa.text("state != 'over'"),
        postgresql_where=sa.text("state != 'over'"),
    )
    op.create_table(
        "players",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="gone when the round is over"),
        sa.PrimaryKeyConstraint("round_id", "user_id", name=op.f("pk_players")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_players_round_id_rounds"), ondelete="CASCADE"
        ),
    )


def _votes() -> None:
    op.create_table(
        "votes",
        sa.Column("asking_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=True, comment="null while more taps are needed"),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("asking_id", "user_id", name=op.f("pk_votes")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_votes_question_id_questions")),
    )
    op.create_index(op.f("ix_votes_at"), "votes", ["at"])
    op.create_index(op.f("ix_votes_chat_at"), "votes", ["chat_id", "at"])
    op.create_index(op.f("ix_votes_user_at"), "votes", ["user_id", "at"])
    op.create_table(
        "tallies",
        sa.Column("asking_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False, comment="votes for each option as shown, of an anonymous poll"),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("asking_id", name=op.f("pk_tallies")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_tallies_question_id_questions")),
    )
    op.create_index(op.f("ix_tallies_chat_at"), "tallies", ["chat_id", "at"])
    op.create_table(
        "standings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), nullable=False, comment="2026-W48, 2026-11 or all"),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "period", "user_id", name=op.f("pk_standings")),
    )
    op.create_table(
        "board_members",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="kept only of those who asked to be on the board"),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name=op.f("pk_board_members")),
    )


def _chats() -> None:
    op.create_table(
        "stewards",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", utc, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name=op.f("pk_stewards")),
    )
    op.create_index(op.f("ix_stewards_user"), "stewards", ["user_id"])
    op.create_table(
        "chat_dailies",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False, comment="minutes after local midnight"),
        sa.Column("weekdays", sa.SmallInteger(), nullable=False, comment="a bit for each day, Monday is the lowest"),
        sa.Column("topic", sa.Text(), nullable=True, comment="null = all"),
        sa.Column("next_due_at", utc, nullable=True, comment="null = off or paused"),
        sa.Column("next_date", sa.Date(), nullable=True, comment="the local date that next_due_at belongs to"),
        sa.Column("served", sa.Date(), nullable=True, comment="the last local date that was planned"),
        sa.Column("asking_id", sa.BigInteger(), nullable=True, comment="the question that stands open"),
        sa.Column("quiet", sa.SmallInteger(), nullable=False, comment="questions in a row that nobody answered"),
        sa.Column("paused", sa.Text(), nullable=True, comment="why it rests"),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chat_dailies")),
    )
    op.create_index(
        op.f("ix_chat_dailies_due"), "chat_dailies", ["next_due_at"], sqlite_where=sa.text("next_due_at IS NOT NULL")
    )


def downgrade() -> None:
    for table in ("chat_dailies", "stewards", "board_members", "standings", "tallies", "votes", "players", "rounds"):
        op.drop_table(table)
    op.drop_column("chats", "title")
    op.drop_column("chats", "zone")
    op.drop_column("chats", "pace")
    op.drop_column("chats", "starters")
    op.drop_column("chats", "lookups")
    op.drop_column("chats", "thread_id")
    op.drop_column("chats", "polls")
    op.drop_column("chats", "trouble")
    op.drop_column("learners", "group_answers")
    op.drop_column("early_votes", "name")
