"""Lines that nobody needs after a minute are removed again in groups; everything else stays."""

from sqlalchemy import ColumnElement, func, select

from bot.storage.tables import outbox
from tests.chats.test_rounds import crowd
from tests.stage import Stage


async def test_a_refusal_goes_after_a_minute(both: Stage) -> None:
    tea = crowd(both)
    lobby = await tea.ana.says("/quiz@studybot 2", tea.group)
    await tea.ana.presses("Start", on=lobby.message)
    refused = await tea.ben.says("/stop@studybot", tea.group)
    assert refused.text == "Only Ana or an admin can do this."
    await tea.ana.presses("Pause", chat=tea.group)
    assert (await both.pass_time(seconds=58)).silent and not refused.message.deleted
    gone = await both.pass_time(seconds=3)
    assert gone.methods == ["deleteMessage"] and refused.message.deleted
    assert [message.deleted for message in tea.group.messages if message.from_bot].count(True) == 1


async def test_it_goes_after_a_restart_too(both: Stage) -> None:
    tea = crowd(both)
    refused = await tea.ben.says("/stop@studybot", tea.group)
    assert refused.text == "There is no round here. Start one with /quiz."
    await both.restart()
    assert not refused.message.deleted
    await both.pass_time(minutes=5)
    assert refused.message.deleted
    assert (await both.pass_time(minutes=5)).methods == []


async def test_every_refusal_of_a_group_is_short_lived(stage: Stage) -> None:
    tea = crowd(stage)
    said = [await tea.ben.says(order, tea.group) for order in ("/setup@studybot", "/stop@studybot")]
    await tea.starts("/quiz@studybot 1")
    said.append(await tea.ben.says("/quiz@studybot", tea.group))
    await tea.arrives()
    await tea.answers(tea.ana, right=True)
    await stage.pass_time(seconds=31)
    said.append(await tea.ben.says("/quiz@studybot", tea.group))
    tea.group.members |= {900_000 + number: "member" for number in range(250)}
    await stage.pass_time(seconds=61)
    said.append(await tea.ben.says("/quiz@studybot", tea.group))
    texts = [heard.text for heard in said]
    assert texts[2:] == [
        "This round is already running.",
        "The last round has just ended. Start the next one in some seconds.",
        "Here admins start the rounds.",
    ]
    await stage.pass_time(seconds=61)
    assert all(heard.message.deleted for heard in said)
    left = [message.text for message in tea.group.shown if message.from_bot and message.poll is None]
    assert len(left) == 2 and left[1].startswith("Round over")  # the lobby and the scoreboard


async def test_what_people_need_stays(stage: Stage) -> None:
    """Answers, advice, the way into the panel, a board, a lobby; and nothing is ever removed in private."""
    tea = crowd(stage)
    await tea.ana.says("/start")
    orders = ("/ask@studybot matcha", "/ask@studybot", "/help@studybot", "/top@studybot", "/setup@studybot")
    for order in (*orders, "/quiz@studybot quantum physics", "/quiz@studybot 2"):
        await tea.ana.says(order, tea.group)
    await tea.ana.says("/stop")
    await tea.ana.presses("Start", chat=tea.group)
    await tea.ana.presses("Pause", chat=tea.group)
    await stage.pass_time(hours=2)
    assert not [message.text for chat in (tea.group, tea.ana.chat) for message in chat.messages if message.deleted]


async def test_a_line_that_somebody_replied_to_stays(both: Stage) -> None:
    tea = crowd(both)
    refused = await tea.ben.says("/stop@studybot", tea.group)
    other = await tea.chi.says("/stop@studybot", tea.group)
    await tea.ben.says("and how do I start one?", tea.group, reply_to=refused.message)
    await both.pass_time(minutes=2)
    assert not refused.message.deleted and other.message.deleted


async def test_one_that_an_admin_removed_first_is_no_trouble(stage: Stage) -> None:
    tea = crowd(stage)
    refused = await tea.ben.says("/stop@studybot", tea.group)
    refused.message.deleted = True
    await stage.pass_time(minutes=2)
    assert await stage.db.read(lambda tx: tx.execute(select(func.count()).where(waiting())).scalar_one()) == 0
    assert (await tea.ana.says("/quiz@studybot", tea.group)).text.startswith("Ana starts a round")


async def test_one_that_is_too_old_by_now_stays(stage: Stage) -> None:
    """After two days without us Telegram removes nothing any more, and nothing is tried twice."""
    tea = crowd(stage)
    refused = await tea.ben.says("/stop@studybot", tea.group)
    await stage.pass_time(days=3)
    assert not refused.message.deleted
    await stage.pass_time(minutes=5)
    assert [call.error for call in stage.telegram.log if call.method == "deleteMessage"] == [
        "Bad Request: message can't be deleted for everyone"
    ]


async def test_in_a_supergroup_numbers_begin_anew(stage: Stage) -> None:
    """What was to be removed in the old group must not take a message with the same number in the new one."""
    ana, ben = stage.person("Ana"), stage.person("Ben")
    old = stage.telegram.group("Tea friends", ana.person, ben.person, kind="group")
    refused = await ben.says("/stop@studybot", old)
    new = stage.telegram.migrate(old)
    await stage.listen()
    while len(new.messages) < refused.message.id + 2:
        await ben.says("/ask@studybot matcha", new)
    await stage.pass_time(minutes=5)
    assert not [message.text for message in new.messages if message.deleted]
    assert not [call for call in stage.telegram.log if call.method == "deleteMessage"]


async def test_a_look_with_nothing_due_writes_nothing(both: Stage) -> None:
    """Lines that wait for their minute cost the clock no transaction of their own."""
    tea = crowd(both)
    await both.pass_time(seconds=1)  # the first tick of a day prepares it
    before = await transactions(both)
    for _ in range(5):
        await tea.ben.says("/stop@studybot", tea.group)
    assert await both.db.read(lambda tx: tx.execute(select(func.count()).where(waiting())).scalar_one()) == 5
    assert await transactions(both) == before


async def transactions(stage: Stage) -> int:
    """How many writing transactions one tick and one look into the outbox are."""
    real, seen = stage.db.transaction, 0

    async def counted(*args: object, **kwargs: object) -> object:
        nonlocal seen
        seen += 1
        return await real(*args, **kwargs)  # type: ignore[arg-type]

    stage.db.transaction = counted  # type: ignore[method-assign,assignment]
    try:
        await stage.app.tick(stage.now)
        await stage.app.settle()
    finally:
        stage.db.transaction = real  # type: ignore[method-assign]
    return seen


def waiting() -> ColumnElement[bool]:
    return (outbox.c.kind == "delete") & (outbox.c.state == "ready")
