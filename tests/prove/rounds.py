"""C14: rounds in groups while the bot is killed in every phase of them: no vote is lost, no step is done twice."""

import asyncio
import contextlib
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.demo.telegram import Message
from bot.storage import askings, learners
from bot.storage import rounds as rounds_kept
from bot.storage import votes as votes_kept
from bot.storage.askings import Asking
from bot.storage.rounds import Round
from bot.storage.tables import askings as askings_table
from bot.storage.tables import inbox, outbox, reviews, rounds, standings
from bot.storage.votes import Vote
from tests.processes.bots import BotProcess, until
from tests.prove.circles import Cast, Circle, Phase, Played
from tests.prove.people import LONGEST, all_of, left_over
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import TWO_AND_MANY, Shape, World, eventually, world

PHASES = tuple(phase for phase in Phase if phase is not Phase.RESTING)
EACH = 5
"""Kills in each phase."""

AT_A_POST = frozenset({Phase.LOBBY, Phase.STARTING, Phase.BETWEEN, Phase.SCOREBOARD, Phase.AFTER})
"""Phases that end with a message of the bot: half of the kills fall between Telegram's doing and its answer."""

LATEST = {Phase.LOBBY: 1.0, Phase.OPEN: 1.0, Phase.PAUSED: 0.5, Phase.CLOSING: 0.3, Phase.BETWEEN: 0.3}
"""Seconds after which a phase is hit at the latest; 0.05 where none are named."""

STORED = timedelta(seconds=0.5)
"""Time in which what has come is stored, and seen by whoever makes a scoreboard."""

CAUGHT_UP = 20.0
"""Seconds in which a bot that was killed is there again and has what was cast meanwhile."""

UNDER_WAY = 0.3
"""Seconds that a call of a killed process may still be on its way to Telegram."""

UNMARKED = 2.0
"""Seconds after a message within which a kill may have been faster than the note that it was sent."""


@dataclass
class Killer:
    """Kills the bot in a phase of a round, and starts it again."""

    here: World
    circles: Sequence[Circle]
    dice: random.Random
    hit: Counter[Phase] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    """Monotonic seconds."""
    _victims: list[BotProcess] = field(default_factory=list)
    _posted: asyncio.Future[None] | None = None
    _awaited: tuple[Circle, Phase] | None = None
    """Whose next message, in which phase, sets `_posted`."""

    def watch(self) -> None:
        """A circle saw a new message, and the bot does not know yet that it stands."""
        for circle in self.circles:
            circle.on_post = self._on_post

    def _on_post(self, circle: Circle, _message: Message) -> None:
        if self._posted is not None and not self._posted.done() and (circle, circle.phase) == self._awaited:
            self._strike(self._victims)
            self._posted.set_result(None)

    async def kill(self, phase: Phase) -> None:
        """One kill in this phase of some circle's round, and the start after it."""
        all_of_them = self.dice.random() < 0.4
        self._victims = list(self.here.bots) if all_of_them else [self.dice.choice(self.here.bots)]
        while not await self._hits(phase):
            pass
        self.hit[phase] += 1
        for bot in self._victims:
            await bot.kill()
        if self.dice.random() < 0.2:
            await asyncio.sleep(self.dice.random() * 5)
        for bot in self._victims:
            await bot.start()
        if self.dice.random() < 0.8:
            for bot in self._victims:
                with contextlib.suppress(TimeoutError):
                    await bot.ready()
        else:
            await asyncio.sleep(self.dice.random())

    async def _hits(self, phase: Phase) -> bool:
        """Wait for a circle in this phase, and kill while it is in it; False when it was over too soon."""
        await until(lambda: any(circle.phase is phase for circle in self.circles), LONGEST)
        circle = self.dice.choice([one for one in self.circles if one.phase is phase])
        if phase in AT_A_POST and self.dice.random() < 0.5:
            self._awaited, self._posted = (circle, phase), asyncio.get_running_loop().create_future()
            posted = self._posted
            await until(lambda: posted.done() or circle.phase is not phase, LONGEST)
            self._posted = None  # a post that comes too late must not strike a process that has just been started
            return posted.done()
        await asyncio.sleep(self.dice.random() * LATEST.get(phase, 0.05))
        if circle.phase is not phase:
            return False
        self._strike(self._victims)
        return True

    def _strike(self, victims: Sequence[BotProcess]) -> None:
        self.times.append(time.monotonic())
        for bot in victims:
            if bot.running:
                os.kill(bot.pid, signal.SIGKILL)


