"""The command line, nothing else."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.library.mistakes import Form
from bot.settings import BadSettings, Settings, read_settings

if TYPE_CHECKING:
    from bot.storage.database import Database

T = TypeVar("T")

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="A study assistant that lives in Telegram.",
)


class Stop(Exception):
    """The program ends with one sentence. code: 1 it failed, 2 it was called wrongly."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def main() -> None:
    """The `studybot` command."""
    try:
        cli(standalone_mode=True)
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(stop.code)


@cli.callback(invoke_without_command=True)
def studybot(context: typer.Context) -> None:
    """Run the bot when a token is set; without one, open the offline demo."""
    if context.invoked_subcommand is not None:
        return
    if _settings().token is None:
        demo()
    else:
        run()


@cli.command()
def run() -> None:
    """Run the bot until it is stopped."""
    chosen = _settings()
    gc.disable()  # a thousand modules are loaded, and nothing of it is garbage: a tenth of the time to start
    from bot.operate.logging import set_up

    set_up(chosen.log_level, chosen.log_format)
    from sqlalchemy.exc import SQLAlchemyError
    from telegram.error import InvalidToken, TelegramError

    from bot.operate.backup import BackupFailed
    from bot.serve import BadContent, NoToken, serve
    from bot.storage.database import BadDatabaseUrl, DatabaseAway
    from bot.storage.migrate import SchemaNewer
    from bot.storage.only import OnlyOne
    from bot.storage.ownership import OtherBot

    try:
        asyncio.run(serve(chosen))
    except (NoToken, BadDatabaseUrl) as error:
        raise Stop(str(error), 2) from None
    except InvalidToken:
        raise Stop("Telegram does not know this BOT_TOKEN. Copy it again from @BotFather.") from None
    except TelegramError as error:
        raise Stop(f"Telegram refused: {_reason(error)}. See WEBHOOK_URL and BOT_API_URL.") from None
    except (BadContent, SchemaNewer, OtherBot, BackupFailed, OnlyOne) as error:
        raise Stop(str(error)) from None
    except (DatabaseAway, SQLAlchemyError) as error:
        raise Stop(f"The database cannot be used: {_reason(error)}. See DATABASE_URL and DATA_DIR.") from None
    except OSError as error:
        raise Stop(f"{error.strerror or type(error).__name__}: {error.filename or 'see PORT and DATA_DIR'}") from None


