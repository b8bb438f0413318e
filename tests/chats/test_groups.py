"""In groups: looking up, coming and leaving, who is no learner."""

from bot.demo.telegram.objects import chat_json, message_json
from tests.stage import Stage


async def test_looking_up_in_a_group(stage: Stage) -> None:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    group = stage.telegram.group("Tea friends", ana.person, ben.person)
    question = ana.person.says("has anybody tried matcha?", group)
    assert (await stage.listen()).silent
    heard = await ben.says("/ask@studybot what is matcha", group)
    assert heard.text.startswith("Matcha")
    assert heard.message.silent and heard.buttons == ["More"]
    explained = await ben.says("/ask@studybot", group, reply_to=question)
    assert explained.text.startswith("Matcha")
    assert (await ben.says("/ask@studybot", group)).text.startswith("Add your question")


async def test_a_reply_to_us_and_our_name_are_questions(stage: Stage) -> None:
    ana, ben = stage.person("Ana"), stage.person("Ben")
    group = stage.telegram.group("Tea friends", ana.person, ben.person)
    said = ana.person.says("matcha is so expensive", group)
    answer = (await ben.says("/ask@studybot matcha", group)).message
    assert (await ana.says("and how do I store tea leaves?", group, reply_to=answer)).text.startswith("Storing tea")
    assert (await ana.says("thanks", group, reply_to=answer)).silent
    for text, replied, begins in (("@studybot what is pu-erh?", None, "Pu-erh"), ("@StudyBot", said, "Matcha")):
        message = ben.person.posts(group, text)  # where Telegram delivers a plain mention
        raw = message_json(message)
        if replied is not None:
            raw["reply_to_message"] = message_json(replied)
        stage.telegram.queue("message", raw)
        assert (await stage.listen()).text.startswith(begins)


async def test_answers_stay_in_their_forum_topic(stage: Stage) -> None:
    ana = stage.person("Ana")
    forum = stage.telegram.group("Tea forum", ana.person, forum=True)
    forum.threads[7] = True
    heard = await ana.says("/quiz@studybot", forum, thread=7)
    assert heard.message.thread == 7


async def test_group_help_names_the_bot(stage: Stage) -> None:
    ana = stage.person("Ana")
    group = stage.telegram.group("Tea friends", ana.person)
    text = (await ana.says("/help@studybot", group)).text
    assert "/quiz@studybot - " in text and "/ask@studybot - " in text
    assert "/daily" not in text


async def test_private_commands_are_silent_in_groups(stage: Stage) -> None:
    ana = stage.person("Ana")
    group = stage.telegram.group("Tea friends", ana.person)
    for command in ("/daily", "/progress", "/settings", "/start"):
        assert (await ana.says(f"{command}@studybot", group)).silent


async def test_arriving_and_leaving(stage: Stage) -> None:
    ana = stage.person("Ana")
    group = stage.telegram.group("Tea friends", ana.person)
    ana.person.adds_bot(group)
    assert (await stage.listen()).text.startswith("Hello. Start a round with /quiz@studybot.")
    ana.person.removes_bot(group)
    assert (await stage.listen()).silent


async def test_an_anonymous_admin_is_no_learner(stage: Stage) -> None:
    """Telegram's stand-ins for people: the bot answers them and remembers nobody."""
    from bot.storage import learners

    ana = stage.person("Ana")
    group = stage.telegram.group("Tea friends", ana.person)
    for stand_in in (1087968824, 136817688):
        message = ana.person.posts(group, "/ask@studybot matcha")
        raw = message_json(message)
        raw["from"] = {"id": stand_in, "is_bot": True, "first_name": "Group"}
        raw["sender_chat"] = chat_json(group)
        stage.telegram.queue("message", raw)
        assert (await stage.listen()).text.startswith("Matcha")
        assert await stage.db.read(learners.find, stand_in) is None


async def test_a_group_that_became_a_supergroup(stage: Stage) -> None:
    ana = stage.person("Ana")
    old = stage.telegram.group("Tea friends", ana.person, kind="group")
    new = stage.telegram.group("Tea friends", ana.person)
    ana.person.says("/ask@studybot matcha", old)
    old.migrated_to = new.id
    await stage.listen()
    assert new.last.text.startswith("Matcha")
