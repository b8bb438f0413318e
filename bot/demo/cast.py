"""Who is in the demo: me, two classmates, and four places to meet the bot. The classmates vote, and talk a little."""

import asyncio
from collections.abc import Callable
from functools import partial
from random import Random

from bot.chat.texts import catalogue
from bot.demo.telegram import Chat, Message, Person, Telegram

ME = 101
CLASSMATES = {102: "Ben", 103: "Chi"}
GROUP = -1_000_000_000_101
FORUM = -1_000_000_000_102
CHANNEL = -1_000_000_000_103
EVERYBODY = (ME, *CLASSMATES)
PLACES = {GROUP: "demo-group", FORUM: "demo-forum", CHANNEL: "demo-channel"}
TOPICS = {2: "demo-topic-questions", 3: "demo-topic-quiz"}

RIGHT = 0.65
"""How often a classmate is right."""

THINKING = (1.0, 4.0)
"""Seconds a classmate needs, from and to."""

LINES = ("demo-talk-ask", "demo-talk-quiz", "demo-talk-same", "demo-talk-later")
QUIET = 3
"""Messages of mine between two remarks of a classmate."""


def set_scene(telegram: Telegram) -> None:
    """Make the people and the places of an empty Telegram."""
    telegram.user("Maya", id=ME)
    people = [telegram.user(name, id=number) for number, name in CLASSMATES.items()]
    me = person(telegram, ME)
    telegram.group("", me, *people, id=GROUP)
    forum = telegram.group("", me, *people, forum=True, id=FORUM)
    forum.threads.update(dict.fromkeys(TOPICS, True))
    channel = telegram.group("", me, *people, kind="channel", id=CHANNEL)
    channel.bot_status = "administrator"
    name_places(telegram, None)


def name_places(telegram: Telegram, language: str | None) -> None:
    """In the language of whoever opens the demo, while nobody has said anything."""
    speech = catalogue().speech(language)
    if any(telegram.chats[number].messages for number in PLACES):
        return
    for number, name in PLACES.items():
        telegram.chats[number].title = speech.plain(name)
    for thread, name in TOPICS.items():
        telegram.chats[FORUM].topics[thread] = speech.plain(name)


def person(telegram: Telegram, number: int) -> Person:
    return Person(telegram, telegram.users[number])


class Classmates:
    """Two people who vote in polls and now and then say something. delay: seconds from a range, for tests."""

    def __init__(
        self, telegram: Telegram, seed: int = 0, delay: Callable[[Random], float] = lambda r: r.uniform(*THINKING)
    ) -> None:
        self._telegram = telegram
        self._random = Random(seed)  # noqa: S311
        self._delay = delay
        self._seen: set[str] = set()
        self._since_talk = 0
        self._thinking: dict[asyncio.TimerHandle, Callable[[], None]] = {}

    def see(self, message: Message) -> None:
        """A message appeared or changed."""
        if message.chat.kind == "private" or message.deleted:
            return
        poll = message.poll
        if poll is not None and not poll.closed and poll.id not in self._seen:
            self._seen.add(poll.id)
            for number in CLASSMATES:
                self._later(partial(self._vote, number, message))
        elif poll is None and message.sender and message.sender["id"] == ME:
            self._maybe_talk(message)

    def _vote(self, number: int, message: Message) -> None:
        poll = message.poll
        if poll is None or poll.closed or message.deleted:
            return
        places = range(len(poll.options))
        wrong = [place for place in places if place not in poll.correct]
        right = not poll.correct or not wrong or self._random.random() < RIGHT
        chosen = (poll.correct or [self._random.choice(places)]) if right else [self._random.choice(wrong)]
        person(self._telegram, number).votes(message, *chosen)

    def _maybe_talk(self, message: Message) -> None:
        if message.text.startswith("/") or message.chat.kind == "channel":
            return
        self._since_talk += 1
        if self._since_talk % QUIET != 1:
            return
        number = self._random.choice(list(CLASSMATES))
        line = self._random.choice(LINES)
        language = self._telegram.users[ME].get("language_code")
        words = catalogue().speech(language).plain(line, bot=self._telegram.bot["username"])
        self._later(partial(self._say, number, message.chat, words, message.thread))

    def _say(self, number: int, chat: Chat, words: str, thread: int | None) -> None:
        person(self._telegram, number).says(words, chat, thread=thread)

    def _later(self, act: Callable[[], None]) -> None:
        def do() -> None:
            del self._thinking[timer]
            act()

        timer = asyncio.get_running_loop().call_later(self._delay(self._random), do)
        self._thinking[timer] = act

    def hurry(self) -> None:
        """Whatever they were about to do is done now: time moves on."""
        thinking = list(self._thinking.values())
        self.leave()
        for act in thinking:
            act()

    def leave(self) -> None:
        """Whatever they were about to do is not done."""
        for timer in self._thinking:
            timer.cancel()
        self._thinking.clear()
