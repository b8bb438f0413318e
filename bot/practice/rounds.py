"""How a round goes on: the lobby, the next question, the end. Every step is rows changed and messages to send.

Nothing here knows who may do it, and nothing waits: `due_at` says when the clock has to look again, so a
round goes on after a restart where it stood.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.buttons import Key, RoundStep, Rows, Url, Vote, pack
from bot.chat.content import Content
from bot.chat.links import address
from bot.chat.messages import Edit, Say, Sendable, StopPoll
from bot.chat.render import Markup
from bot.chat.texts import Speech
from bot.practice import polls, present
from bot.practice.polls import Place
from bot.storage import askings, chats, early_votes, forum_topics, inbox, outbox, poll_copies, rounds, votes
from bot.storage.askings import Asking, Form, State
from bot.storage.rounds import Round
from bot.study.rounds import QUIET_LIMIT, Cast, Pace, Score, hardest, places, scores, seconds

EDIT_EVERY = timedelta(seconds=3)
"""A lobby is shown anew at most this often, however many join."""

LOBBY_LIFE = timedelta(minutes=10)
PAUSE_LIFE = timedelta(hours=24)
UNTIMED_LIFE = timedelta(minutes=30)
"""How long a question without a time waits for somebody to move on."""

LOOK = timedelta(seconds=1)
"""Until the next look whether a question has arrived."""

GRACE = timedelta(seconds=1)
"""For votes that were cast in a question's last moment."""

UNCLEAR = timedelta(seconds=10)
"""After the last question: for what Telegram tells of a poll in which somebody voted and which nobody knows."""

NAMED = 3
SHOWN_PLAYERS = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """What every step needs."""

    tx: Connection
    content: Content
    speech: Speech
    bot: str
    now: datetime


# --- the lobby


def lobby(stage: Stage, one: Round, starter: str) -> tuple[Markup, Rows]:
    """The first message of a round."""
    return _lobby_text(stage, one, starter), _lobby_rows(stage, one)


def _lobby_text(stage: Stage, one: Round, starter: str) -> Markup:
    speech, time = stage.speech, seconds(one.pace)
    key = "round-starts-untimed" if time is None else "round-starts"
    name = starter or speech.plain("round-an-admin")
    begun = speech.markup(key, name=name, topic=one.title, count=one.size, seconds=time or 0)
    return render.join([begun, speech.markup("round-rules")])


def _lobby_rows(stage: Stage, one: Round) -> Rows:
    count = len(rounds.players_of(stage.tx, one.id))
    join = Key(stage.speech.plain("button-join", count=count), RoundStep(one.id, "join", 0))
    return ((join, Key(stage.speech.plain("button-start-round"), RoundStep(one.id, "start", 0))),)


def show_lobby(stage: Stage, one: Round, message_id: int) -> Edit:
    """The lobby with everybody who is in."""
    rounds.change(stage.tx, one.id, edited_at=stage.now, message_id=message_id, due_at=one.created_at + LOBBY_LIFE)
    return Edit(one.chat_id, message_id, _joined(stage, one), _lobby_rows(stage, one))


def _joined(stage: Stage, one: Round) -> Markup:
    names = [player.name for player in rounds.players_of(stage.tx, one.id)]
    shown = ", ".join(names[:SHOWN_PLAYERS])
    key = "round-in-more" if len(names) > SHOWN_PLAYERS else "round-in"
    joined = stage.speech.markup(key, names=shown, count=len(names) - SHOWN_PLAYERS)
    about = stage.speech.markup("round-about", topic=one.title, count=one.size)
    return render.join([about, joined, stage.speech.markup("round-rules")])


def begin(stage: Stage, one: Round) -> list[Sendable]:
    """The lobby closes, the first question comes."""
    chats.change(stage.tx, one.chat_id, polls=None)
    folded: list[Sendable] = []
    if one.message_id is not None:
        folded.append(Edit(one.chat_id, one.message_id, _joined(stage, one)))
    return [*folded, *ask_next(stage, one)]


# --- questions


def ask_next(stage: Stage, one: Round, *, counted: bool = False) -> list[Sendable]:
    """The next question that can be asked; after the last one the scoreboard. counted: see `finish`."""
    chat = chats.find(stage.tx, one.chat_id)
    while one.queue:
        number, *rest = one.queue
        one = replace(one, queue=tuple(rest))
        asking = _ask(stage, one, number, letters=chat is not None and chat.polls is False)
        if asking is None:
            continue
        if chat is not None:
            chats.asked(stage.tx, chat, number)
        one = replace(one, asked=(*one.asked, asking.id))
        _store(stage, one)
        return [_question(stage, one, asking)]
    return finish(stage, one, counted=counted)


