"""What only shows over a whole pack: biases, near-duplicates, facts that nobody asks, topics that are too thin."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from bot.library.about import SUBJECT
from bot.library.answer import plain
from bot.library.check import options
from bot.library.check.alike import alike
from bot.library.check.figures import fixed_keys, longest_key_share, negative_share, share_of_apply
from bot.library.check.notes import texts_of
from bot.library.check.rule import Pack, PackRule, Placed
from bot.library.mistakes import Severity
from bot.library.model import Note
from bot.library.questions import ReadQuestion

MOST_LONGEST, MOST_NEGATIVE, LEAST_APPLY, MOST_IN_ONE_PLACE = 0.35, 0.05, 0.40, 0.35
ENOUGH = 20
"""Below so many items a share says nothing."""

RUN = 4
UNITS = frozenset({"KB", "MB", "GB", "TB", "PB", "MS", "HTTP", "HTTPS", "URL", "ID", "OK", "UTC"})
"""Capitals that need no words anywhere."""

_ACRONYM = re.compile(r"(?<![\w/.$-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{1,5}(?:s\b|\b)(?![\w.-]*[a-z_/])")
_CODE = re.compile(r"`[^`]*`")


def near_duplicates(pack: Pack) -> Iterator[Placed]:
    for one, other, similarity in alike(pack.loose.questions):
        message = f"asks nearly the same as {other.question.key} ({similarity:.0f} %)"
        yield _about(one, "stem", message, "if both are wanted, name them siblings")


def fact_asked(pack: Pack) -> Iterator[Placed]:
    asked = {fact for one in pack.loose.questions for fact in one.question.facts}
    for one in pack.loose.notes:
        for fact in one.note.facts:
            if fact.id not in asked:
                yield Placed(one.path, one.lines[fact.id], fact.id, "no question asks this fact")


def acronyms(pack: Pack) -> Iterator[Placed]:
    """Written out once in the pack: `Elastic Block Store (EBS)`, or an alias of which it has the first letters."""
    notes = [one.note for one in pack.loose.notes]
    everything = "\n".join(plain(text) for note in notes for _, text in texts_of(note))
    known = pack.loose.subject.wording.known | UNITS | _initials(notes)
    for one in pack.loose.notes:
        for where, text in texts_of(one.note):
            for found in sorted(set(map(_singular, _ACRONYM.findall(_CODE.sub("", text)))) - known):
                known |= {found}
                if not _written_out(found, everything):
                    line = one.lines.get(where, one.lines[""])
                    hint = "in a note or an alias; or wording.known in subject.toml"
                    yield _warn(one.path, line, where or one.note.id, f"{found} is nowhere written out", hint)


def _singular(acronym: str) -> str:
    return acronym.rstrip("s")


def _initials(notes: list[Note]) -> set[str]:
    names = (re.split(r"[\s-]+", name) for note in notes for name in (note.title, *note.aliases))
    return {"".join(word[:1] for word in words).upper() for words in names}


def _written_out(acronym: str, text: str) -> bool:
    """`Words Behind It (WBI)`, `WBI (words behind it)`, or the words with these first letters in a row.

    Capitals that are a word elsewhere (GET, NEVER) are no acronym.
    """
    if re.search(rf"\b{acronym.lower()}\b", text):
        return True
    if re.search(rf"\w \({acronym}s?\)|\b{acronym}s? \([A-Za-z]{{2,}}[\w -]{{4,}}\)", text):
        return True
    letters = r"[\s-]+(?:(?:and|of|for|the|to|in|on) )?".join(rf"{letter}\w+" for letter in acronym)
    return re.search(rf"\b{letters}", text, re.IGNORECASE) is not None


def too_few_questions(pack: Pack) -> Iterator[Placed]:
    subject = pack.loose.subject
    for topic in subject.topics:
        count = len(subject.questions_of(topic.id))
        if count < topic.target:
            yield _warn(pack.loose.folder / SUBJECT, 1, topic.id, f"{count} of {topic.target} questions")


def key_place(pack: Pack) -> Iterator[Placed]:
    """Where the author fixes the order, the right option must not have a favourite place."""
    for size, keys in fixed_keys(pack.loose).items():
        for index, count in sorted(Counter(key for _, key in keys).items()):
            most = max(MOST_IN_ONE_PLACE, 1.4 / size)
            if len(keys) >= ENOUGH and count > most * len(keys):
                share = f"{count} of {len(keys)} keys with {size} options in fixed order"
                yield _about(keys[0][0], options.place(keys[0][0]), f"{share} stand in place {index + 1}", "even out")


def key_run(pack: Pack) -> Iterator[Placed]:
    for size, keys in fixed_keys(pack.loose).items():
        for index, run in groupby(keys, key=lambda pair: pair[1]):
            items = [one for one, _ in run]
            if len(items) >= RUN and size > 2:
                message = f"{len(items)} times running the right one of {size} options stands in place {index + 1}"
                yield _about(items[RUN - 1], options.place(items[RUN - 1]), message, "change some distractors")


def key_longest(pack: Pack) -> Iterator[Placed]:
    count, of = longest_key_share(pack.loose)
    if of >= ENOUGH and count > MOST_LONGEST * of:
        message = f"the right option is the longest in {count} of {of} items; {MOST_LONGEST:.0%} at most"
        yield Placed(pack.loose.folder / SUBJECT, 1, pack.loose.subject.id, message, "lengthen some distractors")


def negative_stems(pack: Pack) -> Iterator[Placed]:
    count, of = negative_share(pack.loose)
    if of >= ENOUGH and count > MOST_NEGATIVE * of:
        message = f"{count} of {of} stems say NOT; {MOST_NEGATIVE:.0%} at most"
        yield Placed(pack.loose.folder / SUBJECT, 1, pack.loose.subject.id, message)


def applied(pack: Pack) -> Iterator[Placed]:
    count, of = share_of_apply(pack.loose)
    if of >= ENOUGH and count < LEAST_APPLY * of:
        message = f"{count} of {of} questions apply knowledge; aim at {LEAST_APPLY:.0%}"
        yield _warn(pack.loose.folder / SUBJECT, 1, pack.loose.subject.id, message)


def _about(one: ReadQuestion, field: str, message: str, hint: str = "") -> Placed:
    return Placed(one.path, one.line_of(field), one.question.key, message, hint)


def _warn(path: Path, line: int, id: str, message: str, hint: str = "") -> Placed:
    return Placed(path, line, id, message, hint, Severity.WARNING)


RULES: tuple[tuple[str, PackRule], ...] = (
    ("N8", fact_asked),
    ("N8", acronyms),
    ("Q6", applied),
    ("Q12", key_longest),
    ("Q16", key_place),
    ("Q16", key_run),
    ("Q22", near_duplicates),
    ("S6", too_few_questions),
)

ENGLISH: tuple[tuple[str, PackRule], ...] = (("Q4", negative_stems),)
