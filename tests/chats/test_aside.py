"""Not today, never again, parked; a missed one once more at the end; bookmarks and what was missed."""

from dataclasses import replace

from bot.library.model import Library
from bot.storage import reviews
from tests.chats.questions import right_letter, shown, wrong_letter
from tests.stage import Stage


async def test_a_missed_one_comes_again_at_the_end(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/quiz 4")
    asked = []
    for place in range(4):
        asked.append(shown(both, heard.message))
        missed = place in {0, 2}
        result = await maya.presses((wrong_letter if missed else right_letter)(both, heard.message))
        assert ("I ask this again at the end." in result.text) == missed
        if place == 1:
            await both.restart()
        heard = await maya.presses("Next")
    assert shown(both, heard.message) == asked[0] and "Once more" in heard.text
    result = await maya.presses(wrong_letter(both, heard.message))
    assert "I ask this again" not in result.text
    heard = await maya.presses("Next: once more")
    assert shown(both, heard.message) == asked[2]
    await maya.presses(right_letter(both, heard.message))
    end = await maya.presses("Show the result")
    assert end.text.startswith("4 questions: 2 right, 2 to repeat.") and end.text.count("• ") == 2
    assert (await both.db.read(reviews.totals, maya.id))[0] == 6


async def test_a_lucky_guess_comes_again_too(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/quiz 4")
    first = shown(stage, heard.message)
    await maya.presses(right_letter(stage, heard.message))
    assert "I ask this again at the end." in (await maya.presses("I guessed")).text
    for _ in range(3):
        heard = await maya.presses("Next")
        await maya.presses(right_letter(stage, heard.message))
    heard = await maya.presses("Next: once more")
    assert shown(stage, heard.message) == first


async def test_not_today_and_never_again(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/quiz matcha 2")
    one = shown(both, heard.message)
    await maya.presses("A")
    await maya.presses("More")
    heard = await maya.presses("Not today")
    assert heard.toast == "Not before tomorrow." and heard.edited
    heard = await maya.presses("Next")
    two = shown(both, heard.message)
    await maya.presses("A")
    await maya.presses("More")
    assert (await maya.presses("Never again")).toast == "I do not ask this any more. You find it with /aside."
    assert (await maya.says("/quiz matcha 2")).text == "There are no questions here yet."
    await both.pass_time(days=1)
    heard = await maya.says("/quiz matcha 2")
    assert shown(both, heard.message) == one and "1 of 1" in heard.text
    heard = await maya.says("/aside")
    assert heard.text == f"One question is not asked for now.\n1. {two.stem}\nYou do not want it."
    assert (await maya.presses("Ask 1 again")).toast == "Done. It comes again."
    assert (await maya.presses("Ask 1 again")).toast == "This question is not set aside."
    assert (await maya.says("/aside")).text == "Nothing is set aside."
    assert "1 of 2" in (await maya.says("/quiz matcha 2")).seen[-1].text


async def test_skipping_the_open_question(stage: Stage) -> None:
    maya = stage.person("Maya")
    heard = await maya.says("/quiz 2")
    one = shown(stage, heard.message)
    heard = await maya.says("/skip")
    assert heard.seen[0].text == "This one comes again tomorrow."
    assert shown(stage, heard.seen[-1]) != one and "2 of 2" in heard.seen[-1].text
    await maya.presses("A")
    await maya.presses("Show the result")
    assert (await maya.says("/skip")).text == "There is no open question."
    assert "Not today." in (await maya.says("/aside")).text


async def test_missed_again_and_again_is_parked_until_the_note_was_read(both: Stage) -> None:
    maya = both.person("Maya")
    heard = await maya.says("/quiz matcha 1")
    leech = shown(both, heard.message)
    for _ in range(8):
        await maya.presses(wrong_letter(both, heard.message))
        await both.pass_time(days=1)
        await maya.presses("Show the result")
        heard = await maya.presses("Ask the missed")
    missed = await maya.presses(wrong_letter(both, heard.message))
    assert "You have missed this often. I park it until you bring it back. Read the note first." in missed.text
    await both.pass_time(days=1)
    for _ in range(3):
        heard = await maya.says("/quiz matcha 5")
        assert shown(both, heard.seen[-1]) != leech
    assert "Missed often. Read the note, then bring it back." in (await maya.says("/aside")).text
    note = await maya.presses("Note", on=missed.message)
    assert note.buttons[:2] == ["Back to the answer", "Ask it again"]
    assert (await maya.presses("Ask it again", on=missed.message)).toast == "Done. It comes again."
    await both.pass_time(days=1)
    heard = await maya.says("/quiz matcha 2")
    asked = {shown(both, heard.seen[-1]).key}
    await maya.presses("A")
    asked.add(shown(both, (await maya.presses("Next")).message).key)
    assert leech.key in asked


async def test_bookmarks_and_only_what_was_missed(both: Stage) -> None:
    maya = both.person("Maya")
    assert (await maya.says("/bookmarks")).text.startswith("You have kept no question yet.")
    assert (await maya.presses("Only what I missed")).text.startswith("There is nothing to ask here now.")
    heard = await maya.says("/quiz 3")
    kept = shown(both, heard.message)
    await maya.presses(right_letter(both, heard.message))
    await maya.presses("More")
    assert (await maya.presses("Bookmark")).toast == "Kept. You find it with /bookmarks."
    assert "Remove bookmark" in str(maya.last.buttons)
    heard = await maya.presses("Next")
    missed = shown(both, heard.message)
    await maya.presses(wrong_letter(both, heard.message))
    heard = await maya.says("/bookmarks")
    assert heard.text.startswith(f"You kept one question.\n• {kept.stem}\n")
    assert kept.options[min(kept.answer)] in heard.text
    heard = await maya.presses("Quiz on these")
    assert shown(both, heard.message) == kept and "1 of 1" in heard.text
    for typed in ("/quiz missed", "/quiz missed 3", f"/quiz 2 Missed {missed.topic}"):
        heard = await maya.says(typed)
        assert shown(both, heard.seen[-1]) == missed and "1 of 1" in heard.seen[-1].text
    other = next(t for t in both.library.default.topic_ids if t != missed.topic)
    assert (await maya.says(f"/quiz missed {other}")).text.startswith("There is nothing to ask here now.")


async def test_bookmarks_go_and_survive_what_leaves_the_content(stage: Stage) -> None:
    maya = stage.person("Maya")
    for topic in ("matcha", "oolong"):
        heard = await maya.says(f"/quiz {topic} 1")
        await maya.presses("A", on=heard.seen[-1])
        await maya.presses("More")
        await maya.presses("Bookmark")
        await maya.presses("Never again")
    subject = stage.library.default
    fewer = replace(subject, questions=tuple(q for q in subject.questions if q.topic != "matcha"))
    await stage.restart(Library({subject.id: fewer}))
    assert (await maya.says("/bookmarks")).text.startswith("You kept one question.")
    assert (await maya.says("/aside")).text.startswith("One question is not asked")
    oolong = next(m for m in reversed(maya.chat.messages) if "More" in str(m.buttons))
    await maya.presses("More", on=oolong)
    assert (await maya.presses("Remove bookmark", on=oolong)).toast == "Not kept any more."
    assert (await maya.says("/bookmarks")).text.startswith("You have kept no question yet.")


async def test_made_up_presses_change_nothing(stage: Stage) -> None:
    maya, eve = stage.person("Maya"), stage.person("Eve")
    await maya.says("/quiz 4")
    await maya.presses("A")
    number = maya.last.keyboard[0][0]["callback_data"].split(".")[1]
    await eve.says("/start")
    for data in (f"1mo.{number}", f"1un.{number}", f"1bm.{number}", f"1sa.{number}.buried", f"1su.{number}.2"):
        heard = await eve.sends_press(data, maya.last)
        assert heard.alert and not heard.seen, data
    for data in (f"1sa.{number}.leech", f"1sa.{number}.", "1sa.999.buried", "1bm.0", "1bb.1", "1mo.-1"):
        assert (await maya.sends_press(data, maya.last)).alert, data
    assert (await maya.says("/aside")).text == "Nothing is set aside."
    assert (await maya.says("/bookmarks")).text.startswith("You have kept no question yet.")