def _ask(stage: Stage, one: Round, number: int, *, letters: bool) -> Asking | None:
    item = stage.content.questions.get(number)
    if item is None:
        return None
    seed, place = one.id * 1_000 + len(one.asked), Place(one.chat_id, one.thread, letters)
    return polls.ask(stage.tx, item, place, len(one.asked) + 1, seed, stage.now)


def _store(stage: Stage, one: Round) -> None:
    """A question is on its way."""
    rounds.change(
        stage.tx,
        one.id,
        state="running",
        queue=one.queue,
        asked=one.asked,
        quiet=one.quiet,
        shown_at=None,
        due_at=stage.now + LOOK,
    )


def _question(stage: Stage, one: Round, asking: Asking) -> Sendable:
    speech = stage.speech
    pause = Key(speech.plain("button-pause-round"), RoundStep(one.id, "pause", asking.position))
    stop = Key(speech.plain("button-stop"), RoundStep(one.id, "stop", asking.position))
    on = Key(speech.plain("button-next-question"), RoundStep(one.id, "next", asking.position))
    rows: Rows = ((on, stop) if one.pace is Pace.UNTIMED else (pause, stop),)
    item = stage.content.questions[asking.question_id]
    return polls.put(speech, asking, item, heading=_heading(stage, one, asking), rows=rows, period=seconds(one.pace))


def _heading(stage: Stage, one: Round, asking: Asking) -> str:
    return stage.speech.plain("round-place", position=asking.position, size=one.size)


def look(stage: Stage, one: Round) -> list[Sendable]:
    """What the clock finds: a question that has arrived, one whose time is up, a lobby to show, a pause that ends."""
    match one.state:
        case "lobby":
            return _look_at_lobby(stage, one)
        case "running" if one.shown_at is None:
            return _look_at_sending(stage, one)
        case "running" if _votes_wait(stage, one.asked[-1:]):
            rounds.change(stage.tx, one.id, due_at=stage.now + LOOK)
            return []
        case "running":
            return move_on(stage, one)
        case _:
            close(stage, one)
            return []


def _votes_wait(stage: Stage, numbers: Sequence[int]) -> bool:
    """Whether votes of these askings came that are not counted yet: a busy hour must not look like silence."""
    asked = [asking for number in numbers if (asking := askings.find(stage.tx, number)) is not None]
    known = [asking.poll_id for asking in asked if asking.poll_id is not None]
    words = [f'"poll_id":"{poll_id}"' for poll_id in (*known, *_copies(stage, numbers))]
    words += [f'"data":"{pack(Vote(asking.id, 0))[:-1]}' for asking in asked if asking.form is not Form.POLL]
    return inbox.holds(stage.tx, words)


def _votes_lie(stage: Stage, numbers: Sequence[int]) -> bool:
    """Whether another process is just counting votes of these askings."""
    return early_votes.lie(stage.tx, numbers, _copies(stage, numbers))


def _votes_are_unclear(stage: Stage, numbers: Sequence[int]) -> bool:
    """Whether somebody just voted in a poll that nobody knows, and that may be a first copy of one of these."""
    end = askings.expired_at(stage.tx, numbers[-1]) if numbers else None
    if end is None or not timedelta() <= stage.now - end < UNCLEAR:
        return False
    if not poll_copies.may_stand_unknown(stage.tx, numbers, stage.now):
        return False
    return bool(early_votes.unknown(stage.tx)) or inbox.holds(stage.tx, ['"poll_answer":'])


def _copies(stage: Stage, numbers: Sequence[int]) -> list[str]:
    return poll_copies.of(stage.tx, numbers, stage.now)


def _look_at_lobby(stage: Stage, one: Round) -> list[Sendable]:
    if stage.now < one.created_at + LOBBY_LIFE and one.message_id is not None:
        return [show_lobby(stage, one, one.message_id)]
    close(stage, one)
    if one.message_id is None:
        return []
    return [Edit(one.chat_id, one.message_id, stage.speech.markup("round-nobody-started"))]


def _look_at_sending(stage: Stage, one: Round) -> list[Sendable]:
    """Whether the question stands by now; its time begins when it does."""
    asking = askings.find(stage.tx, one.current or 0)
    if asking is None:
        return ask_next(stage, one)
    if asking.message_id is not None or asking.poll_id is not None:  # a vote may tell that it stands, not where
        if asking.form is Form.POLL:
            chats.mended(stage.tx, one.chat_id, "polls")
        if one.thread is not None and not _misses_a_topic(stage, one.chat_id):
            chats.mended(stage.tx, one.chat_id, "topic")
        return _stands(stage, one)
    state, reason = outbox.fate(stage.tx, one.chat_id, asking.id)
    if state == "dropped":
        return _refused(stage, one, asking, reason)
    if state == "held":
        outbox.hasten(stage.tx, one.chat_id, asking.id, stage.now)
    rounds.change(stage.tx, one.id, due_at=stage.now + LOOK)
    return []


