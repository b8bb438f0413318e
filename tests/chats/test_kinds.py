"""Every kind of question in every answer style, as conversations."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.library.model import Library, Question, QuestionKey
from bot.storage import reviews
from tests.chats.asking import STYLES, answers_by, asked, coffee, letter, letters
from tests.databases import SqliteFiles
from tests.stage import Heard, Stage, Talker, on_stage

SINGLE, TRUEFALSE = "brewing-coffee.grind.single", "espresso.caffeine.truefalse"
MULTI, CLOZE, MATCHING = "espresso.how.multi", "espresso.crema.cloze", "espresso.drinks.matching"
NUMERIC, DRAWN, ORDERING = (
    "brewing-coffee.press.numeric",
    "brewing-coffee.ratio.generated",
    "brewing-coffee.pour.ordering",
)
STEPS = ("Rinse the filter", "Add the coffee", "Wet the grounds", "Wait half a minute", "Pour the rest")
DRINKS = ("Hot water", "Ice cream", "Whiskey and cream")


@pytest_asyncio.fixture
async def cafe(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_files.fresh(), coffee()) as stage:
        yield stage


@pytest_asyncio.fixture
async def cafes(database_url: str) -> AsyncIterator[Stage]:
    async with on_stage(database_url, coffee()) as stage:
        yield stage


def edited(heard: Heard) -> str:
    """The text of the live message, changed in place."""
    assert heard.edited
    return heard.text


def new(heard: Heard) -> str:
    """The text of a new message; what stood before lost its buttons."""
    assert "sendMessage" in heard.methods and not heard.edited
    return heard.seen[-1].text


# --- one of several


async def test_single_with_buttons(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, SINGLE)
    assert question.text.startswith("You let coffee stand in water for four minutes. Which grind fits?\nA. ")
    assert question.buttons == [["A", "B", "C"], ["I don't know"]]
    result = edited(await maya.presses(letter(question, "Fine")))
    assert result.startswith(f"Not right. You chose {letter(question, 'Fine')}. Right is ")
    assert "short contact" in result


async def test_single_as_a_poll(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    assert (await answers_by(maya, "poll")).text.startswith("Done. Your next questions are quiz polls.")
    poll = (await asked(cafe, maya, SINGLE)).poll
    assert poll is not None and sorted(poll.options) == ["Coarse", "Fine", "Powder"]
    assert maya.last.buttons == [["I don't know"]]
    heard = await maya.votes(maya.last, poll.options.index("Coarse"))
    assert new(heard).startswith("Right. ") and poll.closed
    assert "Show the result" in heard.seen[-1].buttons[-1]


async def test_single_by_typing(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "typed")
    question = await asked(cafe, maya, SINGLE)
    assert "Type one letter, A to C." in question.text and question.buttons == [["I don't know"]]
    assert (await maya.says("B C")).text == "One letter answers this question."
    assert edited(await maya.says(letter(question, "Coarse").lower())).startswith("Right. ")


async def test_single_for_a_screen_reader(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    question = await asked(cafe, maya, SINGLE)
    assert new(await maya.says(letter(question, "Powder"))).startswith("Not right. You chose ")
    assert question.keyboard == []


async def test_letters_in_a_group_say_how_many(cafe: Stage) -> None:
    ana, ben = cafe.person("Ana"), cafe.person("Ben")
    group = cafe.telegram.group("Baristas", ana.person, ben.person)
    group.polls_forbidden = True
    await ana.says("/quiz@studybot 20 untimed", group)
    await ana.presses("Start", chat=group)
    await cafe.pass_time(seconds=1)
    while "Choose 2." not in group.last.text:
        assert "Submit" not in group.last.text
        await ben.presses("A", chat=group)
        await ana.presses("Next", chat=group)
    assert (await ben.presses("A", chat=group)).toast == "Chosen: A. Choose 2."
    second = await ben.presses("B", chat=group)
    assert second.toast.split(".")[0] in {"Right", "Not right"}


# --- true or false, with a reason


@pytest.mark.parametrize("style", STYLES)
async def test_true_or_false_has_a_reason_in_every_style(cafe: Stage, style: str) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, style)
    question = await asked(cafe, maya, TRUEFALSE)
    right = "False, the mug holds more of it"
    if question.poll is not None:
        heard = await maya.votes(question, question.poll.options.index(right))
    elif style == "buttons":
        heard = await maya.presses(letter(question, right))
    else:
        heard = await maya.says(letter(question, right))
    assert heard.seen[-1].text.startswith("Right. ")
    why = await maya.presses("Why not the others?")
    assert "Caffeine runs through paper." in why.seen[-1].text


# --- which TWO


async def test_several_with_buttons(cafes: Stage) -> None:
    maya = cafes.person("Maya")
    question = await asked(cafes, maya, MULTI)
    assert question.buttons == [["A", "B", "C", "D", "E"], ["I don't know", "Submit"]]
    assert "Choose 2, then Submit." in question.text
    foam, grind = letter(question, "Brown foam on top"), letter(question, "A coarse grind")
    early = await maya.presses("Submit")
    assert early.alert and early.toast == "Choose 2 first."
    await maya.presses(grind)
    assert f"Chosen: {grind}. Choose 2, then Submit." in maya.last.text
    assert f"{grind} ✓" in maya.last.buttons[0]
    await maya.presses(f"{grind} ✓")  # taken back
    await maya.presses(foam)
    await maya.presses(letter(question, "High pressure"))
    result = edited(await maya.presses("Submit"))
    assert result.startswith("Right. ") and "High pressure" in result and "Brown foam on top" in result
    assert await cafes.db.read(reviews.totals, maya.id) == (1, 1)


async def test_several_half_right_is_not_right(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, MULTI)
    await maya.presses(letter(question, "High pressure"))
    await maya.presses(letter(question, "Ten minutes of rest"))
    result = edited(await maya.presses("Submit"))
    assert result.startswith("Not right. You chose ") and "half a minute" in result


async def test_several_as_a_poll(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "poll")
    poll = (await asked(cafe, maya, MULTI)).poll
    assert poll is not None and len(poll.correct) == 2
    heard = await maya.votes(maya.last, *poll.correct)
    assert new(heard).startswith("Right. ")


@pytest.mark.parametrize("style", ["typed", "reader"])
async def test_several_by_typing(cafe: Stage, style: str) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, style)
    question = await asked(cafe, maya, MULTI)
    assert "Type 2 letters, for example BA." in question.text
    assert (await maya.says("c")).text == "This question needs 2 letters, for example AB."
    heard = await maya.says(f"{letter(question, 'Brown foam on top')} and {letter(question, 'High pressure')}")
    assert not heard.seen[-1].text.startswith("Right")  # "and" is no separator: it was looked up
    heard = await maya.says(" ".join(letters(question, "Brown foam on top", "High pressure")))
    assert heard.seen[-1].text.startswith("Right. ")


# --- numbers


async def test_a_number_with_buttons_or_typed(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, NUMERIC)
    assert question.text.split("\n")[1:5] == [
        "A. 3 minutes",
        "B. 4 minutes",
        "C. 5 minutes",
        "D. 10 minutes",
    ]
    assert edited(await maya.says("180 s")).startswith("Right. ")


async def test_a_wrong_number_meets_its_misconception(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "typed")
    question = await asked(cafe, maya, NUMERIC)
    assert "Type the number." in question.text and "A. " not in question.text
    assert (await maya.says("some")).text.startswith("I need a number here.")
    result = edited(await maya.says("5 min"))
    assert result.startswith("Not right. You wrote 5 min. Right is 3 minutes") and "That adds a minute." in result


async def test_a_number_with_the_wrong_unit_is_wrong(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    await asked(cafe, maya, NUMERIC)
    assert new(await maya.says("3 hours")).startswith("Not right. You wrote 3 hours.")


async def test_a_number_that_is_asked_about_is_no_answer(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "typed")
    await asked(cafe, maya, NUMERIC)
    assert not (await maya.says("is it 3 minutes?")).edited
    await maya.presses("Back to my questions")
    await maya.presses("Show options")
    assert edited(await maya.says("3 min")).startswith("Right. ")


async def test_drawn_numbers_stay_the_same_in_review(cafes: Stage) -> None:
    maya = cafes.person("Maya")
    question = await asked(cafes, maya, DRAWN)
    stem = question.text.split("\n")[0]
    assert "{" not in question.text and stem.endswith(" ml?")
    await cafes.restart()
    result = edited(await maya.presses("I don't know"))
    assert result.startswith("Not known yet.") and stem in result and "{" not in result
    note = await maya.presses("Note")
    assert note.text.startswith("Brewing coffee")
    assert stem in (await maya.presses("Back to the answer")).text


async def test_other_quizzes_draw_other_numbers(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    stems = {(await asked(cafe, maya, DRAWN)).text.split("\n")[0] for _ in range(8)}
    assert len(stems) > 3


async def test_drawn_numbers_as_a_poll(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "poll")
    poll = (await asked(cafe, maya, DRAWN)).poll
    assert poll is not None and len(poll.options) == 4 and all(o.endswith(" grams") for o in poll.options)
    assert new(await maya.votes(maya.last, *poll.correct)).startswith("Right. ")


# --- a word


async def test_a_word_is_typed_also_with_buttons(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, CLOZE)
    assert question.buttons == [["Show options"], ["I don't know"]] and "Type your answer." in question.text
    assert edited(await maya.says("  LA CRÈMA ")).startswith("Right. crema")


async def test_a_near_miss_is_wrong_and_says_what_it_was_close_to(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "reader")
    await asked(cafe, maya, CLOZE)
    result = new(await maya.says("cremma"))
    assert result.startswith("Not right. You wrote cremma. Right is crema\nClosest was crema.")


async def test_a_question_keeps_the_word_open(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, CLOZE)
    looked_up = await maya.says("what is an affogato")
    assert "Espresso" in looked_up.text
    assert (await maya.says("/crema")).text.startswith("I do not know this command.")
    back = await maya.presses("Back to my questions")
    assert back.text.startswith("The brown foam on an espresso") and not question.keyboard
    assert edited(await maya.says("crema")).startswith("Right. ")


async def test_options_for_who_cannot_type(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await asked(cafe, maya, CLOZE)
    shown = await maya.presses("Show options")
    assert edited(shown).startswith("What is the brown foam on an espresso called?\nA. ")
    assert edited(await maya.presses(letter(maya.last, "Latte"))).startswith("Not right. You chose ")


async def test_a_word_as_a_poll(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "poll")
    poll = (await asked(cafe, maya, CLOZE)).poll
    assert poll is not None and poll.question == "What is the brown foam on an espresso called?"
    assert new(await maya.votes(maya.last, poll.options.index("Mocha"))).startswith("Not right. You chose ")


# --- an order


async def test_an_order_tapped(cafes: Stage) -> None:
    maya = cafes.person("Maya")
    question = await asked(cafes, maya, ORDERING)
    assert question.buttons == [["A", "B", "C", "D", "E"], ["I don't know"]]
    assert "Tap the letters in the right order." in question.text
    first = letter(question, STEPS[1])
    await maya.presses(first)
    assert f"Your order: {first}" in maya.last.text and f"{first} 1" in maya.last.buttons[0]
    again = await maya.sends_press(f"1a.{question.keyboard[0][0]['callback_data'].split('.')[1]}.1", maya.last)
    assert again.toast == "This letter is in your answer already."
    await maya.presses("Take back")
    for step in STEPS[:4]:  # the last one is clear
        await maya.presses(letter(question, step))
    assert maya.last.buttons[1:] == [["I don't know", "Take back", "Submit"]]
    result = edited(await maya.presses("Submit"))
    assert result.startswith("Right. \n1. Rinse the filter")
    assert result.index("1. Rinse") < result.index("5. Pour the rest")


async def test_a_wrong_order_shows_the_right_one(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, ORDERING)
    for step in (STEPS[1], STEPS[0], *STEPS[2:4]):
        await maya.presses(letter(question, step))
    await maya.presses("Take back")  # both of the last two
    await maya.presses(letter(question, STEPS[3]))
    result = edited(await maya.presses("Submit"))
    assert result.startswith("Not right. Your order was ") and "5. Pour the rest" in result


@pytest.mark.parametrize("style", ["typed", "reader"])
async def test_an_order_by_typing(cafe: Stage, style: str) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, style)
    question = await asked(cafe, maya, ORDERING)
    assert "Type all 5 letters in the right order, for example EDCBA." in question.text
    assert (await maya.says("A B")).text.startswith("This question needs 5 letters")
    heard = await maya.says(letters(question, *STEPS).lower())
    assert heard.seen[-1].text.startswith("Right.")


async def test_an_order_as_a_poll(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "poll")
    poll = (await asked(cafe, maya, ORDERING)).poll
    assert poll is not None and poll.question.startswith("What comes directly after")
    assert new(await maya.votes(maya.last, *poll.correct)).startswith("Right. ")


# --- pairs


async def test_pairs_one_by_one(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, MATCHING)
    assert "1. Americano\n2. Affogato\n3. Irish coffee" in question.text
    assert "What belongs to Americano? Tap its letter." in question.text
    water = letter(question, "Hot water")
    await maya.presses(water)
    assert f"1. Americano = {water}" in maya.last.text and "What belongs to Affogato?" in maya.last.text
    await maya.presses(letter(question, "Ice cream"))
    result = edited(await maya.presses("Submit"))
    assert result.startswith("Right. Americano = Hot water; Affogato = Ice cream")


async def test_wrong_pairs_are_counted(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, MATCHING)
    await maya.presses(letter(question, "Hot water"))
    await maya.presses(letter(question, "Whiskey and cream"))
    assert edited(await maya.presses("Submit")).startswith(
        "Not right. 1 of 3 pairs fit. Right is Americano = Hot water"
    )


@pytest.mark.parametrize("style", ["typed", "reader"])
async def test_pairs_by_typing(cafe: Stage, style: str) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, style)
    question = await asked(cafe, maya, MATCHING)
    assert "Type 3 letters, one for each number in turn. For example CBA." in question.text
    heard = await maya.says(", ".join(letters(question, *DRINKS)))
    assert heard.seen[-1].text.startswith("Right. ")


async def test_one_pair_as_a_poll(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "poll")
    poll = (await asked(cafe, maya, MATCHING)).poll
    assert poll is not None and poll.question.startswith("What is added to the espresso in an ")
    assert sorted(poll.options) == sorted(DRINKS)
    assert new(await maya.votes(maya.last, *poll.correct)).startswith("Right. ")


# --- what holds for all of them


@pytest.mark.parametrize("style", STYLES)
async def test_a_whole_quiz_of_all_kinds(cafes: Stage, style: str) -> None:
    """Nothing is known, everything is explained, and the end lists it all."""
    maya = cafes.person("Maya")
    await answers_by(maya, style)
    await maya.says("/quiz 8")
    for number in range(1, 17):  # each one comes once more at the end
        heard = await maya.presses("I don't know")
        assert heard.seen[-1].text.startswith("Not known yet. Right is ")
        assert ("I ask this again at the end." in heard.seen[-1].text) == (number <= 8)
        heard = await maya.presses("Next" if number < 16 else "Show the result")
    end = heard.seen[-1].text
    assert end.startswith("8 questions: 0 right, 8 to repeat.") and end.count("• ") == 8
    assert await cafes.db.read(reviews.totals, maya.id) == (16, 0)


def rewritten() -> Library:
    """Every question in other words, and its options in another order."""
    subject = coffee().default

    def turned(question: Question) -> Question:
        size = len(question.options)
        return replace(
            question,
            stem=f"Now: {question.stem}",
            options=question.options[1:] + question.options[:1],
            answer=frozenset((option - 1) % size for option in question.answer),
            why_not={(option - 1) % size: why for option, why in question.why_not.items()},
        )

    return Library({subject.id: replace(subject, questions=tuple(map(turned, subject.questions)))})


@pytest.mark.parametrize("key", [SINGLE, MULTI, NUMERIC, CLOZE, ORDERING, MATCHING])
async def test_a_rewritten_question_is_graded_as_it_was_asked(cafe: Stage, key: str) -> None:
    maya = cafe.person("Maya")
    question = await asked(cafe, maya, key)
    await cafe.restart(rewritten())
    heard = await maya.presses("I don't know")
    assert "This question has been rewritten since I asked it." in heard.seen[-1].text
    wanted = {
        SINGLE: "Coarse",
        ORDERING: letters(question, *STEPS) if key == ORDERING else "",
        MATCHING: letters(question, *DRINKS) if key == MATCHING else "",
        CLOZE: "crema",
    }.get(key)
    if key == SINGLE:
        wanted = letter(question, "Coarse")
    if wanted is not None:
        assert heard.seen[-1].text.startswith(f"Not right. Right was {', '.join(wanted) if key != CLOZE else wanted}")
    assert question.text.startswith(coffee().default.question(QuestionKey(key)).stem), "it stays as it was asked"
    assert (await maya.presses("Note")).text


@pytest.mark.parametrize("key", [SINGLE, MULTI, ORDERING])
async def test_a_rewritten_question_that_comes_again_is_the_new_one(cafe: Stage, key: str) -> None:
    maya = cafe.person("Maya")
    old = await asked(cafe, maya, key)
    await cafe.restart(rewritten())
    await maya.says("what is espresso")
    back = await maya.presses("Back to my questions")
    assert back.seen[-1].text.startswith("Now: ") and not old.keyboard
    if key == SINGLE:
        assert (await maya.presses(letter(maya.last, "Coarse"))).text.startswith("Right. ")


async def test_a_tap_on_a_rewritten_question_asks_the_new_one(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await asked(cafe, maya, MULTI)
    await cafe.restart(rewritten())
    heard = await maya.presses("A")
    assert heard.seen[-1].text.startswith("Now: Which TWO")


@pytest.mark.parametrize("style", STYLES)
async def test_hostile_texts_answer_nothing_and_break_nothing(cafe: Stage, style: str) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, style)
    for key in (MULTI, ORDERING, NUMERIC):
        await asked(cafe, maya, key)
        for text in ("x" * 4096, "<b>A</b>?", "\u202eABCDE?", "💥?", "(a+)+$?", "A" * 300 + "?"):
            assert (await maya.says(text)).seen
    assert await cafe.db.read(reviews.totals, maya.id) == (0, 0)


async def test_a_press_of_somebody_else_changes_nothing(cafe: Stage) -> None:
    maya, ben = cafe.person("Maya"), cafe.person("Ben")
    question = await asked(cafe, maya, ORDERING)
    number = question.keyboard[0][0]["callback_data"].split(".")[1]
    await ben.says("/start")
    for data in (f"1a.{number}.0", f"1k.{number}", f"1j.{number}", f"1h.{number}"):
        heard = await ben.sends_press(data, ben.last)
        assert heard.alert and heard.toast == "These buttons belong to somebody else."
    assert (await maya.sends_press(f"1a.{number}.9", question)).alert
    assert (await maya.sends_press(f"1k.{number}", question)).toast == "Choose 5 first."


@pytest.mark.parametrize("key", [SINGLE, MULTI, NUMERIC, ORDERING, MATCHING])
async def test_a_double_tap_never_answers_what_nobody_has_read(cafe: Stage, key: str) -> None:
    """*Next* stands where the next question has no button, whatever was asked and looked at before."""
    maya = cafe.person("Maya")
    await asked(cafe, maya, key)
    rows_of_questions = len(maya.last.buttons)
    await maya.presses("I don't know")
    for view in (None, "Note", "Back to the answer", "Why not"):
        if view is not None:
            await maya.presses(view)
        place = [row[0].startswith(("Next", "Show the result")) for row in maya.last.buttons].index(True)
        assert place >= rows_of_questions == 2


def is_open(talker: Talker) -> bool:
    return any("I don't know" in row for row in talker.last.buttons)


async def test_the_daily_question_comes_in_my_style(cafe: Stage) -> None:
    maya = cafe.person("Maya")
    await answers_by(maya, "poll")
    await maya.says("/daily")
    await maya.says("Madrid")
    await maya.presses("20:00")
    await cafe.pass_time(hours=13)
    first = maya.last
    assert first.poll is not None and is_open(maya)
    await cafe.pass_time(days=1)
    assert first.deleted and maya.last.poll is not None  # replaced, never stacked
    heard = await maya.votes(maya.last, *maya.last.poll.correct)
    assert new(heard).startswith("Right. ")
