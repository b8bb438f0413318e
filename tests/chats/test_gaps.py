"""What the notes lack: counted without names, shown to owners from three people on."""

from datetime import timedelta

from sqlalchemy import Connection, func, select

from bot.features.gaps import plain_gaps
from bot.storage import gaps as stored
from bot.storage.tables import gaps
from tests.stage import Stage


def own(stage: Stage, user_id: int) -> None:
    stage.app.services.owners = frozenset({user_id})


async def test_three_people_make_a_gap(stage: Stage) -> None:
    olga, *others = (stage.person(name) for name in ("Olga", "Ana", "Ben", "Chi"))
    own(stage, olga.id)
    for asker in (others[0], others[0], others[1]):
        await asker.says("Best PIZZA in rome?")
    assert (await olga.says("/gaps")).text.startswith("Nothing yet")
    await others[2].says("best pizza in rome")
    assert "4 times: best pizza in rome (nearest: " in (await olga.says("/gaps")).text
    assert (await others[0].says("/gaps")).text.startswith("I do not know this command.")


async def test_an_edited_question_counts_as_asked(stage: Stage) -> None:
    olga, *others = (stage.person(name) for name in ("Olga", "Ana", "Ben", "Chi"))
    own(stage, olga.id)
    for asker in others:
        question = asker.person.says("matcha")
        await stage.listen()
        await asker.edits(question, "best pizza in rome")
    assert "3 times: best pizza in rome (nearest: " in (await olga.says("/gaps")).text
    listed = plain_gaps(stage.library, await stage.db.read(stored.frequent))
    assert listed == olga.last.text, "studybot gaps says the same"


async def test_no_name_is_kept(both: Stage) -> None:
    ana, ben, chi = (both.person(name) for name in ("Ana", "Ben", "Chi"))
    await ana.says("qqqq zzzz")
    row = await both.db.read(lambda tx: tx.execute(select(gaps)).one())
    assert row.words == "qqqq zzzz" and row.askers == 1 and str(ana.id) not in row.hashes
    await ben.says("qqqq zzzz")
    await chi.says("qqqq zzzz")
    row = await both.db.read(lambda tx: tx.execute(select(gaps)).one())
    assert row.askers == 3 and row.hashes is None


async def test_what_few_asked_goes_after_a_month(stage: Stage) -> None:
    ana = stage.person("Ana")
    await ana.says("qqqq zzzz")
    await ana.says("what is matcha")
    await stage.db.transaction(stored.prune, stage.now + timedelta(days=29))
    assert await stage.db.read(_count) == 1
    await stage.db.transaction(stored.prune, stage.now + timedelta(days=31))
    assert await stage.db.read(_count) == 0


def _count(tx: Connection) -> int:
    return tx.execute(select(func.count()).select_from(gaps)).scalar_one()
