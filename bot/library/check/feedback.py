"""What is said afterwards, and the bookkeeping: Q9, Q17-Q21, T1 and T2."""

from bot.library.check.notes import YEAR
from bot.library.check.options import written
from bot.library.check.rule import Finding, Findings, Pack, QuestionRule, warning
from bot.library.model import Stability
from bot.library.questions import ReadQuestion
from bot.library.rules import telegram_length

WHY_NOT = 200
NEEDED = ("note", "facts", "difficulty", "cognitive")


def reasons(_pack: Pack, one: ReadQuestion) -> Findings:
    """Every distractor is wrong for a reason that can be said. Matching has its pairs for that."""
    asked = one.question
    if written(one):
        for index, option in enumerate(asked.options):
            if index not in asked.answer and not asked.why_not.get(index):
                yield Finding("why_not", f"why_not has no line for {option!r}")
    for misconception in asked.generator.misconceptions if asked.generator else ():
        if not misconception.why_not:
            yield Finding("why_not", f"why_not has no line for {misconception.name!r}")


def right_is_right(_pack: Pack, one: ReadQuestion) -> Findings:
    for index in sorted(one.question.answer & one.question.why_not.keys()):
        if written(one):
            yield Finding("why_not", f"why_not speaks of a right option: {one.question.options[index]!r}")


def explained(_pack: Pack, one: ReadQuestion) -> Findings:
    if not one.question.explanation:
        yield Finding("explanation", "explanation is missing", "why the key is right, and the commonest error")


def reason_length(_pack: Pack, one: ReadQuestion) -> Findings:
    for why in one.question.why_not.values():
        if telegram_length(why) > WHY_NOT:
            yield Finding("why_not", f"a reason has more than {WHY_NOT} characters", why[:40])
        if "\n" in why:
            yield Finding("why_not", "a reason is one line", why[:40])


def question_sources(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if not asked.sources:
        yield Finding("sources", "sources is missing")
    for source in asked.sources:
        if not source.startswith("https://"):
            yield Finding("sources", f"a source is an https address, not {source!r}")
    for name in ("as_of", "stability"):
        if not one.has(name):
            yield Finding(name, f"{name} is missing")


def question_ends(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if asked.stability is not Stability.VOLATILE:
        return
    if asked.review_by is None:
        yield Finding("stability", "a volatile question needs review_by")
    elif asked.as_of is not None and asked.review_by - asked.as_of > YEAR:
        yield Finding("review_by", "review_by is more than 12 months after as_of")


def question_overdue(pack: Pack, one: ReadQuestion) -> Findings:
    if one.question.review_by is not None and one.question.review_by < pack.today:
        yield warning("review_by", f"was to be reviewed by {one.question.review_by}", "check it and move as_of on")


def own_note(pack: Pack, one: ReadQuestion) -> Findings:
    """The answer screen offers the note: the fact has to stand in it."""
    facts = one.question.facts
    if facts and not any(fact.startswith(f"{one.question.topic}.") for fact in facts):
        yield Finding("facts", f"none of its facts stands in the note {one.question.topic!r}")


def id_form(_pack: Pack, one: ReadQuestion) -> Findings:
    asked = one.question
    if not asked.key.startswith(f"{asked.topic}."):
        yield warning("id", f"an id begins with its topic: {asked.topic}.")


def bookkeeping(_pack: Pack, one: ReadQuestion) -> Findings:
    for name in NEEDED:
        if not one.has(name):
            yield Finding(name, f"{name} is missing")


def mutual_siblings(pack: Pack, one: ReadQuestion) -> Findings:
    subject = pack.loose.subject
    for sibling in one.question.siblings:
        if sibling == one.question.key:
            yield Finding("siblings", "is its own sibling")
        elif subject.asks(sibling) and one.question.key not in subject.question(sibling).siblings:
            yield warning("siblings", f"{sibling} does not name this question in return")


RULES: tuple[tuple[str, QuestionRule], ...] = (
    ("T1", question_sources),
    ("T2", question_ends),
    ("T2", question_overdue),
    ("Q9", reasons),
    ("Q9", right_is_right),
    ("Q17", explained),
    ("Q18", reason_length),
    ("Q19", own_note),
    ("Q20", id_form),
    ("Q21", bookkeeping),
    ("Q21", mutual_siblings),
)
