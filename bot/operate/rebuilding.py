"""`studybot rebuild`: every card again from the review log, with a progress bar."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.practice.record import card_of
from bot.storage import rebuild
from bot.storage.database import Database


async def rebuild_cards(db: Database) -> int:
    """Go on where the last run stopped; returns how many rows of the log were read, then and now."""
    columns = (TextColumn("cards from the log"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    place = await db.read(rebuild.place)
    total = await db.read(rebuild.total)
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=total, completed=place.done)
        done = place.done
        while (reached := await db.transaction(rebuild.batch, place, card_of)) is not None:
            place, done = reached, reached.done
            progress.update(task, completed=done)
    return done
