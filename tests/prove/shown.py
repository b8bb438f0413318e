"""B11 and B12: long texts in pieces, and buttons that stand in old chats."""

import random
from html.parser import HTMLParser

from sqlalchemy import text

from bot.chat.buttons import pack
from bot.chat.render import Markup, escape, plain, split
from bot.demo.telegram.markup import BadMarkup, parse_html, units
from tests.chat.test_buttons import GOLDEN
from tests.prove.proof import Figure, Proof, Run
from tests.prove.shaped import databases, in_process

# --- 11: splitting

_BITS = (
    "a",
    "word ",
    "längere Wörter ",
    "👩‍👩‍👧‍👦",
    "𝔘",
    "\n",
    "\n\n",
    "<",
    "&amp;",
    "&",
    ">",
    "'\"",
    "ﷺ",
    "‏עברית ",
    "x" * 300,
    " " * 40,
)
_TAGS = ("b", "i", "u", "s", "code", "pre", "blockquote", 'a href="https://example.org/?a=1&amp;b=2"')


def rich(dice: random.Random) -> Markup:
    """A random text with nested markup; up to five messages long."""
    out: list[str] = []
    opened: list[str] = []
    length, goal = 0, dice.choice([50, 4_000, 4_096, 4_100, 9_000, 20_000])
    while length < goal:
        roll = dice.random()
        if roll < 0.08 and len(opened) < 4:
            tag = dice.choice(_TAGS)
            opened.append(tag)
            out.append(f"<{tag}>")
        elif roll < 0.16 and opened:
            out.append(f"</{opened.pop().split()[0]}>")
        else:
            bit = dice.choice(_BITS) * dice.randint(1, 6)
            length += len(bit)
            out.append(escape(bit))
    out += [f"</{tag.split()[0]}>" for tag in reversed(opened)]
    return Markup("".join(out))


async def splitting(run: Run) -> Figure:
    total, dice = run.count(10_000, 100), run.random
    invalid = over = lossy = unstyled = 0
    for _ in range(total):
        whole = rich(dice)
        pieces = split(whole)
        over += any(len(plain(piece)) > 4096 or units(plain(piece)) > 4096 for piece in pieces)
        lossy += _words("".join(plain(piece) for piece in pieces)) != _words(plain(whole))
        unstyled += _styled("".join(pieces)) != _styled(whole)
        try:
            for piece in pieces:
                parse_html(piece)
        except BadMarkup:
            invalid += 1
    line = f"{total} texts: {invalid} invalid, {over} over 4,096, {lossy} with a loss, {unstyled} with other markup"
    return Figure(line, not (invalid or over or lossy or unstyled))


def _words(shown: str) -> str:
    """Everything but white space, which Telegram cuts at the ends of messages."""
    return "".join(shown.split())


class _Styles(HTMLParser):
    """Each visible character with the tags around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(f"{tag}{attrs}")

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        inside = tuple(self.open)
        self.seen += [(char, inside) for char in data if not char.isspace()]


def _styled(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Styles()
    parser.feed(markup)
    parser.close()
    return parser.seen


# --- 12: buttons of every release


async def golden(run: Run, kind: str) -> Figure:
    """Every button that any release sent is pressed today, alone and in the middle of a quiz."""
    useful = 0
    presses = [(data, during) for data in GOLDEN for during in (False, True)]
    async with in_process(run, kind) as stage:
        maya = stage.person("Maya")
        await maya.says("/start")
        for data, during in presses:
            if during:
                await maya.says("/quiz 2")
            mark = len(stage.telegram.log)
            heard = await maya.sends_press(data, maya.chat.last)
            same = any("not modified" in call.error for call in stage.telegram.log[mark:])  # it stands there already
            useful += bool(heard.seen or heard.toast or heard.calls[1:] or same)
        errors = await stage.db.read(lambda tx: tx.execute(text("SELECT count(*) FROM dead_letters")).scalar())
    good = useful == len(presses) and not errors and all(pack(GOLDEN[data]) == data for data in GOLDEN)
    return Figure(f"{useful} of {len(presses)} answered usefully, {errors} errors", good)


PROOFS = [
    Proof("B11", "", "10,000 valid, <= 4,096, lossless", splitting, busy=True),
    *databases("B12", "100 % useful", golden, "", seconds=300),
]