@cli.command()
def demo(
    subject: Annotated[Path | None, typer.Option(help="A subject's folder: watched, and loaded again on save.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free port.")] = 8765,
    host: Annotated[
        str, typer.Option(help="What to listen on; other machines see it only if you say so.")
    ] = "127.0.0.1",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Chat with the bot in a page on this machine: no account, no token, no network."""
    chosen = _settings()
    from bot.demo.serve import BrokenDemo, NoPlace
    from bot.demo.serve import demo as serve_demo
    from bot.operate.logging import set_up
    from bot.storage.migrate import SchemaNewer

    level = chosen.log_level if "log_level" in chosen.model_fields_set else "WARNING"
    set_up(level, chosen.log_format)
    if subject is not None and not subject.is_dir():
        raise Stop(f"There is no folder {subject}. Make one with: studybot new <subject>", 2)
    try:
        asyncio.run(serve_demo(chosen, subject, host, port, show=show))
    except (BrokenDemo, NoPlace, SchemaNewer) as error:
        raise Stop(str(error)) from None
    except OSError as error:
        raise Stop(f"{error.strerror or type(error).__name__}: {error.filename or 'see DATA_DIR'}") from None


@cli.command()
def new(
    subject: Annotated[str, typer.Argument(help="Its id, for example world-capitals; or a path that ends in it.")],
) -> None:
    """Write a tiny subject that runs, as a place to begin."""
    from bot.chat.clock import system_clock
    from bot.demo.new import CannotBegin, write

    named = Path(subject)
    parent = named.parent if named.name != subject else _settings().content_dir or Path("content")
    try:
        folder = write(parent, named.name, system_clock().date())
    except CannotBegin as error:
        raise Stop(str(error), 2) from None
    print(f"{folder} is ready. Look at it while you write:\n  studybot demo --subject {folder}")


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per question.")] = False,
    subject: Annotated[str | None, typer.Option(help="The id of the subject to look in.")] = None,
) -> None:
    """Look something up in the notes. Without a question: one per line from standard input."""
    from bot.practice.told import plain_answer
    from bot.serve import BadContent, read_content

    try:
        library = read_content(_settings())
    except BadContent as error:
        raise Stop(str(error)) from None
    if subject is not None and subject not in library.subjects:
        raise Stop(f"There is no subject {subject}. There are: {', '.join(library.subjects)}", 2)
    answer = plain_answer(library, subject)
    for line in [question] if question is not None else sys.stdin:
        print(answer.json(line) if as_json else answer.text(line), flush=question is None)


@cli.command()
def study(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line, each way.")] = False,
) -> None:
    """Drive the learning core in memory from standard input: what would it ask, what does it forecast?"""
    if not as_json:
        raise Stop("This is for programs: studybot study --json", 2)
    from bot.operate.studying import study as answers

    for line in answers(sys.stdin.buffer):
        print(line.decode(), flush=True)


@cli.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of subjects, or one subject.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How mistakes are written.")] = Form.TEXT,
    report: Annotated[bool, typer.Option("--report", help="Also the figures of each subject.")] = False,
    against: Annotated[str | None, typer.Option(help="A git revision: what learners will notice since.")] = None,
) -> None:
    """Check notes and questions: every mistake at once, with file and line. Warnings alone are no failure."""
    from bot.library.check.run import check
    from bot.operate.checking import print_report, report_json, show

    place = folder or _settings().content
    if against is not None:
        _check_against(against, place, form)
        return
    checked = check(place, datetime.now(UTC).date())
    if report and form is Form.JSON:
        print(report_json(checked))
    elif checked.mistakes or form is not Form.TEXT:
        print(show(checked, place, form))
    if report and form is not Form.JSON:
        print_report(checked)
    if form is Form.TEXT:
        warnings = len(checked.mistakes) - checked.errors
        print(f"{checked.errors} errors, {warnings} warnings." if checked.mistakes else "No mistakes.")
    if checked.errors:
        raise typer.Exit(1)


def _check_against(revision: str, folder: Path, form: Form) -> None:
    from bot.operate.checking import changes, show_changes
    from bot.operate.revision import NoRevision, content_at

    try:
        with content_at(revision, folder) as before:
            compared = changes(folder, before)
    except NoRevision as error:
        raise Stop(str(error), 2) from None
    print(show_changes(compared, revision, folder, form))
    if compared.mistakes:
        raise Stop("A subject with a file that cannot be read is not compared.")
    if compared.lost:
        raise Stop(f"{compared.lost} questions are gone without a word.")


@cli.command()
def migrate(
    source: Annotated[str | None, typer.Option("--from", help="Copy all data from this database …")] = None,
    target: Annotated[str | None, typer.Option("--to", help="… into this empty one; the bot must not run.")] = None,
) -> None:
    """Bring the database to this version's schema; makes a backup first where there is data."""
    from bot.app import open_storage
    from bot.chat.clock import system_clock

    async def bring() -> str:
        db, done = await open_storage(_settings(), system_clock)
        await db.close()
        return done.value

    if (source is None) != (target is None):
        raise Stop("--from and --to go together, for example: --from sqlite:///data/studybot.db --to postgresql://…", 2)
    if source is not None and target is not None:
        old, new = source, target
        _with_database(lambda: _transfer(old, new))
    else:
        print(f"The database is ready ({_with_database(bring)}).")


@cli.command()
def rebuild() -> None:
    """Derive every card again from the review log; run again, it goes on where it was stopped."""
    from bot.operate.rebuilding import rebuild_cards

    async def derive() -> int:
        async with _storage(_settings()) as db:
            return await rebuild_cards(db)

    print(f"The cards are those of the review log ({_with_database(derive)} rows).")


@cli.command()
def fit() -> None:
    """Fit the memory model to each learner with enough answers; what does not predict better is not kept."""
    from bot.chat.clock import system_clock
    from bot.operate.fitting import Tally, fit_all

    async def work() -> Tally:
        async with _storage(_settings()) as db:
            return await fit_all(db, system_clock())

    tally = _with_database(work)
    print(f"Learners fitted: {tally.looked_at}. Better with parameters of their own: {tally.kept}.")


@asynccontextmanager
async def _storage(settings: Settings) -> AsyncIterator["Database"]:
    """The database, brought to this version's schema, until the block ends."""
    from bot.app import open_storage
    from bot.chat.clock import system_clock

    db, _ = await open_storage(settings, system_clock)
    try:
        yield db
    finally:
        await db.close()


def _with_database(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run it; what can go wrong with a database ends in one sentence."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.operate.backup import BackupFailed
    from bot.operate.transfer import CannotTransfer
    from bot.storage.database import BadDatabaseUrl, DatabaseAway
    from bot.storage.migrate import SchemaNewer
    from bot.storage.only import OnlyOne

    try:
        return asyncio.run(work())
    except BadDatabaseUrl as error:
        raise Stop(str(error), 2) from None
    except (SchemaNewer, BackupFailed, CannotTransfer, OnlyOne) as error:
        raise Stop(str(error)) from None
    except (DatabaseAway, SQLAlchemyError, OSError) as error:
        raise Stop(f"The database cannot be used: {_reason(error)}. See DATABASE_URL and DATA_DIR.") from None


async def _transfer(source: str, target: str) -> None:
    """Copy with a progress bar for each table, then say what was counted on both sides."""
    from rich.progress import Progress, TaskID

    from bot.operate.transfer import CannotTransfer, transfer
    from bot.storage.database import parse_url, sqlite_file
    from bot.storage.only import only_one

    file = sqlite_file(parse_url(source))
    if file is not None and not file.is_file():
        raise CannotTransfer(f"There is no file {file}.")
    if parse_url(source) == parse_url(target):
        raise CannotTransfer("--from and --to are the same database.")
    old, new = (read_settings(database_url=url) for url in (source, target))
    with only_one(file), only_one(sqlite_file(parse_url(target))):
        async with _storage(old) as source_db, _storage(new) as target_db:
            with Progress() as bars:
                tasks: dict[str, TaskID] = {}

                def show(table: str, done: int, total: int) -> None:
                    if table not in tasks:
                        tasks[table] = bars.add_task(table, total=max(total, 1))
                    bars.update(tasks[table], completed=done if total else 1)

                copied = await transfer(source_db, target_db, show)
    print(f"{sum(one.rows for one in copied)} rows in {len(copied)} tables copied, and counted on both sides.")
    print("Set DATABASE_URL to the new database and start the bot.")


@cli.command()
def gaps() -> None:
    """List what several people asked and the notes do not hold."""
    from bot.features.gaps import plain_gaps
    from bot.serve import BadContent, read_content
    from bot.storage.gaps import Gap, frequent

    async def read() -> list[Gap]:
        async with _storage(_settings()) as db:
            return await db.read(frequent)

    try:
        library = read_content(_settings())
    except BadContent as error:
        raise Stop(str(error)) from None
    print(plain_gaps(library, _with_database(read)))


@cli.command()
def backup() -> None:
    """Copy the database, while the bot runs, into DATA_DIR/backups."""
    from bot.chat.clock import system_clock
    from bot.operate.backup import BackupFailed, back_up
    from bot.storage.database import BadDatabaseUrl, parse_url

    chosen = _settings()
    try:
        made = back_up(parse_url(chosen.database), chosen.data_dir / "backups", "by-hand", system_clock())
    except BadDatabaseUrl as error:
        raise Stop(str(error), 2) from None
    except (BackupFailed, OSError) as error:
        raise Stop(_reason(error)) from None
    if made is None:
        raise Stop("PostgreSQL's own tool is not installed here. Run: pg_dump --format=custom DATABASE_URL")
    print(f"The database is copied to {made}")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What studybot backup has written.")],
) -> None:
    """Put a backup in the place of the database. Stop the bot first."""
    from bot.operate.backup import BackupFailed, InUse, NotABackup, NoTool
    from bot.operate.backup import restore as put_back
    from bot.storage.database import BadDatabaseUrl, parse_url, prepare_place

    if not file.is_file():
        raise Stop(f"There is no file {file}.", 2)
    try:
        url = parse_url(_settings().database)
        prepare_place(url)
        put_back(url, file)
    except BadDatabaseUrl as error:
        raise Stop(str(error), 2) from None
    except (NotABackup, InUse, NoTool, BackupFailed, OSError) as error:
        raise Stop(_reason(error)) from None
    print("The backup is restored. Start the bot again.")


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSettings as error:
        raise Stop(str(error), 2) from None


def _reason(error: Exception) -> str:
    """Why, without the address (it may hold a password) and without SQL."""
    from bot.operate.logging import blot

    original = getattr(error, "orig", None) or error
    return blot(str(original).splitlines()[0] if str(original) else type(original).__name__)


if __name__ == "__main__":
    main()
