"""What learners will notice of a new version of a subject, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.library.folding import folded
from bot.library.model import Number, Question, QuestionKey, Subject


class Change(StrEnum):
    NEW = "new"
    KEY = "changed key"
    TEXT = "changed text"
    RENAMED = "renamed"
    SPLIT = "split"
    RETIRED = "retired"
    GONE = "gone"


MEANING = {
    Change.NEW: "learners meet it for the first time",
    Change.KEY: "what was right before is wrong now; a new id would keep old answers from counting",
    Change.TEXT: "the same question in other words; old answers count on",
    Change.RENAMED: "old answers go with it",
    Change.SPLIT: "old answers count for every part",
    Change.RETIRED: "not asked any more",
    Change.GONE: "gone without a word: history is lost; name it in moves.toml",
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """key: the old id where there was one. now: where it went, or what is right now."""

    change: Change
    key: QuestionKey
    now: str = ""

    @property
    def is_error(self) -> bool:
        return self.change is Change.GONE


def compare(old: Subject | None, new: Subject | None) -> tuple[Noticed, ...]:
    """From an older version to the one of today; None where there was or is no such subject."""
    before = {question.key: question for question in old.questions} if old else {}
    after = {question.key: question for question in new.questions} if new else {}
    found = [_left(key, new) for key in before if key not in after]
    for key, question in after.items():
        if key in before:
            found.extend(_changed(before[key], question))
        elif new is None or not any(key in several for several in new.moved.values()):
            found.append(Noticed(Change.NEW, key))
    order = list(Change)
    return tuple(sorted(found, key=lambda noticed: (order.index(noticed.change), noticed.key)))


def _left(key: QuestionKey, new: Subject | None) -> Noticed:
    if new is None:
        return Noticed(Change.GONE, key)
    if key in new.moves.renamed:
        return Noticed(Change.RENAMED, key, new.moves.renamed[key])
    if key in new.moves.split:
        return Noticed(Change.SPLIT, key, ", ".join(new.moves.split[key]))
    if key in new.moves.retired:
        return Noticed(Change.RETIRED, key, new.moves.retired[key].reason)
    return Noticed(Change.GONE, key)


def _changed(before: Question, now: Question) -> Iterator[Noticed]:
    if _right(before) != _right(now) or _spellings(before) - _spellings(now):
        yield Noticed(Change.KEY, now.key, "; ".join(sorted({*_right(now), *now.accept})))
    elif _shown(before) != _shown(now):
        yield Noticed(Change.TEXT, now.key)


def _right(question: Question) -> frozenset[str]:
    """What is right, in every form of the question; how else it may be typed stands in `_spellings`."""
    if question.generator is not None:
        return frozenset({question.generator.formula.source, *_typed(question.number, drawn=True)})
    if question.pairs:
        return frozenset(f"{left} = {right}" for left, right in question.pairs)
    if question.sequence:
        return frozenset({" → ".join(question.sequence)})
    options = {question.options[place] for place in question.answer}
    return frozenset({*options, *_typed(question.number)})


def _typed(number: Number | None, *, drawn: bool = False) -> Iterator[str]:
    """drawn: the value is that of one draw and says nothing."""
    if number is not None:
        tolerance = f" ± {number.tolerance}" if number.tolerance != Fraction(0) else ""
        yield f"{'' if drawn else number.value}{tolerance} {number.unit}".strip()


def _spellings(question: Question) -> frozenset[str]:
    """What is accepted when it is typed: one more takes nothing from anybody, one less does."""
    return frozenset({*map(folded, question.accept), *(question.number.units if question.number else ())})


def _shown(question: Question) -> tuple[object, ...]:
    """Option order is not noticed where it is shuffled, and reasons are noticed as little as a better wording."""
    options = frozenset(question.options) if question.shuffle else question.options
    texts = (question.stem, question.choice_stem, question.explanation)
    return question.kind, texts, options, question.generator, _spellings(question)
