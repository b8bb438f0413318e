"""The first five minutes of somebody new, in private."""

from bot.demo.telegram.objects import message_json
from tests.chats.questions import right_letter, shown, wrong_letter
from tests.stage import Stage


async def test_one_screen_three_buttons(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/start")
    assert heard.text.startswith("Hello Maya. I help you prepare for Tea basics: 10 topics, 20 questions.")
    assert heard.buttons == ["Try 3 questions", "Look something up", "Daily questions"]


async def test_three_questions_from_the_first_screen(both: Stage) -> None:
    maya = both.person("Maya")
    await maya.says("/start")
    question = await maya.presses("Try 3 questions")
    assert question.text.split("\n")[0] == shown(both, question.message).stem
    assert question.buttons == ["A", "B", "C", "D", "I don't know"]
    assert "1 of 3" in question.text

    right = await maya.presses(right_letter(both, question.message))
    assert right.edited
    assert right.text.startswith("Right. ")
    assert right.buttons == ["Why not the others?", "I guessed", "Note", "More", "Next, 2 of 3"]

    second = await maya.presses("Next")
    assert second.edited and "2 of 3" in second.text
    wrong = await maya.presses(wrong_letter(both, second.message))
    assert wrong.text.startswith("Not right. You chose ")
    assert "I guessed" not in wrong.buttons

    third = await maya.presses("Next")
    unknown = await maya.presses("I don't know")
    assert unknown.text.startswith("Not known yet. Right is ")
    assert shown(both, third.message).stem in unknown.text

    end = await maya.presses("Show the result")
    assert end.text.startswith("3 questions: 1 right, 2 to repeat.")
    assert shown_stems(end.text) == 2
    assert end.text.endswith("Do you have an exam date? Then I can plan your days. Tap, or type the date.")
    dates = ["In 1 month", "In 2 months", "In 3 months", "Another date", "No date yet"]
    assert end.buttons == ["Ask the missed ones again", "Another quiz", *dates]
    assert len(maya.chat.shown) == 3  # /start, the first screen, one live message

    again = await maya.presses("Ask the missed")
    assert "1 of 2" in again.text


def shown_stems(text: str) -> int:
    return text.count("• ")


async def test_next_never_stands_where_an_option_stood(stage: Stage) -> None:
    maya = stage.person("Maya")
    question = await maya.says("/quiz 2")
    answered_rows = len(question.message.buttons)
    await maya.presses("A")
    rows = maya.last.buttons
    assert [row for row in rows if row[0].startswith("Next")] == [rows[answered_rows]]


async def test_a_typed_letter_answers(stage: Stage) -> None:
    maya = stage.person("Maya")
    question = await maya.says("/quiz 2")
    heard = await maya.says(f" {right_letter(stage, question.message).lower()}. ")
    assert heard.edited and heard.text.startswith("Right.")


async def test_a_letter_that_is_not_there(stage: Stage) -> None:
    maya = stage.person("Maya")
    await maya.says("/quiz 1")
    assert (await maya.says("h")).text == "This question has the letters A to D."


async def test_a_letter_without_a_question_is_looked_up(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("a")
    assert "I do not find this" in heard.text or "Send me a question" in heard.text


async def test_a_lookup_keeps_the_question_open(stage: Stage) -> None:
    maya = stage.person("Maya")
    question = await maya.says("/quiz 1")
    stem = shown(stage, question.message).stem
    looked_up = await maya.says("what is matcha")
    assert looked_up.text.startswith("Matcha")
    assert looked_up.buttons[-1] == "Back to my questions"

    back = await maya.presses("Back to my questions")
    assert back.text.startswith(stem)
    assert not question.message.keyboard  # the old copy cannot be pressed any more
    assert (await maya.presses(right_letter(stage, back.message))).text.startswith("Right.")


async def test_a_letter_typed_after_a_lookup_is_answered_below(stage: Stage) -> None:
    maya = stage.person("Maya")
    question = await maya.says("/quiz 1")
    await maya.says("what is matcha")
    heard = await maya.says(right_letter(stage, question.message))
    assert not heard.edited and heard.text.startswith("Right.")
    assert not question.message.keyboard


async def test_why_not_and_note_and_back(stage: Stage) -> None:
    maya = stage.person("Maya")
    question = await maya.says("/quiz 1")
    asked = shown(stage, question.message)
    await maya.presses(wrong_letter(stage, question.message))
    why = await maya.presses("Why not")
    assert all(reason in why.text for reason in asked.why_not.values())
    result = await maya.presses("Back to the answer")
    assert result.text.startswith("Not right.")
    note = await maya.presses("Note")
    assert note.text.startswith(stage.library.default.note(asked.topic).title)
    assert (await maya.presses("Back to the answer")).text == result.text


async def test_i_guessed_brings_it_back_sooner(stage: Stage) -> None:
    from bot.storage import cards

    maya = stage.person("Maya")
    question = await maya.says("/quiz 1")
    await maya.presses(right_letter(stage, question.message))
    (before,) = (await stage.db.read(cards.of, maya.id)).values()
    heard = await maya.presses("I guessed")
    assert "Noted as a guess" in heard.text
    assert "I guessed" not in heard.buttons
    (after,) = (await stage.db.read(cards.of, maya.id)).values()
    assert after.stability < before.stability
    assert (await maya.presses("Note")).text
    assert "Noted as a guess" in (await maya.presses("Back")).text


async def test_help_lists_the_menu(stage: Stage) -> None:
    maya = stage.person("Maya")
    text = (await maya.says("/help")).text
    for command in ("/quiz", "/daily", "/topics", "/progress", "/settings", "/stop", "/help"):
        assert f"\n{command} - " in text
    assert "/start -" not in text


async def test_links_open_a_topic_a_quiz_and_a_question(stage: Stage) -> None:
    maya = stage.person("Maya")
    topic = await maya.says("/start topic-matcha")
    assert topic.text.startswith("Matcha\n")
    quiz = await maya.says("/start quiz-matcha")
    asked = shown(stage, quiz.message)
    assert asked.topic == "matcha"
    number = next(n for n, item in stage.app.services.content.questions.items() if item.question.key == asked.key)
    one = await maya.says(f"/start question-{number}")
    assert shown(stage, next(m for m in one.seen if m.keyboard)).key == asked.key


async def test_nonsense_after_start_is_just_a_start(stage: Stage) -> None:
    maya = stage.person("Maya")
    for nonsense in ("topic-nothing", "question-99999999999999999999", "quiz-", "question-٣", "<b>", "x" * 4000):
        assert (await maya.says(f"/start {nonsense}")).text.startswith("Hello Maya")


async def test_a_name_with_markup_stays_a_name(stage: Stage) -> None:
    eve = stage.person("<b>Eve</b> & \u202eco")
    assert (await eve.says("/start")).text.startswith("Hello <b>Eve</b> & ")


async def test_what_i_do_survives_a_restart(both: Stage) -> None:
    maya = both.person("Maya")
    question = await maya.says("/quiz 2")
    await both.restart()
    heard = await maya.presses(right_letter(both, question.message))
    assert heard.text.startswith("Right.")
    await both.restart()
    assert "2 of 2" in (await maya.presses("Next")).text
    assert "1 of 20 seen" in (await maya.says("/progress")).text


async def test_an_unknown_command(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("/teapot")).text == "I do not know this command. /help shows what I can do."


async def test_a_sticker_gets_a_sentence(stage: Stage) -> None:
    maya = stage.person("Maya")
    message = maya.person.posts(maya.chat, "")
    maya.chat.started = True
    raw = message_json(message)
    raw["dice"] = {"emoji": "🎲", "value": 3}
    stage.telegram.queue("message", raw)
    assert (await stage.listen()).text.startswith("Send me a question in words.")
