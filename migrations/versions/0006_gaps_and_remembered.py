"""What the notes lack, counted; and the questions that a learner asked to be reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

utc = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="the question, folded and cut"),
        sa.Column("nearest", sa.Text(), nullable=True, comment="the closest topic at that time"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("askers", sa.SmallInteger(), nullable=False, comment="how many different people, up to three"),
        sa.Column("hashes", sa.Text(), nullable=True, comment="keyed hashes of the askers; null once there are three"),
        sa.Column("first_at", utc, nullable=False),
        sa.Column("last_at", utc, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("subject", "words", name=op.f("uq_gaps_subject_words")),
    )
    op.create_table(
        "remembered",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("at", utc, nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_remembered_question_id_questions")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_remembered_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "question_id", name=op.f("pk_remembered")),
    )


def downgrade() -> None:
    op.drop_table("remembered")
    op.drop_table("gaps")
