"""`studybot rebuild`: every card again from the review log, with a progress bar."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.practice.record import card_of
from bot.storage import parameters, rebuild
from bot.storage.database import Database
from bot.storage.reviews import Given
from bot.study.memory import USUAL, Memory


async def rebuild_cards(db: Database) -> int:
    """Go on where the last run stopped; returns how many rows of the log were read, then and now."""
    columns = (TextColumn("cards from the log"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    place = await db.read(rebuild.place)
    total = await db.read(rebuild.total)
    own = await db.read(parameters.all_own)

    def derive(user: int, question: int, given: Sequence[Given]) -> Memory | None:
        return card_of(user, question, given, own.get(user, USUAL))

    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=total, completed=place.done)
        done = place.done
        while (reached := await db.transaction(rebuild.batch, place, derive)) is not None:
            place, done = reached, reached.done
            progress.update(task, completed=done)
    return done
