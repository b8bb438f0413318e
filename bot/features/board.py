"""/top in a group: what it cleared together, and a board of those who asked to be on it."""

from datetime import date, timedelta

from bot.chat import render
from bot.chat.buttons import Board, Button, Key, Rows
from bot.chat.messages import Sendable, Toast
from bot.chat.render import Markup
from bot.chat.styles import Style
from bot.chat.turn import Command, Feature, Said, Turn
from bot.drawing.charts import Bar, Bars, Drawing, Look
from bot.practice import forums
from bot.practice.polls import SHOWN_NAME
from bot.storage import chats, standings
from bot.storage.standings import EVER, Standing
from bot.study.board import Period, goal, least
from bot.study.plan import study_date, zone

SHOWN = 5
WEEK = timedelta(days=7)
_HEADINGS = {Period.WEEK: "board-week", Period.MONTH: "board-month", Period.ALL: "board-all"}
_LABELS = {Period.WEEK: "button-week", Period.MONTH: "button-month", Period.ALL: "button-all-time"}


def top(turn: Turn) -> Said:
    """The board of the period that was typed, else of this week."""
    words = {turn.speech.plain(key).casefold(): one for one, key in _LABELS.items()} | {str(one): one for one in Period}
    chat = chats.find(turn.tx, turn.incoming.chat_id)
    if chat is not None and chat.board_thread is not None and not forums.belongs(turn, chat.board_thread):
        return forums.elsewhere(turn, chat, chat.board_thread, "board-elsewhere")
    period = words.get(turn.arguments.strip().casefold(), Period.WEEK)
    text, rows, picture = _page(turn, period)
    return [turn.say(text, rows, silent=True, picture=picture)]


def press(turn: Turn, button: Button) -> Said:
    """Another period, or my name on or off. Everybody only ever decides about their own name."""
    assert isinstance(button, Board)
    if turn.incoming.private or button.period not in set(Period):
        return [Toast(turn.speech.plain("old-button"), alert=True)]
    period, chat_id, user_id = Period(button.period), turn.incoming.chat_id, turn.incoming.user_id
    if button.step == "mine":
        return _toggle(turn, period, chat_id, user_id)
    return [_shown(turn, period)]


def _toggle(turn: Turn, period: Period, chat_id: int, user_id: int) -> Said:
    if standings.off_board(turn.tx, chat_id, user_id):
        key = "board-you-are-off"
    else:
        standings.name_on_board(turn.tx, chat_id, user_id, render.clip(turn.incoming.name, SHOWN_NAME))
        key = "board-you-are-on"
    return [Toast(turn.speech.plain(key), alert=True), _shown(turn, period)]


def _shown(turn: Turn, period: Period) -> Sendable:
    text, rows, picture = _page(turn, period)
    return turn.show(text, rows, picture=picture)


def _page(turn: Turn, period: Period) -> tuple[Markup, Rows, Drawing | None]:
    chat = chats.find(turn.tx, turn.incoming.chat_id)
    today = study_date(turn.now, zone(chat.zone if chat else None))
    speech, name = turn.speech, _name(period, today)
    ranked = standings.of(turn.tx, turn.incoming.chat_id, name, least(period), SHOWN, by_right=False)
    busiest = standings.of(turn.tx, turn.incoming.chat_id, name, 1, SHOWN, by_right=True)
    parts = [
        speech.markup(_HEADINGS[period]),
        _together(turn, period, name, today),
        *([speech.markup("board-by-share", least=least(period)), *_lines(turn, ranked, share=True)] if ranked else []),
        *([speech.markup("board-by-number"), *_lines(turn, busiest, share=False)] if busiest else []),
        speech.markup("board-opt-in"),
    ]
    others = tuple(Key(speech.plain(_LABELS[one]), Board("show", one)) for one in Period if one is not period)
    rows: Rows = (others, (Key(speech.plain("button-my-name"), Board("mine", period)),))
    picture = _picture(turn, render.plain(parts[0]), name, busiest)
    return render.join(parts), rows, picture


def _picture(turn: Turn, title: str, name: str, busiest: list[Standing]) -> Drawing | None:
    """What the group did together, and the part of each who wants to be named; the words say the same."""
    done = standings.together(turn.tx, turn.incoming.chat_id, name)
    if not done.answers or turn.style is Style.READER:
        return None
    rows = (Standing(0, turn.speech.plain("picture-together"), done.answers, done.right), *busiest)
    bars = tuple(
        Bar(one.name, turn.speech.plain("picture-board", right=one.right, answers=one.answers), (float(one.right),))
        for one in rows
    )
    return Drawing(Bars(title, bars, full=float(done.right or 1)), Look.LIGHT)


def _name(period: Period, day: date) -> str:
    return {Period.WEEK: standings.week(day), Period.MONTH: standings.month(day), Period.ALL: EVER}[period]


def _together(turn: Turn, period: Period, name: str, today: date) -> Markup:
    """What everybody did, named or not; this week also what it is held against."""
    done = standings.together(turn.tx, turn.incoming.chat_id, name)
    if not done.answers:
        return turn.speech.markup("board-nothing")
    text = turn.speech.markup("board-together", right=done.right, answers=done.answers, people=done.people)
    if period is not Period.WEEK:
        return text
    before = standings.together(turn.tx, turn.incoming.chat_id, standings.week(today - WEEK))
    wanted = goal(before.right)
    key = "board-goal-reached" if done.right >= wanted else "board-goal"
    return render.join([text, turn.speech.markup(key, goal=wanted)])


def _lines(turn: Turn, found: list[Standing], *, share: bool) -> list[Markup]:
    return [
        turn.speech.markup("board-share", rank=rank, name=one.name, percent=round(100 * one.right / one.answers))
        if share
        else turn.speech.markup("board-number", rank=rank, name=one.name, right=one.right)
        for rank, one in enumerate(found, 1)
    ]


feature = Feature(
    commands=(Command("top", top, private=False, group=True, group_menu=True),),
    presses={Board: press},
)
