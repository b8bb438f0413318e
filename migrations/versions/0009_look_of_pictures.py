"""Whether somebody wants pictures light or dark."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("learners", sa.Column("look", sa.Text(), nullable=True, comment="of pictures: dark; null = light"))


def downgrade() -> None:
    op.drop_column("learners", "look")
