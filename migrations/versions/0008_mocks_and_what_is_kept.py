"""Mock exams, bookmarks, questions set aside, how sure somebody was, and parameters of one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

utc = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def of_learner(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f(f"fk_{table}_user_id_learners"), ondelete="CASCADE"
        ),
    )


def of_question(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f(f"fk_{table}_question_id_questions")),
    )


def upgrade() -> None:
    op.add_column(
        "learners",
        sa.Column(
            "confidence", sa.Boolean(), nullable=False, server_default=sa.false(), comment="asked how sure they are"
        ),
    )
    op.add_column(
        "sessions",
        sa.Column(
            "again", sa.Text(), nullable=False, server_default="", comment="missed ones, asked once more at the end"
        ),
    )
    op.create_table(
        "bookmarks",
        *of_learner("bookmarks"),
        *of_question("bookmarks"),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "question_id", name=op.f("pk_bookmarks")),
    )
    op.create_table(
        "set_aside",
        *of_learner("set_aside"),
        *of_question("set_aside"),
        sa.Column("why", sa.Text(), nullable=False, comment="suspended, buried or leech"),
        sa.Column("until", sa.Date(), nullable=True, comment="the study date it comes back; null = when asked for"),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "question_id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "mocks",
        sa.Column("session_id", number, autoincrement=False, nullable=False),
        *of_learner("mocks"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False, comment="with the extra time"),
        sa.Column("begun_at", utc, nullable=False),
        sa.Column("ends_at", utc, nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open, over or left"),
        sa.Column("place", sa.SmallInteger(), nullable=False, comment="the question that is shown, from 1"),
        sa.Column("flagged", sa.Text(), nullable=False, comment="places to come back to"),
        sa.Column("warned", sa.Boolean(), nullable=False, comment="the end was announced"),
        sa.Column("over_at", utc, nullable=True),
        sa.Column("answered", sa.SmallInteger(), nullable=True),
        sa.Column("correct", sa.SmallInteger(), nullable=True),
        sa.Column("domains", sa.Text(), nullable=True, comment="title → [right, all]"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_mocks_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_mocks")),
    )
    op.create_index("ix_mocks_user", "mocks", ["user_id", "begun_at"])
    op.create_index(
        "ix_mocks_open",
        "mocks",
        ["ends_at"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "parameters",
        *of_learner("parameters"),
        sa.Column("weights", sa.Text(), nullable=True, comment="of the memory model; null = the usual ones are better"),
        sa.Column("answers", sa.Integer(), nullable=False, comment="how many they were fitted on"),
        sa.Column("usual", sa.Float(), nullable=False, comment="log loss of the usual ones on held-back answers"),
        sa.Column("own", sa.Float(), nullable=False, comment="log loss of these on the same"),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_parameters")),
    )


def downgrade() -> None:
    for table in ("parameters", "mocks", "set_aside", "bookmarks"):
        op.drop_table(table)
    op.drop_column("sessions", "again")
    op.drop_column("learners", "confidence")
