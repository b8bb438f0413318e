"""Learners and their cards, askings and reviews, inbox and outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

utc = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
big_key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "budgets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("free_at", sa.Float(), nullable=False, comment="GCRA's theoretical arrival time, seconds since 1970"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_budgets")),
    )
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False, comment="the bot is a member and may write"),
        sa.Column("recent", sa.Text(), server_default="", nullable=False, comment="question ids asked here lately"),
        sa.Column("created_at", utc, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chats")),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", big_key, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
    )
    op.create_table(
        "dialogues",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="what the next text means"),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("expires_at", utc, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "chat_id", name=op.f("pk_dialogues")),
    )
    op.create_table(
        "early_votes",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("places", sa.Text(), nullable=False, comment="chosen options as shown"),
        sa.Column("at", utc, nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "user_id", name=op.f("pk_early_votes")),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.BigInteger(), nullable=False, comment="the person, else the chat"),
        sa.Column("body", sa.Text(), nullable=True, comment="raw JSON; emptied when done"),
        sa.Column("received_at", utc, nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="new, done or dead"),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", utc, nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_inbox")),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["update_id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index("ix_inbox_received", "inbox", ["received_at"], unique=False)
    op.create_table(
        "learners",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=True, comment="chosen in settings; null follows the phone"),
        sa.Column("phone_language", sa.Text(), nullable=True, comment="language_code of the last update"),
        sa.Column("zone", sa.Text(), nullable=True, comment="IANA name; null until told"),
        sa.Column("subject", sa.Text(), nullable=True, comment="null = the first one"),
        sa.Column("created_at", utc, nullable=False),
        sa.Column(
            "blocked_at", utc, nullable=True, comment="set when Telegram answers 403, cleared by the next update"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_learners")),
    )
    op.create_table(
        "operation",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_operation")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", big_key, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True, comment="whose message this is"),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "message_id", sa.BigInteger(), nullable=True, comment="what is edited or deleted, else what was sent"
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="message, edit, delete, or a push without a body yet"),
        sa.Column("method", sa.Text(), nullable=True, comment="of the Bot API; null until the body is made"),
        sa.Column("body", sa.Text(), nullable=True, comment="parameters; emptied when done"),
        sa.Column("asking_id", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False, comment="0 reply, 1 round, 2 push"),
        sa.Column("state", sa.Text(), nullable=False, comment="ready, claimed, sending, held, sent, dropped"),
        sa.Column("created_at", utc, nullable=False),
        sa.Column("not_before", utc, nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", utc, nullable=True),
        sa.Column("done_at", utc, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was held or dropped"),
        sa.Column("study_date", sa.Date(), nullable=True),
        sa.Column("slot", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("user_id", "study_date", "slot", name=op.f("uq_outbox_user_id_study_date_slot")),
    )
    op.create_index("ix_outbox_done", "outbox", ["done_at"], unique=False)
    op.create_index("ix_outbox_message", "outbox", ["chat_id", "message_id"], unique=False)
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["state", "priority", "not_before"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'claimed', 'sending', 'held')"),
        postgresql_where=sa.text("state IN ('ready', 'claimed', 'sending', 'held')"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("retired_at", utc, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("subject", "key", name=op.f("uq_questions_subject_key")),
    )
    op.create_table(
        "cards",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("due", utc, nullable=False),
        sa.Column("stability", sa.Float(), nullable=False, comment="days until recall falls to 90 %"),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("last_review", utc, nullable=False, comment="noon UTC of the study date"),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_cards_question_id_questions")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_cards_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "question_id", name=op.f("pk_cards")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cards_user_due", "cards", ["user_id", "due"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", big_key, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("asking_id", sa.BigInteger(), nullable=True),
        sa.Column("at", utc, nullable=False),
        sa.Column("study_date", sa.Date(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("guessed", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True, comment="from shown to answered; null when not known"),
        sa.Column("amends", sa.BigInteger(), nullable=True, comment="the review that this row corrects"),
        sa.Column("kind", sa.Text(), nullable=False, comment="answer or guessed"),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_reviews_question_id_questions")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_reviews_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("asking_id", "user_id", "kind", name=op.f("uq_reviews_asking_id_user_id_kind")),
    )
    op.create_index("ix_reviews_user_at", "reviews", ["user_id", "at"], unique=False)
    op.create_index("ix_reviews_user_question", "reviews", ["user_id", "question_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", big_key, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False, comment="quiz or daily"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=False, comment="question ids still to ask"),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open or closed"),
        sa.Column("opened_at", utc, nullable=False),
        sa.Column("study_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_sessions_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_user_open", "sessions", ["user_id", "state"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False, comment="0 = the first reminder of a day"),
        sa.Column("minute", sa.SmallInteger(), nullable=False, comment="minutes after local midnight"),
        sa.Column("amount", sa.SmallInteger(), nullable=False, comment="questions a day"),
        sa.Column("paused_until", utc, nullable=True),
        sa.Column("next_due_at", utc, nullable=True, comment="null = off or paused without an end"),
        sa.Column("next_date", sa.Date(), nullable=True, comment="the local study date next_due_at belongs to"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["learners.user_id"], name=op.f("fk_subscriptions_user_id_learners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "slot", name=op.f("pk_subscriptions")),
    )
    op.create_index(
        "ix_subscriptions_due",
        "subscriptions",
        ["next_due_at"],
        unique=False,
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.create_table(
        "askings",
        sa.Column("id", big_key, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True, comment="null when a chat was asked"),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="which text of the question was shown"),
        sa.Column("arrangement", sa.Text(), nullable=False, comment="option numbers in the order shown"),
        sa.Column("key", sa.Text(), nullable=False, comment="right option numbers as sent: grading needs no content"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="quiz, daily or poll"),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open, answered, replaced or expired"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("poll_id", sa.Text(), nullable=True),
        sa.Column(
            "buried",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="another message stands below",
        ),
        sa.Column("asked_at", utc, nullable=False),
        sa.Column("closed_at", utc, nullable=True),
        sa.Column("chosen", sa.Text(), nullable=True, comment="option numbers; empty = I don't know"),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_askings_question_id_questions")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_askings_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_askings")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_askings_poll_id")),
    )
    op.create_index("ix_askings_message", "askings", ["chat_id", "message_id"], unique=False)
    op.create_index("ix_askings_session", "askings", ["session_id"], unique=False)
    op.create_index("ix_askings_user_state", "askings", ["user_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_askings_user_state", table_name="askings")
    op.drop_index("ix_askings_session", table_name="askings")
    op.drop_index("ix_askings_message", table_name="askings")
    op.drop_table("askings")
    op.drop_index("ix_subscriptions_due", table_name="subscriptions", sqlite_where=sa.text("next_due_at IS NOT NULL"))
    op.drop_table("subscriptions")
    op.drop_index("ix_sessions_user_open", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("ix_reviews_user_question", table_name="reviews")
    op.drop_index("ix_reviews_user_at", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("ix_cards_user_due", table_name="cards")
    op.drop_table("cards")
    op.drop_table("questions")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('ready', 'claimed', 'sending', 'held')"),
        postgresql_where=sa.text("state IN ('ready', 'claimed', 'sending', 'held')"),
    )
    op.drop_index("ix_outbox_message", table_name="outbox")
    op.drop_index("ix_outbox_done", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("operation")
    op.drop_table("learners")
    op.drop_index("ix_inbox_received", table_name="inbox")
    op.drop_index(
        "ix_inbox_new",
        table_name="inbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_table("inbox")
    op.drop_table("early_votes")
    op.drop_table("dialogues")
    op.drop_table("dead_letters")
    op.drop_table("chats")
    op.drop_table("budgets")