def _misses_a_topic(stage: Stage, chat_id: int) -> bool:
    """Whether a topic that something is bound to is closed: what its admins were told of it still holds."""
    chat = chats.find(stage.tx, chat_id)
    return chat is not None and forum_topics.any_shut(stage.tx, chat_id, chat.bound)


def _stands(stage: Stage, one: Round) -> list[Sendable]:
    time = seconds(one.pace)
    stands = timedelta(seconds=time) + GRACE if time is not None else UNTIMED_LIFE
    rounds.change(stage.tx, one.id, shown_at=stage.now, due_at=stage.now + stands)
    return []


def _refused(stage: Stage, one: Round, asking: Asking, reason: str) -> list[Sendable]:
    """Telegram did not take a question: letters where polls are forbidden; the end, where an admin has to act.

    One that may have arrived is not repeated again, and one that is refused for itself is left out.
    """
    if reason.startswith(poll_copies.MAYBE):
        return _stands(stage, one)
    wrong = polls.trouble(reason)
    one = replace(one, asked=one.asked[:-1])
    if wrong == "polls" and asking.form is Form.POLL:
        chats.change(stage.tx, one.chat_id, polls=False)
        one = replace(one, queue=(asking.question_id, *one.queue))
        return [*_tell(stage, one, wrong), *ask_next(stage, one)]
    chat = chats.find(stage.tx, one.chat_id)
    if wrong is None and chat is not None and chat.present:
        return ask_next(stage, one)
    close(stage, one)
    return _tell(stage, one, wrong) if wrong is not None else []


def _tell(stage: Stage, one: Round, wrong: str) -> list[Sendable]:
    return polls.tell(stage.tx, stage.speech, one.chat_id, wrong, one.starter_id)


def move_on(stage: Stage, one: Round) -> list[Sendable]:
    """The current question is over. After three without an answer the round rests."""
    closed = close_question(stage, one)
    polls.count_early(stage.tx, stage.now, one.asked)
    answered = votes.count(stage.tx, one.current or 0)[0] or _votes_lie(stage, one.asked[-1:])
    one = replace(one, quiet=0 if answered else one.quiet + 1)
    if one.quiet >= QUIET_LIMIT and one.queue:
        return [*closed, *_rest(stage, one)]
    return [*closed, *ask_next(stage, one, counted=True)]


def close_question(stage: Stage, one: Round, *, stopped: bool = False) -> list[Sendable]:
    """End the question that stands. A poll with a time ends by itself; `stopped` ends it before."""
    asking = askings.find(stage.tx, one.current or 0)
    if asking is None or not askings.close(stage.tx, asking.id, stage.now, state=State.EXPIRED):
        return []
    if asking.message_id is None:
        return []
    if asking.form is Form.POLL:
        early = stopped or one.pace is Pace.UNTIMED
        return [StopPoll(one.chat_id, asking.message_id)] if early else []
    item = stage.content.questions.get(asking.question_id)
    edit = item and polls.solved(stage.speech, asking, item, _heading(stage, one, asking))
    return [edit] if edit else []


def _rest(stage: Stage, one: Round) -> list[Sendable]:
    """Nobody is there: stop, and leave a button."""
    rounds.change(stage.tx, one.id, state="paused", quiet=0, shown_at=None, due_at=stage.now + PAUSE_LIFE)
    asked = len(one.asked)
    text = stage.speech.markup("round-nobody", count=QUIET_LIMIT, asked=asked, size=one.size)
    go = Key(stage.speech.plain("button-continue"), RoundStep(one.id, "go", asked))
    return [Say(one.chat_id, text, ((go,),), one.thread, silent=True)]


def pause(stage: Stage, one: Round) -> list[Sendable]:
    """Nothing new is asked until somebody goes on; the question that stands may still be answered."""
    rounds.change(stage.tx, one.id, state="paused", due_at=stage.now + PAUSE_LIFE)
    speech, asked = stage.speech, len(one.asked)
    rows: Rows = (
        (
            Key(speech.plain("button-continue"), RoundStep(one.id, "go", asked)),
            Key(speech.plain("button-stop"), RoundStep(one.id, "stop", asked)),
        ),
    )
    text = speech.markup("round-paused", asked=asked, size=one.size)
    return [Say(one.chat_id, text, rows, one.thread, silent=True)]


# --- the end


