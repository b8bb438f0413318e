"""What a tab may do, as JSON: `{"n": 7, "act": "say", "chat": 101, "text": "/start"}`; and what it is told.

A tab numbers its acts and repeats those that were not confirmed after a lost connection; a number that was
done before is confirmed again and not done twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from aiohttp import web

from bot.chat.texts import catalogue
from bot.demo import view
from bot.demo.cast import ME, name_places
from bot.demo.play import Demo
from bot.demo.telegram import Chat, Message
from bot.demo.tour import SCRIPT, Guide, Told, city_of

Json = dict[str, Any]
TEXT = 4096
LONGEST = 20 * TEXT
"""Characters of one act's text; Telegram's own apps cut a long text into messages of 4,096 too."""

JUMPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=30)}
SHOWN_MISTAKES = 200
REMEMBERED, TABS = 500, 20
"""Numbers of acts remembered per tab, and tabs remembered."""


class BadAct(Exception):
    """The page asked for something that is not there. The argument is the catalogue's key for it."""


@dataclass(eq=False)
class Tab:
    """One open page. name: stays the same through reconnects."""

    socket: web.WebSocketResponse
    name: str
    language: str
    zone: str = ""
    """IANA name of the browser's time zone."""
    waiting: set[str] = field(default_factory=set)
    """Presses and inline queries of this tab that the bot has not answered."""
    _out: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    def send(self, event: Json) -> None:
        self._out.put_nowait(orjson.dumps(event))

    async def write(self) -> None:
        """Send in order; a tab that is slow to read makes nobody wait."""
        while True:
            try:
                await self.socket.send_str((await self._out.get()).decode())
            except ConnectionError:
                return

    async def close(self) -> None:
        await self.socket.close(code=1001, message=b"the demo stops")


# --- told


def hello(demo: Demo, tab: Tab, told: Told | None) -> Json:
    """All that a page needs to begin. told: where the tour is."""
    name_places(demo.telegram, tab.language)
    speech = catalogue().speech(tab.language)
    return {
        "hello": {
            "me": ME,
            "bot": demo.telegram.bot["username"],
            "words": {key: speech.plain(key) for key in speech.keys("demo-js-")},
        },
        **state(demo, tab),
        **narration(tab, told),
    }


def state(demo: Demo, tab: Tab) -> Json:
    """What time it is, which chats there are, and what the checker says."""
    chats = [demo.telegram.chats[number] for number in demo.chats]
    places = [{**place(demo, chat), "commands": commands(demo, chat, tab)} for chat in chats]
    return {
        "state": {
            "now": int(demo.clock().timestamp() * 1000),
            "chats": places,
            "runs": demo.app is not None,
            "mistakes": [str(m) for m in demo.loaded.mistakes[:SHOWN_MISTAKES]],
            "errors": len(demo.loaded.errors),
        }
    }


def place(demo: Demo, chat: Chat) -> Json:
    return view.chat_view(chat, demo.read, ME)


def commands(demo: Demo, chat: Chat, tab: Tab) -> list[Json]:
    return view.commands_view(demo.telegram, chat.kind, tab.language[:2])


def answer(number: str, query: Json) -> Json:
    """The bot's answer to a press or an inline query."""
    found = query["answer"]
    if "results" in found:
        results = [
            {"id": r["id"], "title": r["title"], "description": r.get("description", "")} for r in found["results"]
        ]
        return {"inline": {"query": number, "results": results}}
    return {"toast": {"text": found["text"], "alert": found["alert"]}}


def narration(tab: Tab, told: Told | None) -> Json:
    """What the guide says; None when there is no tour."""
    if told is None:
        return {"tour": None}
    speech = catalogue().speech(tab.language)
    skipped = [speech.plain("demo-tour-skipped")] if told.skipped else []
    text = " ".join([*skipped, speech.plain(told.words)])
    return {"tour": {"text": text, "place": told.place, "of": len(SCRIPT), "end": told.ends}}


# --- done


async def do(demo: Demo, tab: Tab, act: Any, guide: Guide) -> None:
    """Do one act, once. Raises BadAct."""
    if not isinstance(act, dict) or not isinstance(act.get("act"), str):
        raise BadAct("demo-refused")
    if not _first_time(demo, tab, act.get("n")):
        return
    demo.telegram.users[ME]["language_code"] = tab.language
    if act["act"] == "tour":
        await _tour(demo, tab, act, guide)
        return
    if act["act"] == "reset":
        await guide.end()
        await demo.start_over()
        return
    known = _ACTS.get(act["act"])
    if known is None:
        raise BadAct("demo-refused")
    await known(demo, tab, act)


