"""A4: one person's updates one after another, over one process or many."""

import random
import shutil
from dataclasses import dataclass

from bot.demo.telegram import Person
from tests.processes.bots import until
from tests.prove.proof import Figure, Run
from tests.prove.shaped import shaped
from tests.prove.world import PATIENCE, REPLICAS, SHAPES, Shape, World, world
from tests.stage import SUBJECTS


@dataclass
class Tapper:
    """Taps options of one question again and again; every tap adds one to the list or takes it away."""

    person: Person
    states: list[tuple[int, ...]]
    """After each tap, as it must be."""
    topics: list[int]
    """What was looked up in between, in order."""

    def act(self, dice: random.Random, times: int) -> None:
        question = self.person.chat.last
        number = int(question.keyboard[0][0]["callback_data"].split(".")[1])
        for _ in range(times):
            option = dice.randrange(5)
            now = self.states[-1]
            kept = tuple(one for one in now if one != option)
            self.states.append(kept if option in now else (*kept, option))
            self.person.sends_press(f"1a.{number}.{option}", question)
            topic = dice.randrange(2)
            self.topics.append(topic)
            self.person.says(("what is espresso", "what is brewing coffee")[topic])

    def inversions(self) -> int:
        """Answers that came in another order than the questions."""
        said = [
            m.text for m in self.person.chat.messages if (m.from_bot and "Espresso is" in m.text) or "Brewing" in m.text
        ]
        heard = [0 if text.startswith("Espresso") else 1 for text in said if not text.startswith("Which")]
        return sum(a != b for a, b in zip(heard, self.topics, strict=False)) + abs(len(heard) - len(self.topics))


async def lanes(run: Run, shape: Shape) -> Figure:
    """Ten people change one list a hundred times, all at once, with look-ups in between."""
    times = run.count(100, 20)
    subject = run.folder / "content" / "kinds"
    shutil.copytree(SUBJECTS / "kinds", subject)
    (subject / "questions" / "brewing-coffee.yaml").unlink()
    only = (subject / "questions" / "espresso.yaml").read_text("utf-8").split("\n\n")[0]
    (subject / "questions" / "espresso.yaml").write_text(only + "\n", "utf-8")
    async with world(run, shape, CONTENT_DIR=str(subject)) as here:
        await here.start()
        people = [Tapper(here.telegram.user(f"P{number}"), [()], []) for number in range(10)]
        for one in people:
            one.person.says("/quiz espresso 1")
        await until(lambda: all(one.person.chat.messages[-1].keyboard for one in people), PATIENCE)
        dice = run.random
        for one in people:
            one.act(dice, times)
        drained = await here.drained(120)
        await here.settled()
        right, inversions = 0, sum(one.inversions() for one in people)
        for one in people:
            rows = await here.rows("SELECT picked FROM askings WHERE user_id = :user", user=one.person.id)
            ends = tuple(int(place) for place in rows[0][0].split(",") if place)
            right += times if ends == one.states[-1] else 0
            inversions += _out_of_order(here, one)
    good = right == times * 10 and not inversions and drained
    return Figure(f"{right} of {times * 10} changes, {inversions} inversions", good)


def _out_of_order(here: World, one: Tapper) -> int:
    """Shown states that cannot come after the ones before them (newer edits may leave older ones out)."""
    place, wrong = 0, 0
    for call in here.telegram.log:
        if call.method != "editMessageText" or call.error or call.parameters["chat_id"] != one.person.id:
            continue
        keys = [key for row in call.parameters["reply_markup"]["inline_keyboard"] for key in row]
        ticked = {int(key["callback_data"].split(".")[2]) for key in keys if key["text"].endswith("✓")}
        later = next((at for at in range(place, len(one.states)) if set(one.states[at]) == ticked), None)
        if later is None:
            wrong += 1
        else:
            place = later
    return wrong


PROOFS = shaped("A4", "1,000 of 1,000, 0 inversions", lanes, *SHAPES, *REPLICAS, seconds=600, busy=True)
