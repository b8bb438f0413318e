"""Every table. The migrations create exactly these; a test compares the two by schema dump.

Ids of people, chats and messages come from Telegram and need 64 bits. Tables about a person carry
`user_id`, so that export, forgetting and sharding have one handle.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage.types import Indexes, Json, Utc

REVISION = "0014"
"""The schema this code works with; a database with a later one is refused."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only for a column declared INTEGER."""

learners = Table(
    "learners",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, comment="chosen in settings; null follows the phone"),
    Column("phone_language", Text, comment="language_code of the last update"),
    Column("zone", Text, comment="IANA name; null until told"),
    Column("subject", Text, comment="null = the first one"),
    Column("answer_style", Text, comment="poll, typed or reader; null = buttons"),
    Column("look", Text, comment="of pictures: dark; null = light"),
    Column("group_answers", Boolean, comment="answers in groups enter the own cards; null = not asked yet"),
    Column("created_at", Utc, nullable=False),
    Column("blocked_at", Utc, comment="set when Telegram answers 403, cleared by the next update"),
    Column("confidence", Boolean, nullable=False, server_default=false(), comment="asked how sure they are"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("slot", SmallInteger, primary_key=True, comment="0 = the first reminder of a day"),
    Column("minute", SmallInteger, nullable=False, comment="minutes after local midnight"),
    Column("amount", SmallInteger, nullable=False, comment="questions a day"),
    Column("paused_until", Utc),
    Column("next_due_at", Utc, comment="null = off or paused without an end"),
    Column("next_date", Date, comment="the local study date next_due_at belongs to"),
    Column("hours", Indexes, nullable=False, server_default="", comment="more minutes to ask at"),
    Column("until", SmallInteger, comment="with it, `amount` moments are spread from minute to until"),
    Column("gap", SmallInteger, nullable=False, server_default="0", comment="least minutes between two of them"),
    Column("days_off", Indexes, nullable=False, server_default="", comment="weekdays, 0 = Monday"),
    Column("only_due", Boolean, nullable=False, server_default=text("false"), comment="not when nothing is due"),
    Column("weekly", Boolean, nullable=False, server_default=text("false"), comment="a summary of the week"),
    Column("next_place", SmallInteger, nullable=False, server_default="0", comment="which moment of next_date is next"),
    Column(
        "unanswered", SmallInteger, nullable=False, server_default="0", comment="days asked in vain before asked_on"
    ),
    Column("asked_on", Date, comment="the last study date that had its first push"),
)
Index("ix_subscriptions_due", subscriptions.c.next_due_at, sqlite_where=subscriptions.c.next_due_at.isnot(None))

exams = Table(
    "exams",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("day", Date, nullable=False, comment="the exam's local date"),
    Column("amount", SmallInteger, comment="questions a day that were agreed on; daily reminders begin with it"),
    Column("begun", Date, comment="the study date the plan was made, or made anew"),
    Column("unseen", Integer, comment="questions that were new to the learner then"),
    Column("asked", Boolean, nullable=False, server_default=text("false"), comment="we have asked how it went"),
    Column("outcome", Text, comment="passed, failed, moved or untold"),
)