async def killed(run: Run, shape: Shape) -> Figure:
    """Groups play; in every phase of a round the bot is killed and started again."""
    async with world(run, shape) as here:
        await here.start()
        dice = run.random
        circles = await _gather(here, run, dice)
        watching = asyncio.create_task(_close_polls(here))
        killer = Killer(here, circles, dice)
        killer.watch()
        playing = [asyncio.create_task(circle.play()) for circle in circles]
        wanted = run.count(EACH * len(PHASES), 2)
        phases = PHASES if run.full else (Phase.STARTING, Phase.SCOREBOARD)
        stuck: list[str] = []
        for number in range(wanted):
            try:
                await killer.kill(phases[number % len(phases)])
            except TimeoutError:
                stuck = [f"stood still: {[str(circle.phase) for circle in circles]}", *await left_over(here)]
                stuck += [bot.said()[-1500:] for bot in here.bots]
                break
        for circle in circles:
            circle.stopping = True
        trouble = await all_of(playing)
        for bot in here.bots:
            await bot.ready()
        for circle in circles:
            await circle.done()
        drained = await here.drained(90)
        await here.settled(90)
        found = Found(killer.times)
        await eventually(lambda: _counted(here), 12)
        parked = await here.number("SELECT count(*) FROM early_votes")
        for circle in circles:
            await here.db.read(found.judge, circle)
        letters = await here.number("SELECT count(*) FROM dead_letters")
        watching.cancel()
    fewest = min(killer.hit[phase] for phase in phases)
    good = found.fair and drained and not trouble and not letters and not here.telegram.violations and not stuck
    line = f"{len(killer.times)} kills, {fewest} or more in each of {len(phases)} phases; {found}"
    more = [f"drained {drained}, dead letters {letters}, parked {parked}, hits {dict(killer.hit)}"]
    return Figure(line, good, [*trouble, *stuck, *more, *found.faults, *here.telegram.violations[:5]])


async def _gather(here: World, run: Run, dice: random.Random) -> list[Circle]:
    """Groups of four: timed or not, with polls or letters. The second in each wants own answers kept as reviews."""
    circles = []
    kinds = [(False, False), (False, True), (True, False), (True, True), (False, False), (True, False)]
    for timed, letters in kinds if run.full else kinds[:2]:
        people = [here.telegram.user(name) for name in ("Ana", "Ben", "Chi", "Dan")]
        chat = here.telegram.group("Tea", *people)
        chat.polls_forbidden = letters
        circles.append(Circle(here, chat, people, dice, timed, 3 if run.full else 2))
    for circle in circles:
        circle.people[1].says("/start")
        await here.drained()
        await here.db.transaction(_keep_answers, circle.people[1].id)
    by_chat = {circle.chat.id: circle for circle in circles}

    def changed(message: Message) -> None:
        if message.chat.id in by_chat:
            by_chat[message.chat.id].saw(message)

    here.telegram.on_change = changed
    return circles


def _keep_answers(tx: Connection, user: int) -> None:
    learners.change(tx, user, group_answers=True)


async def _close_polls(here: World) -> None:
    """Polls end in time, whether anybody calls or not."""
    while True:
        here.telegram.close_polls()
        await asyncio.sleep(0.05)


async def _counted(here: World) -> bool:
    """Whether no vote is parked any more: what overtook its poll waits for a tick."""
    return not await here.number("SELECT count(*) FROM early_votes")


# --- what became of it


