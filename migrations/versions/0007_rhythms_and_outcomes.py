"""Daily questions with a rhythm, plans with a beginning, and what was said once."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

utc = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def _no(name: str, comment: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment)


def _none(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False, server_default="0", comment=comment)


def _columns() -> dict[str, list[sa.Column[object]]]:
    return {
        "subscriptions": [
            sa.Column("hours", sa.Text(), nullable=False, server_default="", comment="more minutes to ask at"),
            sa.Column("until", sa.SmallInteger(), comment="with it, `amount` moments are spread from minute to until"),
            _none("gap", "least minutes between two of them"),
            sa.Column("days_off", sa.Text(), nullable=False, server_default="", comment="weekdays, 0 = Monday"),
            _no("only_due", "not when nothing is due"),
            _no("weekly", "a summary of the week"),
            _none("next_place", "which moment of next_date is next"),
            _none("unanswered", "days asked in vain before asked_on"),
            sa.Column("asked_on", sa.Date(), comment="the last study date that had its first push"),
        ],
        "exams": [
            sa.Column("begun", sa.Date(), comment="the study date the plan was made, or made anew"),
            sa.Column("unseen", sa.Integer(), comment="questions that were new to the learner then"),
            _no("asked", "we have asked how it went"),
            sa.Column("outcome", sa.Text(), comment="passed, failed, moved or untold"),
        ],
    }


def upgrade() -> None:
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "said",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False, comment="a kind of milestone, or what was asked"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", utc, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_said_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "subject", "what", "number", name=op.f("pk_said")),
    )


def downgrade() -> None:
    op.drop_table("said")
    for table, columns in _columns().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
