"""The command line, nothing else."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.library.mistakes import Form
from bot.settings import BadSettings, Settings, read_settings

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
    from bot.operate.logging import set_up

    set_up(chosen.log_level, chosen.log_format)
    from sqlalchemy.exc import SQLAlchemyError
    from telegram.error import InvalidToken, TelegramError

    from bot.app import OtherBot
    from bot.operate.backup import BackupFailed
    from bot.serve import BadContent, NoToken, serve
    from bot.storage.database import BadDatabaseUrl, DatabaseAway
    from bot.storage.migrate import SchemaNewer

    try:
        asyncio.run(serve(chosen))
    except (NoToken, BadDatabaseUrl) as error:
        raise Stop(str(error), 2) from None
    except InvalidToken:
        raise Stop("Telegram does not know this BOT_TOKEN. Copy it again from @BotFather.") from None
    except TelegramError as error:
        raise Stop(f"Telegram refused: {_reason(error)}. See WEBHOOK_URL and BOT_API_URL.") from None
    except (BadContent, SchemaNewer, OtherBot, BackupFailed) as error:
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
    from bot.demo.serve import NoPlace
    from bot.demo.serve import demo as serve_demo
    from bot.operate.logging import set_up
    from bot.storage.migrate import SchemaNewer

    level = chosen.log_level if "log_level" in chosen.model_fields_set else "WARNING"
    set_up(level, chosen.log_format)
    if subject is not None and not subject.is_dir():
        raise Stop(f"There is no folder {subject}. Make one with: studybot new <subject>", 2)
    try:
        asyncio.run(serve_demo(chosen, subject, host, port, show=show))
    except (NoPlace, SchemaNewer) as error:
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
    from bot.features.ask import plain_answer
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
def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of subjects, or one subject.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How mistakes are written.")] = Form.TEXT,
    report: Annotated[bool, typer.Option("--report", help="Also the figures of each subject.")] = False,
    against: Annotated[str | None, typer.Option(help="A git revision: what learners will notice since.")] = None,
) -> None:
    """Check notes and questions: every mistake at once, with file and line. Warnings alone are no failure."""
    from bot.library.check.run import check
    from bot.operate.checking import print_report, show

    place = folder or _settings().content
    if against is not None:
        _check_against(against, place)
        return
    checked = check(place, datetime.now(UTC).date())
    if checked.mistakes or form is not Form.TEXT:
        print(show(checked, place, form))
    if report:
        print_report(checked)
    if form is Form.TEXT:
        print(f"{checked.errors} errors, {len(checked.mistakes) - checked.errors} warnings.")
    if checked.errors:
        raise typer.Exit(1)


def _check_against(revision: str, folder: Path) -> None:
    from bot.operate.checking import changes, show_changes
    from bot.operate.revision import NoRevision, content_at

    try:
        with content_at(revision, folder) as before:
            noticed = changes(folder, before)
    except NoRevision as error:
        raise Stop(str(error), 2) from None
    print(show_changes(noticed, revision))
    lost = sum(one.is_error for several in noticed.values() for one in several)
    if lost:
        raise Stop(f"{lost} questions are gone without a word.")


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema; makes a backup first where there is data."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import open_storage
    from bot.chat.clock import system_clock
    from bot.operate.backup import BackupFailed
    from bot.storage.database import BadDatabaseUrl, DatabaseAway
    from bot.storage.migrate import SchemaNewer

    async def bring() -> str:
        db, done = await open_storage(_settings(), system_clock)
        await db.close()
        return done.value

    try:
        print(f"The database is ready ({asyncio.run(bring())}).")
    except BadDatabaseUrl as error:
        raise Stop(str(error), 2) from None
    except (SchemaNewer, BackupFailed) as error:
        raise Stop(str(error)) from None
    except (DatabaseAway, SQLAlchemyError, OSError) as error:
        raise Stop(f"The database cannot be used: {_reason(error)}. See DATABASE_URL and DATA_DIR.") from None


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