@dataclass
class Found:
    """Every figure but votes, rounds and copies must be 0. kills: monotonic seconds."""

    kills: list[float]
    rounds: int = 0
    votes: int = 0
    lost: int = 0
    wrong: int = 0
    double: int = 0
    steps: int = 0
    """Questions, lobbies and scoreboards that are missing, out of order, or there twice without a reason."""
    totals: int = 0
    """Scoreboards that leave out votes."""
    copies: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def fair(self) -> bool:
        return not (self.lost or self.wrong or self.double or self.steps or self.totals)

    def __str__(self) -> str:
        return (
            f"{self.rounds} rounds, {self.votes} votes: {self.lost} lost, {self.wrong} wrong, {self.double} double; "
            f"{self.steps} steps wrong, {self.totals} scoreboards incomplete, {self.copies} sent twice"
        )

    def judge(self, tx: Connection, circle: Circle) -> None:
        """Compare what one group did and saw with what is stored."""
        found = tx.execute(select(rounds.c.id).where(rounds.c.chat_id == circle.chat.id).order_by(rounds.c.id))
        stored = [one for number in found.scalars() if (one := rounds_kept.find(tx, number)) is not None]
        if len(stored) != len(circle.played):
            self._step(f"{len(circle.played)} rounds were played, {len(stored)} are stored")
            return
        if circle.rests:
            self._step(f"{circle.rests} x silence where people voted")
        counted = 0
        for one, played in zip(stored, circle.played, strict=True):
            counted += self._round(tx, circle, one, played)
        answers = func.sum(standings.c.answers)
        on_board = select(answers).where(standings.c.chat_id == circle.chat.id, standings.c.period == "all")
        if (tx.execute(on_board).scalar() or 0) != counted:
            self.double += 1
            self.faults.append(f"the board of {circle.chat.id} has not {counted} answers")

    def _round(self, tx: Connection, circle: Circle, one: Round, played: Played) -> int:
        """Returns how many votes were counted in it."""
        self.rounds += 1
        asked = [asking for number in one.asked if (asking := askings.find(tx, number)) is not None]
        if one.state != "over" or one.queue or [a.position for a in asked] != list(range(1, circle.wanted + 1)):
            self._step(f"round {one.id} is {one.state} after {len(asked)} of {circle.wanted}")
            return 0
        if len({asking.question_id for asking in asked}) < len(asked):
            self._step(f"round {one.id} asked a question twice")
        if played.order_of_places != sorted(played.order_of_places) or len(played.questions) != len(asked):
            self._step(f"round {one.id} showed {played.order_of_places}")
        self._once(circle, "lobby", one, played.lobbies)
        self._once(circle, "scoreboard", one, played.boards)
        self._once(circle, "explanation", one, played.explained, least=0)
        counted = votes_kept.of_askings(tx, one.asked)
        shown_by_asking = {asking.id: played.questions.get(asking.position, []) for asking in asked}
        for asking in asked:
            shown = shown_by_asking[asking.id]
            self._once(circle, f"question {asking.position}", one, shown)
            sent = select(func.count()).where(outbox.c.asking_id == asking.id, outbox.c.state == "sent")
            if (tx.execute(sent).scalar() or 0) > 1:
                self._step(f"question {asking.position} of round {one.id} was put into the outbox twice")
            self._votes(tx, circle, asking, shown, [vote for vote in counted if vote.asking_id == asking.id])
        self._kept(tx, circle.people[1].id, asked, counted)
        self._total(tx, circle, one, played, counted, shown_by_asking)
        return len(counted)

    def _total(
        self,
        tx: Connection,
        circle: Circle,
        one: Round,
        played: Played,
        counted: list[Vote],
        shown: dict[int, list[Message]],
    ) -> None:
        """The scoreboard has every vote that had come to the bot when it was made, and none that is not stored.

        Made, not sent: in between the bot may have been killed. Later votes are kept, and the scoreboard stays.
        """
        boards = [board.id for board in played.boards]
        made = select(func.min(outbox.c.created_at)).where(
            outbox.c.chat_id == circle.chat.id, outbox.c.message_id.in_(boards)
        )
        if not boards:
            return
        made_at = tx.execute(made).scalar() or datetime.min.replace(tzinfo=UTC)
        long_ago = circle.posted_at[boards[0]] - CAUGHT_UP
        stored = {(vote.asking_id, vote.user_id) for vote in counted}
        owed = {
            (asking, cast.user)
            for asking, messages in shown.items()
            for cast in circle.cast
            if any(cast.message is message for message in messages)
            and (cast.at <= long_ago or ((came := _came(tx, cast)) is not None and came <= made_at - STORED))
        }
        total = re.search(r"Together: ([0-9]+) of ([0-9]+)", played.boards[0].text)
        said = int(total[2]) if total else 0
        if not len(owed & stored) <= said <= len(stored):
            self.totals += 1
            self.faults.append(f"round {one.id} said {said}, was owed {len(owed & stored)} of {len(stored)} votes")
            for asking, messages in shown.items():
                ours = [cast for cast in circle.cast if any(cast.message is message for message in messages)]
                when = [(cast.user, cast.message.id, str(_came(tx, cast))) for cast in ours]
                self.faults.append(f"question {asking} as {[m.id for m in messages]}, board at {made_at}: {when}")

    def _once(self, circle: Circle, what: str, one: Round, messages: list[Message], *, least: int = 1) -> None:
        """One message; another only where a kill came between Telegram's doing and its answer. Of a question, one."""
        if len(messages) < least:
            self._step(f"{what} of round {one.id} never came")
        if len({m.poll.question for m in messages if m.poll}) > 1:
            self._step(f"{what} of round {one.id} came in two forms")
        for first in messages[:-1]:
            self.copies += 1
            at = circle.posted_at[first.id]
            if not any(at - UNDER_WAY <= kill <= at + UNMARKED for kill in self.kills):
                near = [f"{kill - at:+.1f} s" for kill in self.kills if abs(kill - at) < 30]
                self._step(f"{what} of round {one.id} came again without a reason; kills at {near}")
        if what.startswith("question") and len(messages) > 2:
            self._step(f"{what} of round {one.id} came {len(messages)} times")

    def _votes(self, tx: Connection, circle: Circle, asking: Asking, shown: list[Message], counted: list[Vote]) -> None:
        numbers = {message.id for message in shown}
        mine = [cast for cast in circle.cast if cast.message.id in numbers]
        given: dict[int, list[Cast]] = {}
        for cast in mine:
            if cast.message.poll is not None or _in_time(tx, asking, cast):
                given.setdefault(cast.user, []).append(cast)
        self.votes += len(given)
        rows = {vote.user_id: vote for vote in counted}
        for user, casts in given.items():
            if user not in rows:
                self.lost += 1
                known = asking.poll_id in {c.message.poll.id for c in casts if c.message.poll}
                self.faults.append(f"a vote in {'the' if known else 'a copy of'} question {asking.id} is lost")
                continue
            chosen = {tuple(sorted(asking.arrangement[place] for place in one.places)) for one in casts}
            self.wrong += tuple(sorted(rows[user].chosen)) not in chosen
            self.wrong += rows[user].correct != (set(rows[user].chosen) == set(asking.key))
        self.double += len(set(rows) - {cast.user for cast in mine})

    def _kept(self, tx: Connection, user: int, asked: list[Asking], counted: list[Vote]) -> None:
        """Who agreed finds each answer once in the review log."""
        numbers = [asking.id for asking in asked]
        rows = tx.execute(
            select(reviews.c.asking_id).where(reviews.c.user_id == user, reviews.c.asking_id.in_(numbers))
        )
        kept, wanted = Counter(rows.scalars()), Counter(v.asking_id for v in counted if v.user_id == user)
        self.lost += (wanted - kept).total()
        self.double += (kept - wanted).total()

    def _step(self, what: str) -> None:
        self.steps += 1
        self.faults.append(what)


def _in_time(tx: Connection, asking: Asking, cast: Cast) -> bool:
    """Whether letters came to the bot before their question was closed."""
    closed = tx.execute(select(askings_table.c.closed_at).where(askings_table.c.id == asking.id)).scalar()
    came = _came(tx, cast)
    return came is not None and (closed is None or came < closed)


def _came(tx: Connection, cast: Cast) -> datetime | None:
    """When the last update of a vote came to the bot."""
    last = select(func.max(inbox.c.received_at)).where(inbox.c.update_id.in_(cast.updates))
    found: datetime | None = tx.execute(last).scalar()
    return found


PROOFS = shaped("C14", "0 lost, 0 double, each step once", killed, *TWO_AND_MANY, seconds=1200, what="kill, ")
