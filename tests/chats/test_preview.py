"""/preview: authors see every question in every form, and nothing is recorded."""

from bot.storage import reviews
from tests.databases import SqliteFiles
from tests.stage import on_stage, tea


async def test_every_question_in_every_form(sqlite_files: SqliteFiles) -> None:
    async with on_stage(sqlite_files.fresh(), owners=(1001,)) as stage:
        owner = stage.person("Olga")
        assert owner.id == 1001
        subject = tea().default
        topic = subject.topic_ids[0]
        questions = subject.questions_of(topic)
        await owner.says(f"/preview {topic}")
        shown = owner.last
        for place, question in enumerate(questions):
            assert question.stem in shown.text and question.key in shown.text
            heard = await owner.presses("Right")
            assert heard.text.startswith("Right.")
            heard = await owner.presses("Not right")
            assert heard.text.startswith("Not right.")
            heard = await owner.presses("Not known")
            assert heard.text.startswith("Not known yet.")
            heard = await owner.presses("Why not")
            assert all(reason in heard.text for reason in question.why_not.values())
            heard = await owner.presses("Poll")
            assert heard.message.poll is not None and heard.message.poll.question == question.stem
            await owner.presses("Question")
            if place + 1 < len(questions):
                await owner.presses("Next")
        assert await stage.db.read(reviews.totals, owner.id) == (0, 0)


async def test_only_owners_have_it(sqlite_files: SqliteFiles) -> None:
    async with on_stage(sqlite_files.fresh(), owners=(1001,)) as stage:
        olga, maya = stage.person("Olga"), stage.person("Maya")
        heard = await maya.says("/preview")
        assert heard.text == "I do not know this command. /help shows what I can do."
        heard = await olga.says("/preview xyzzy plugh")
        assert heard.text.startswith("I have no topic like")
        await olga.says("/preview")
        heard = await maya.sends_press("1p.1.right", olga.last)
        assert heard.alert and "older message" in heard.toast
        heard = await olga.sends_press("1p.9999.right", olga.last)
        assert heard.alert
