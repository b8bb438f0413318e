"""Settings, subjects, progress."""

from dataclasses import replace

from bot.library.model import Library, SubjectId
from tests.chats.questions import right_letter, wrong_letter
from tests.stage import Stage, tea


async def test_another_language_by_choice(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("/settings")).buttons == [
        "Language",
        "How I answer",
        "My local time",
        "Daily questions",
        "How sure I am",
    ]
    names = await maya.presses("Language")
    assert names.buttons == ["As on my phone", "English", "Español"]
    assert (await maya.presses("Español")).text == "Listo. Ahora hablo español contigo."
    assert (await maya.says("/help")).text.startswith("Escribe una pregunta")
    await maya.presses("Ajustes")
    await maya.presses("Idioma")
    assert (await maya.presses("Como en mi teléfono")).text == "Done. I speak English with you now."


async def test_the_language_follows_the_phone(stage: Stage) -> None:
    maya = stage.person("Maya", "es")
    assert (await maya.says("/start")).text.startswith("Hola, Maya.")
    maya.person.user["language_code"] = "pt-br"
    assert (await maya.says("/start")).text.startswith("Hello Maya.")


async def test_progress_from_day_one(both: Stage) -> None:
    maya = both.person("Maya")
    assert (await maya.says("/progress")).text == "You have not answered a question yet. There are 20 to discover."
    question = await maya.says("/quiz 2")
    await maya.presses(right_letter(both, question.message))
    second = await maya.presses("Next")
    await maya.presses(wrong_letter(both, second.message))
    text = (await maya.says("/progress")).text
    assert text.startswith("2 of 20 seen in Tea basics.")
    assert "Answers so far: 2, 1 of them right (50 %)." in text


async def test_subjects_side_by_side(stage: Stage) -> None:
    other = replace(tea().default, id=SubjectId("more-tea"), title="More tea", questions=tea().default.questions[:5])
    await stage.restart(Library({**tea().subjects, other.id: other}))
    maya = stage.person("Maya")
    assert (await maya.says("/subject")).buttons == ["Tea basics", "More tea"]
    assert (await maya.presses("More tea")).text.startswith("Done: More tea, 10 topics, 5 questions.")
    assert (await maya.says("/start")).text.startswith("Hello Maya. I help you prepare for More tea")
    first = await maya.says("/quiz 1")
    assert first.buttons
    await maya.presses("A")
    assert "1 of 5 seen" in (await maya.says("/progress")).text


async def test_one_subject_needs_no_choice(stage: Stage) -> None:
    maya = stage.person("Maya")
    assert (await maya.says("/subject")).text == "There is one subject here: Tea basics."


async def test_a_quiz_on_a_topic_as_people_type_it(stage: Stage) -> None:
    maya = stage.person("Maya")
    for typed in ("matcha 2", "2 matcha", "Matcha", "mathca"):
        heard = await maya.says(f"/quiz {typed}")
        assert "· Matcha" in next(m for m in heard.seen if m.keyboard).text
    unknown = await maya.says("/quiz quantum physics")
    assert unknown.text.startswith("I have no topic")
    many = await maya.says("/quiz 999999")
    assert "1 of 20" in next(m for m in many.seen if m.keyboard).text
