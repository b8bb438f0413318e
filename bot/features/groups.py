"""In groups: one quiz poll by /quiz@bot, votes that reach the voters' own cards, coming and going."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import render
from bot.chat.messages import Poll, Say, letters
from bot.chat.texts import Texts
from bot.chat.turn import Command, Feature, Said, Turn
from bot.practice import present, record, session
from bot.practice.forms import fits_poll, has_options, in_form
from bot.practice.topic import find_topic, request
from bot.storage import askings, chats, early_votes, learners
from bot.storage.askings import Asking, Form, NewAsking, Purpose
from bot.storage.early_votes import EarlyVote
from bot.storage.outbox import Letter, Parcel
from bot.study.choice import Wanted, choose
from bot.study.grade import is_right
from bot.study.plan import study_date, zone

GONE = frozenset({"left", "kicked"})


def quiz(turn: Turn) -> Said:
    """One native quiz poll with visible names, on the topic that was typed or on any."""
    topic, (wanted, _number) = None, request(turn.arguments)
    if wanted:
        topic = find_topic(turn.content, turn.subject, wanted).topic
        if topic is None:
            return [turn.say(turn.speech.markup("quiz-no-topic", topic=render.clip(wanted, 60)), silent=True)]
    incoming = turn.incoming
    chat = chats.meet(turn.tx, incoming.chat_id, incoming.chat_kind, turn.now)
    numbers = [n for n in turn.content.numbers_of(turn.subject, topic) if _can_be_polled(turn, n)]
    seed = incoming.chat_id * 31 + (incoming.message_id or 0)
    one = Wanted(1, turn.today, seed)
    fresh = choose(numbers, {}, replace(one, not_today=frozenset(chat.recent)))
    chosen = fresh or choose(numbers, {}, one)
    if not chosen:
        return [turn.say(turn.speech.markup("quiz-nothing"), silent=True)]
    chats.asked(turn.tx, chat, chosen[0])
    return [_poll(turn, chosen[0])]


def _seed(turn: Turn) -> int:
    """Of the draw and the shuffle: the same in a replay."""
    return abs(turn.incoming.chat_id + (turn.incoming.message_id or 0)) % session.SEEDS


def _can_be_polled(turn: Turn, number: int) -> bool:
    asked = turn.content.questions[number].question.drawn(_seed(turn))
    return has_options(asked) and fits_poll(asked)


def _poll(turn: Turn, number: int) -> Poll:
    incoming, question, seed = turn.incoming, turn.content.questions[number].question, _seed(turn)
    asked = question.drawn(seed)
    layout = in_form(asked, Form.POLL, seed)
    asking = askings.add(
        turn.tx,
        NewAsking(
            user_id=None,
            chat_id=incoming.chat_id,
            thread_id=incoming.thread_id,
            question_id=number,
            version=question.version,
            form=layout.form,
            draw=seed,
            arrangement=layout.arrangement,
            key=layout.key,
            wanted=None,
            purpose=Purpose.POLL,
            session_id=None,
            position=1,
            asked_at=turn.now,
        ),
    )
    return present.quiz_poll(asking, asked, asking.id, reply_to=incoming.message_id, silent=True)


def vote(turn: Turn, poll_id: str, places: tuple[int, ...]) -> Said | None:
    """A vote counts for whoever knows the bot; a withdrawn one, and a channel's, for nobody.

    A poll that was put to one person is not ours; a vote in one that is not known yet is parked.
    """
    if not turn.incoming.user_id or not places:
        return ()
    asking = askings.of_poll(turn.tx, poll_id)
    if asking is not None and asking.user_id is not None:
        return None
    cast = EarlyVote(poll_id, turn.incoming.user_id, places, turn.now)
    if asking is None:
        early_votes.park(turn.tx, cast)
    else:
        _count(turn.tx, asking, cast)
    return ()


def _count(tx: Connection, asking: Asking, cast: EarlyVote) -> None:
    learner = learners.find(tx, cast.user_id)
    if learner is None or max(cast.places) >= len(asking.arrangement):
        return
    chosen = [asking.arrangement[place] for place in cast.places]
    day = study_date(cast.at, zone(learner.zone))
    record.answer(tx, cast.user_id, asking, is_right(chosen, asking.key), cast.at, day)


def count_early(tx: Connection, now: datetime) -> int:
    """Count the votes that arrived before their poll was known; returns how many."""
    votes = early_votes.take_known(tx, now)
    for cast in votes:
        asking = askings.of_poll(tx, cast.poll_id)
        if asking is not None:
            _count(tx, asking, cast)
    return len(votes)


def membership(turn: Turn, old: str, new: str) -> Said:
    """We were added, removed, blocked or unblocked."""
    incoming = turn.incoming
    if incoming.private:
        if new in GONE:
            learners.block(turn.tx, incoming.user_id, turn.now)
        return ()
    chats.change(turn.tx, incoming.chat_id, present=new not in GONE)
    arrived = old in GONE and new in {"member", "administrator"}
    if not arrived or incoming.chat_kind == "channel":
        return ()
    return [turn.say(turn.speech.markup("group-hello", bot=turn.bot.username), silent=True)]


class ClosedTopics:
    """What a forum hears when the topic of a question was closed or deleted."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def tell(self, tx: Connection, parcel: Parcel) -> list[Letter]:
        chat = chats.find(tx, parcel.chat_id)
        speech = self._texts.speech(chat.language if chat else None)
        return letters([Say(parcel.chat_id, speech.markup("group-topic-closed"), silent=True)], parcel.user_id)


feature = Feature(
    commands=(Command("quiz", quiz, private=False, group=True, group_menu=True),),
    vote=vote,
    membership=membership,
)