said = Table(
    "said",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("what", Text, primary_key=True, comment="a kind of milestone, or what was asked"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("retired_at", Utc),
    UniqueConstraint("subject", "key"),
)

cards = Table(
    "cards",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", Integer, ForeignKey("questions.id"), primary_key=True),
    Column("due", Utc, nullable=False),
    Column("stability", Float, nullable=False, comment="days until recall falls to 90 %"),
    Column("difficulty", Float, nullable=False),
    Column("last_review", Utc, nullable=False, comment="noon UTC of the study date"),
    Column("reviews", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("algorithm", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_cards_user_due", cards.c.user_id, cards.c.due)

sessions = Table(
    "sessions",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False, comment="quiz or daily"),
    Column("subject", Text, nullable=False),
    Column("topic", Text),
    Column("queue", Indexes, nullable=False, comment="question ids still to ask"),
    Column("size", SmallInteger, nullable=False),
    Column("state", Text, nullable=False, comment="open or closed"),
    Column("opened_at", Utc, nullable=False),
    Column("study_date", Date, nullable=False),
    Column("again", Indexes, nullable=False, server_default="", comment="missed ones, asked once more at the end"),
)
Index("ix_sessions_user_open", sessions.c.user_id, sessions.c.state)

askings = Table(
    "askings",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("user_id", BigInteger, comment="null when a chat was asked"),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("question_id", Integer, ForeignKey("questions.id"), nullable=False),
    Column("version", Integer, nullable=False, comment="which text of the question was shown"),
    Column("form", Text, nullable=False, server_default="choice", comment="how it is answered"),
    Column("draw", Integer, nullable=False, server_default="0", comment="seed of its numbers, or of the pair asked"),
    Column("arrangement", Indexes, nullable=False, comment="option numbers in the order shown"),
    Column("key", Indexes, nullable=False, comment="right option numbers as sent: grading needs no content"),
    Column("wanted", Json, comment="what is accepted when it is typed, as sent"),
    Column("picked", Indexes, nullable=False, server_default="", comment="taps so far of an answer of several"),
    Column("purpose", Text, nullable=False, comment="quiz, daily or poll"),
    Column("session_id", BigInteger, ForeignKey("sessions.id", ondelete="CASCADE")),
    Column("position", SmallInteger, nullable=False, server_default="1"),
    Column("state", Text, nullable=False, comment="open, answered, replaced or expired"),
    Column("message_id", BigInteger),
    Column("poll_id", Text),
    Column("buried", Boolean, nullable=False, server_default=text("false"), comment="another message stands below"),
    Column("asked_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("chosen", Indexes, comment="option numbers; empty = I don't know"),
    Column("given", Text, comment="what was typed"),
    Column("correct", Boolean),
    UniqueConstraint("poll_id"),
)
Index("ix_askings_user_state", askings.c.user_id, askings.c.state)
Index("ix_askings_session", askings.c.session_id)
Index("ix_askings_message", askings.c.chat_id, askings.c.message_id)

reviews = Table(
    "reviews",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), nullable=False),
    Column("question_id", Integer, ForeignKey("questions.id"), nullable=False),
    Column("asking_id", BigInteger),
    Column("at", Utc, nullable=False),
    Column("study_date", Date, nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("guessed", Boolean, nullable=False),
    Column("seconds", Float, comment="from shown to answered; null when not known"),
    Column("amends", BigInteger, comment="the review that this row corrects"),
    Column("kind", Text, nullable=False, comment="answer or guessed"),
    # PostgreSQL keeps the log by month, and there a key must hold the month; a replay has the same study date
    UniqueConstraint("asking_id", "user_id", "kind").ddl_if(dialect="sqlite"),
    UniqueConstraint("asking_id", "user_id", "kind", "study_date").ddl_if(dialect="postgresql"),
)
Index("ix_reviews_user_at", reviews.c.user_id, reviews.c.at)
Index("ix_reviews_user_question", reviews.c.user_id, reviews.c.question_id)

early_votes = Table(
    "early_votes",
    metadata,
    Column("poll_id", Text, primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("places", Indexes, nullable=False, comment="chosen options as shown"),
    Column("at", Utc, nullable=False),
    Column("name", Text, nullable=False, server_default="", comment="for the scoreboard of a round"),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False, comment="what the next text means"),
    Column("data", Json),
    Column("expires_at", Utc, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("language", Text),
    Column("present", Boolean, nullable=False, comment="the bot is a member and may write"),
    Column("recent", Indexes, nullable=False, server_default="", comment="question ids asked here lately"),
    Column("created_at", Utc, nullable=False),
    Column("title", Text, comment="as its admins see it"),
    Column("zone", Text, comment="IANA name; null until told"),
    Column("pace", Text, comment="of rounds; null = normal"),
    Column("starters", Text, comment="anyone or admins; null = by the number of members"),
    Column("lookups", Text, comment="off or topic; null = everywhere"),
    Column("thread_id", BigInteger, comment="the forum topic for rounds, board and daily question"),
    Column("polls", Boolean, comment="false: polls are forbidden here"),
    Column("trouble", Text, comment="what its admins have been told and is not mended yet"),
    Column("rounds_thread", BigInteger, comment="the only forum topic for rounds; 0 = General, null = everywhere"),
    Column("board_thread", BigInteger, comment="the only forum topic for the board; 0 = General, null = everywhere"),
    Column("linked_chat_id", BigInteger, comment="of a channel: its discussion group"),
    Column("linked_name", Text, comment="the public name of that group; null = it is private"),
)

forum_topics = Table(
    "forum_topics",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, comment="null until Telegram tells it"),
    Column("is_open", Boolean, nullable=False, comment="false: closed or deleted, as far as we know"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, comment="0 = outside of forum topics"),
    Column("starter_id", BigInteger, nullable=False, comment="0 = an anonymous admin"),
    Column("state", Text, nullable=False, comment="lobby, running, paused or over"),
    Column("pace", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("wanted", Text, nullable=False, comment="the topics as they were typed"),
    Column("title", Text, nullable=False, comment="the topics as they are shown"),
    Column("language", Text),
    Column("queue", Indexes, nullable=False, comment="question ids still to ask"),
    Column("size", SmallInteger, nullable=False),
    Column("asked", Indexes, nullable=False, comment="its askings in order"),
    Column("quiet", SmallInteger, nullable=False, comment="questions in a row that nobody answered"),
    Column("shown_at", Utc, comment="when the current question was known to stand; null = on its way"),
    Column("explained", Indexes, nullable=False, comment="places of the questions explained afterwards"),
    Column("message_id", BigInteger, comment="of the lobby, once somebody has pressed there"),
    Column("edited_at", Utc, nullable=False, comment="when the lobby was last shown"),
    Column("due_at", Utc, comment="when the clock has to look again; null = it need not"),
    Column("created_at", Utc, nullable=False),
    Column("ended_at", Utc),
)
_open = rounds.c.state != "over"
Index(
    "uq_rounds_open",
    rounds.c.chat_id,
    rounds.c.thread_id,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index("ix_rounds_chat_thread", rounds.c.chat_id, rounds.c.thread_id, rounds.c.id)
Index("ix_rounds_due", rounds.c.due_at, sqlite_where=rounds.c.due_at.isnot(None))

players = Table(
    "players",
    metadata,
    Column("round_id", BigInteger, ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, comment="gone when the round is over"),
)

votes = Table(
    "votes",
    metadata,
    Column("asking_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("question_id", Integer, ForeignKey("questions.id"), nullable=False),
    Column("chosen", Indexes, nullable=False),
    Column("correct", Boolean, comment="null while more taps are needed"),
    Column("at", Utc, nullable=False),
)
Index("ix_votes_user_at", votes.c.user_id, votes.c.at)
Index("ix_votes_chat_at", votes.c.chat_id, votes.c.at)
Index("ix_votes_at", votes.c.at)

tallies = Table(
    "tallies",
    metadata,
    Column("asking_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("question_id", Integer, ForeignKey("questions.id"), nullable=False),
    Column("counts", Indexes, nullable=False, comment="votes for each option as shown, of an anonymous poll"),
    Column("at", Utc, nullable=False),
)
Index("ix_tallies_chat_at", tallies.c.chat_id, tallies.c.at)

standings = Table(
    "standings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True, comment="2026-W48, 2026-11 or all"),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("answers", Integer, nullable=False),
    Column("right", Integer, nullable=False),
)

board_members = Table(
    "board_members",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, comment="kept only of those who asked to be on the board"),
)

stewards = Table(
    "stewards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Utc, nullable=False),
)
Index("ix_stewards_user", stewards.c.user_id)

chat_dailies = Table(
    "chat_dailies",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("minute", SmallInteger, nullable=False, comment="minutes after local midnight"),
    Column("weekdays", SmallInteger, nullable=False, comment="a bit for each day, Monday is the lowest"),
    Column("topic", Text, comment="null = all"),
    Column("next_due_at", Utc, comment="null = off or paused"),
    Column("next_date", Date, comment="the local date that next_due_at belongs to"),
    Column("served", Date, comment="the last local date that was planned"),
    Column("asking_id", BigInteger, comment="the question that stands open"),
    Column("quiet", SmallInteger, nullable=False, comment="questions in a row that nobody answered"),
    Column("paused", Text, comment="why it rests"),
)
Index("ix_chat_dailies_due", chat_dailies.c.next_due_at, sqlite_where=chat_dailies.c.next_due_at.isnot(None))

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, nullable=False, comment="the person, else the chat"),
    Column("body", Text, comment="raw JSON; emptied when done"),
    Column("received_at", Utc, nullable=False),
    Column("state", Text, nullable=False, comment="new, done or dead"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("lease_owner", Text),
    Column("lease_until", Utc),
)
_new = inbox.c.state == "new"
Index("ix_inbox_new", inbox.c.update_id, sqlite_where=_new, postgresql_where=_new)
Index("ix_inbox_lane", inbox.c.lane, inbox.c.update_id, sqlite_where=_new, postgresql_where=_new)
Index("ix_inbox_received", inbox.c.received_at)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("update_id", BigInteger),
    Column("user_id", BigInteger),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("user_id", BigInteger, comment="whose message this is"),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, comment="what is edited or deleted, else what was sent"),
    Column("kind", Text, nullable=False, comment="message, edit, delete, or a push without a body yet"),
    Column("method", Text, comment="of the Bot API; null until the body is made"),
    Column("body", Json, comment="parameters; emptied when done"),
    Column("asking_id", BigInteger),
    Column("priority", SmallInteger, nullable=False, comment="0 reply, 1 round, 2 push"),
    Column("state", Text, nullable=False, comment="ready, claimed, sending, held, sent, dropped"),
    Column("created_at", Utc, nullable=False),
    Column("not_before", Utc, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("lease_owner", Text),
    Column("lease_until", Utc),
    Column("done_at", Utc),
    Column("reason", Text, comment="why it was held or dropped"),
    Column("study_date", Date),
    Column("slot", SmallInteger),
    Column("answers", BigInteger, comment="the message with the question that this answers"),
    Column("lasts", SmallInteger, comment="seconds until the message is removed again; null = it stays"),
    UniqueConstraint("user_id", "study_date", "slot"),
)
_waiting = outbox.c.state.in_(["ready", "claimed", "sending", "held"])
Index(
    "ix_outbox_waiting",
    outbox.c.state,
    outbox.c.priority,
    outbox.c.not_before,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
_free = _waiting & outbox.c.lease_owner.is_(None)
Index(  # in the order of sending: a million planned pushes are not sorted to claim the next ten
    "ix_outbox_free", outbox.c.priority, outbox.c.id, sqlite_where=_free, postgresql_where=_free
)
Index("ix_outbox_done", outbox.c.done_at)
_unsure = outbox.c.attempts > 0
Index("ix_outbox_unsure", outbox.c.done_at, sqlite_where=_unsure, postgresql_where=_unsure)
Index("ix_outbox_message", outbox.c.chat_id, outbox.c.message_id)
_answering = outbox.c.answers.isnot(None)
Index("ix_outbox_answers", outbox.c.chat_id, outbox.c.answers, sqlite_where=_answering, postgresql_where=_answering)

replicas = Table(
    "replicas",
    metadata,
    Column("owner", Text, primary_key=True, comment="the name of a running process"),
    Column("beat", BigInteger, nullable=False, comment="grows while it is alive"),
    Column("since", Utc, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True, comment="what one process does for all: polling"),
    Column("owner", Text, nullable=False),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("words", Text, nullable=False, comment="the question, folded and cut"),
    Column("nearest", Text, comment="the closest topic at that time"),
    Column("times", Integer, nullable=False),
    Column("askers", SmallInteger, nullable=False, comment="how many different people, up to three"),
    Column("hashes", Text, comment="keyed hashes of the askers; null once there are three"),
    Column("first_at", Utc, nullable=False),
    Column("last_at", Utc, nullable=False),
    UniqueConstraint("subject", "words"),
)

remembered = Table(
    "remembered",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", Integer, ForeignKey("questions.id"), primary_key=True),
    Column("at", Utc, nullable=False),
)

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", Integer, ForeignKey("questions.id"), primary_key=True),
    Column("at", Utc, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", Integer, ForeignKey("questions.id"), primary_key=True),
    Column("why", Text, nullable=False, comment="suspended, buried or leech"),
    Column("until", Date, comment="the study date it comes back; null = when asked for"),
    Column("at", Utc, nullable=False),
)

mocks = Table(
    "mocks",
    metadata,
    Column("session_id", BigKey, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("size", SmallInteger, nullable=False),
    Column("minutes", SmallInteger, nullable=False, comment="with the extra time"),
    Column("begun_at", Utc, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("state", Text, nullable=False, comment="open, over or left"),
    Column("place", SmallInteger, nullable=False, comment="the question that is shown, from 1"),
    Column("flagged", Indexes, nullable=False, comment="places to come back to"),
    Column("warned", Boolean, nullable=False, comment="the end was announced"),
    Column("over_at", Utc),
    Column("answered", SmallInteger),
    Column("correct", SmallInteger),
    Column("domains", Json, comment="title → [right, all]"),
)
Index("ix_mocks_user", mocks.c.user_id, mocks.c.begun_at)
_running = text("state = 'open'")
Index("ix_mocks_open", mocks.c.ends_at, sqlite_where=_running, postgresql_where=_running)

parameters = Table(
    "parameters",
    metadata,
    Column("user_id", BigInteger, ForeignKey("learners.user_id", ondelete="CASCADE"), primary_key=True),
    Column("weights", Json, comment="of the memory model; null = the usual ones are better"),
    Column("answers", Integer, nullable=False, comment="how many they were fitted on"),
    Column("usual", Float, nullable=False, comment="log loss of the usual ones on held-back answers"),
    Column("own", Float, nullable=False, comment="log loss of these on the same"),
    Column("at", Utc, nullable=False),
)

budgets = Table(
    "budgets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("free_at", Float, nullable=False, comment="GCRA's theoretical arrival time, seconds since 1970"),
)

operation = Table(
    "operation",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
