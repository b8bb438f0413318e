"""How an asking is answered, what was drawn for it, and the answer style of a learner."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NAMES = ("form", "draw", "wanted", "picked", "given")


def upgrade() -> None:
    for column in (
        sa.Column("form", sa.Text(), nullable=False, server_default="choice", comment="how it is answered"),
        sa.Column(
            "draw",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="seed of its numbers, or of the pair asked",
        ),
        sa.Column("wanted", sa.Text(), nullable=True, comment="what is accepted when it is typed, as sent"),
        sa.Column(
            "picked", sa.Text(), nullable=False, server_default="", comment="taps so far of an answer of several"
        ),
        sa.Column("given", sa.Text(), nullable=True, comment="what was typed"),
    ):
        op.add_column("askings", column)
    op.add_column(
        "learners",
        sa.Column("answer_style", sa.Text(), nullable=True, comment="poll, typed or reader; null = buttons"),
    )


def downgrade() -> None:
    op.drop_column("learners", "answer_style")
    for name in NAMES:
        op.drop_column("askings", name)