def close(stage: Stage, one: Round) -> None:
    """The round is over, and the names of its players are forgotten."""
    rounds.change(stage.tx, one.id, state="over", asked=one.asked, due_at=None, ended_at=stage.now)
    rounds.forget_players(stage.tx, one.id)


def finish(stage: Stage, one: Round, *, counted: bool = False) -> list[Sendable]:
    """One message: who was right how often, what was hardest, and what to do with it.

    While votes wait that are not counted yet, nothing: the clock comes back to it. counted: those that came before
    their poll was known are counted in this transaction already.
    """
    if not counted:
        polls.count_early(stage.tx, stage.now, one.asked)
    if any(waits(stage, one.asked) for waits in (_votes_wait, _votes_lie, _votes_are_unclear)):
        ending = {"state": "running", "queue": (), "asked": one.asked, "shown_at": stage.now}
        rounds.change(stage.tx, one.id, **ending, due_at=stage.now + LOOK)
        return []
    casts = _casts(stage, one)
    names = {player.user_id: player.name for player in rounds.players_of(stage.tx, one.id)}
    close(stage, one)
    speech = stage.speech
    heading = speech.markup("round-over", topic=one.title, count=len(one.asked))
    if not casts:
        return [
            Say(one.chat_id, render.join([heading, speech.markup("round-no-answers")]), (), one.thread, silent=True)
        ]
    ranked = scores(casts, one.pace)
    text = render.join(
        [
            heading,
            *(_line(speech, rank, shared, names) for rank, shared in places(ranked, NAMED)),
            speech.markup("round-played", people=len(ranked)),
            speech.markup("round-together", right=sum(score.right for score in ranked), answers=len(casts)),
            _hardest_line(stage, one, casts),
        ]
    )
    return [Say(one.chat_id, text, _end_rows(stage, one, casts), one.thread, silent=True)]


def _line(speech: Speech, rank: int, shared: list[Score], names: dict[int, str]) -> Markup:
    nobody = speech.plain("round-somebody")
    called = [names.get(score.user_id) or nobody for score in shared]
    *others, last = called
    together = speech.plain("round-and", names=", ".join(others), last=last) if others else last
    return speech.markup("round-rank", rank=rank, names=together, right=shared[0].right)


def _casts(stage: Stage, one: Round) -> list[Cast]:
    asked = {number: asking for number in one.asked if (asking := askings.find(stage.tx, number)) is not None}
    return [
        Cast(
            vote.user_id,
            asked[vote.asking_id].position,
            bool(vote.correct),
            (vote.at - asked[vote.asking_id].asked_at).total_seconds(),
        )
        for vote in votes.of_askings(stage.tx, one.asked)
        if vote.asking_id in asked
    ]


def _hardest_line(stage: Stage, one: Round, casts: list[Cast]) -> Markup:
    found = hardest(casts)
    asking = askings.find(stage.tx, one.asked[found.place - 1]) if found else None
    item = stage.content.questions.get(asking.question_id) if asking else None
    if found is None or item is None:
        return Markup("")
    topic = item.subject.note(item.question.topic).title
    return stage.speech.markup(
        "round-hardest", place=found.place, topic=topic, right=found.right, answers=found.answers
    )


def _end_rows(stage: Stage, one: Round, casts: list[Cast]) -> Rows:
    speech, found = stage.speech, hardest(casts)
    again = Key(speech.plain("button-another-round"), RoundStep(one.id, "again", 0))
    if found is None:
        return ((again,),)
    explain = Key(speech.plain("button-explain", place=found.place), RoundStep(one.id, "explain", found.place))
    missed = Key(speech.plain("button-practise-missed"), Url(address(stage.bot, "missed", one.id)))
    return ((explain,), (missed,), (again,))


def explain(stage: Stage, one: Round, place: int) -> Say | None:
    """A question of a round with its answer and its reasons; None when the content has it no more."""
    asking = askings.find(stage.tx, one.asked[place - 1]) if 0 < place <= len(one.asked) else None
    item = stage.content.questions.get(asking.question_id) if asking else None
    if asking is None or item is None or item.question.version != asking.version:
        return None
    asked, speech = present.drawn(asking, item), stage.speech
    why = [
        f"{present.letter(asking, option)}: {render.escape(asked.why_not[option])}"
        for option in asking.arrangement
        if option not in asking.key and option in asked.why_not
    ]
    heading = speech.markup("round-explains", place=place)
    body = Markup(f"{heading} {present.body(asking, asked)}")
    text = render.join([body, *polls.answer(speech, asking, asked), *why])
    return Say(one.chat_id, text, (), one.thread, reply_to=asking.message_id, silent=True)
