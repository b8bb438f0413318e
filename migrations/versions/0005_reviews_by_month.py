"""PostgreSQL keeps the review log by month; on SQLite, which has no partitions, nothing changes.

Partitions come with the tick (storage.months); whatever has none lies in reviews_other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COLUMNS = "id, user_id, question_id, asking_id, at, study_date, correct, guessed, seconds, amends, kind"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    _set_aside()
    _create("PARTITION BY RANGE (study_date)", "PRIMARY KEY (id, study_date)", ", study_date")
    op.execute("CREATE TABLE reviews_other PARTITION OF reviews DEFAULT")
    _refill()


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    _set_aside()
    _create("", "PRIMARY KEY (id)", "")
    _refill()


def _set_aside() -> None:
    """Another name for the old table and for what belongs to it; the sequence goes over to the new one."""
    op.execute("ALTER TABLE reviews RENAME TO reviews_before")
    op.execute("ALTER SEQUENCE reviews_id_seq OWNED BY NONE")
    for name in ("pk_reviews", "uq_reviews_asking_id_user_id_kind", "uq_reviews_asking_id_user_id_kind_study_date"):
        op.execute(f"ALTER TABLE reviews_before DROP CONSTRAINT IF EXISTS {name}")
    for name in ("fk_reviews_question_id_questions", "fk_reviews_user_id_learners"):
        op.execute(f"ALTER TABLE reviews_before DROP CONSTRAINT {name}")
    op.execute("DROP INDEX ix_reviews_user_at")
    op.execute("DROP INDEX ix_reviews_user_question")


def _create(partitions: str, key: str, unique_with: str) -> None:
    name = f"uq_reviews_asking_id_user_id_kind{'_study_date' if unique_with else ''}"
    op.execute(
        f"""
        CREATE TABLE reviews (
            id BIGINT NOT NULL DEFAULT nextval('reviews_id_seq'),
            user_id BIGINT NOT NULL CONSTRAINT fk_reviews_user_id_learners REFERENCES learners ON DELETE CASCADE,
            question_id INTEGER NOT NULL CONSTRAINT fk_reviews_question_id_questions REFERENCES questions,
            asking_id BIGINT,
            at TIMESTAMP WITH TIME ZONE NOT NULL,
            study_date DATE NOT NULL,
            correct BOOLEAN NOT NULL,
            guessed BOOLEAN NOT NULL,
            seconds DOUBLE PRECISION,
            amends BIGINT,
            kind TEXT NOT NULL,
            CONSTRAINT pk_reviews {key},
            CONSTRAINT {name} UNIQUE (asking_id, user_id, kind{unique_with})
        ) {partitions}
        """
    )
    op.execute("ALTER SEQUENCE reviews_id_seq OWNED BY reviews.id")
    op.create_index("ix_reviews_user_at", "reviews", ["user_id", "at"])
    op.create_index("ix_reviews_user_question", "reviews", ["user_id", "question_id"])
    for column, comment in (
        ("seconds", "from shown to answered; null when not known"),
        ("amends", "the review that this row corrects"),
        ("kind", "answer or guessed"),
    ):
        op.execute(f"COMMENT ON COLUMN reviews.{column} IS '{comment}'")


def _refill() -> None:
    op.execute(sa.text(f"INSERT INTO reviews ({COLUMNS}) SELECT {COLUMNS} FROM reviews_before"))  # noqa: S608
    op.execute("DROP TABLE reviews_before")
