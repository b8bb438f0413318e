"""The date of somebody's exam, per subject."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "exams",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="the exam's local date"),
        sa.Column(
            "amount",
            sa.SmallInteger(),
            nullable=True,
            comment="questions a day that were agreed on; daily reminders begin with it",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_exams_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "subject", name=op.f("pk_exams")),
    )


def downgrade() -> None:
    op.drop_table("exams")