def _first_time(demo: Demo, tab: Tab, number: Any) -> bool:
    """Remember the number of an act, so that a repeated one is not done again. None: it may be repeated."""
    if number is None:
        return True
    if not isinstance(number, int):
        raise BadAct("demo-refused")
    done = demo.done.setdefault(tab.name, {})
    if number in done:
        return False
    done[number] = True
    for old in list(done)[:-REMEMBERED]:
        del done[old]
    for gone in list(demo.done)[:-TABS]:
        del demo.done[gone]
    demo.keeper.changed()
    return True


def _chat(demo: Demo, act: Json) -> Chat:
    number = act.get("chat")
    chat = demo.chat(number) if isinstance(number, int) else None
    if chat is None:
        raise BadAct("demo-gone")
    return chat


def _message(demo: Demo, act: Json) -> Message:
    number = act.get("message")
    message = _chat(demo, act).message(number) if isinstance(number, int) else None
    if message is None:
        raise BadAct("demo-gone")
    return message


def _thread(chat: Chat, act: Json) -> int | None:
    thread = act.get("thread")
    return thread if isinstance(thread, int) and thread in chat.threads else None


async def _open(demo: Demo, tab: Tab, act: Json) -> None:
    before = act.get("before")
    chat = _chat(demo, act)
    tab.send({"page": view.page_of(chat, ME, before if isinstance(before, int) else None)})


async def _read(demo: Demo, _tab: Tab, act: Json) -> None:
    chat = _chat(demo, act)
    demo.see(chat, _thread(chat, act))


async def _say(demo: Demo, _tab: Tab, act: Json) -> None:
    text = act.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadAct("demo-nothing")
    if len(text) > LONGEST:
        raise BadAct("demo-js-too-long")
    chat = _chat(demo, act)
    reply = act.get("reply")
    for piece in (text[start : start + TEXT] for start in range(0, len(text), TEXT)):
        demo.me.says(
            _sound(piece),
            None if chat.id == ME else chat,
            thread=_thread(chat, act),
            reply_to=chat.message(reply) if isinstance(reply, int) else None,
        )


def _sound(text: str) -> str:
    """Without half characters, which no Telegram app sends."""
    return text.encode("utf-8", "replace").decode()


async def _press(demo: Demo, tab: Tab, act: Json) -> None:
    message = _message(demo, act)
    try:
        button = message.keyboard[int(act["row"])][int(act["column"])]
        data = button["callback_data"]
    except (KeyError, IndexError, TypeError, ValueError):
        raise BadAct("demo-gone") from None
    tab.waiting.add(demo.me.sends_press(data, message, button["text"]))


async def _vote(demo: Demo, _tab: Tab, act: Json) -> None:
    message = _message(demo, act)
    places, poll = act.get("places"), message.poll
    if poll is None or poll.closed or not isinstance(places, list) or ME in poll.votes:
        raise BadAct("demo-poll-over")
    if not places or not all(isinstance(place, int) and 0 <= place < len(poll.options) for place in places):
        raise BadAct("demo-gone")
    demo.me.votes(message, *sorted(set(places)))


async def _inline(demo: Demo, tab: Tab, act: Json) -> None:
    text = act.get("text")
    if demo.app is None or not isinstance(text, str):
        raise BadAct("demo-js-asleep")
    tab.waiting.add(demo.me.asks_inline(_sound(text)[:256]))


async def _pick(demo: Demo, _tab: Tab, act: Json) -> None:
    chat, query = _chat(demo, act), demo.telegram.inline.get(str(act.get("query")))
    results = query["answer"]["results"] if query and query["answer"] else []
    if act.get("result") not in {result["id"] for result in results}:
        raise BadAct("demo-gone")
    place = None if chat.id == ME else chat
    demo.me.picks(str(act["query"]), str(act["result"]), place, thread=_thread(chat, act))


async def _travel(demo: Demo, _tab: Tab, act: Json) -> None:
    if act.get("to") in JUMPS:
        await demo.travel_by(JUMPS[act["to"]])
    elif not await demo.travel_to_daily():
        raise BadAct("demo-no-daily")


_ACTS: dict[str, Callable[[Demo, Tab, Json], Awaitable[None]]] = {
    "open": _open,
    "read": _read,
    "say": _say,
    "press": _press,
    "vote": _vote,
    "inline": _inline,
    "pick": _pick,
    "travel": _travel,
}


async def _tour(demo: Demo, tab: Tab, act: Json, guide: Guide) -> None:
    """`to`: start, next (do not wait) or end."""
    if demo.app is None:
        raise BadAct("demo-js-asleep")
    match act.get("to"):
        case "start":
            await guide.start(city_of(tab.zone))
        case "next":
            guide.go_on()
        case _:
            await guide.end()
