"""A finding in words, for every surface: chat, inline, guest, command line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from bot.chat import render
from bot.chat.render import Markup
from bot.chat.texts import Speech, catalogue
from bot.library import meaning
from bot.library.answer import Part, compose, further, shorter
from bot.library.finding import Finding, Hit, Outcome
from bot.library.model import FactId, Library, Subject, SubjectId, TopicId
from bot.library.search import Index
from bot.library.search_index import stems_of
from bot.practice import note

SHOWN_TOPICS = 3
LONGEST = 700
"""Characters of an answer."""

_LINK = "https://t.me/{bot}?start={payload}"


def answer(speech: Speech, subject: Subject, finding: Finding) -> Markup:
    """The words of an answer: at most 700 characters, as a reader counts them."""
    words = finding.told.get(speech)
    if words is None:
        words = finding.told[speech] = _words(speech, subject, finding)
    return Markup(words)


def _words(speech: Speech, subject: Subject, finding: Finding) -> Markup:
    match finding.outcome:
        case Outcome.ANSWER:
            return _told(speech, subject, finding)
        case Outcome.CLOSEST:
            heading = render.join([speech.markup("ask-closest"), ""])
            room = LONGEST - len(render.plain(heading)) - 1
            return render.join([heading, _told(speech, subject, finding, room)])
        case Outcome.NOT_COVERED:
            assert finding.not_covered is not None
            lines = [speech.markup("ask-not-covered", name=finding.not_covered.name)]
            return render.join([*lines, _nearest(speech, subject, finding)])
        case Outcome.NONE:
            return render.join([speech.markup("ask-nothing"), _nearest(speech, subject, finding)])
        case Outcome.GREETING:
            return speech.markup("ask-hello", question=subject.example)
        case Outcome.THANKS:
            return speech.markup("ask-thanks")
        case Outcome.EMPTY:
            return speech.markup("ask-empty", question=subject.example)


def _nearest(speech: Speech, subject: Subject, finding: Finding) -> Markup:
    titles = [subject.note(topic).title for topic in finding.nearest[:SHOWN_TOPICS]]
    return render.join([speech.markup("ask-nearest"), render.escape(", ".join(titles))], " ") if titles else Markup("")


def _told(speech: Speech, subject: Subject, finding: Finding, room: int = LONGEST) -> Markup:
    """What was found, side by side when it is a comparison, and how old it is."""
    return _fitting(speech, subject, finding, room)[1]


def _fitting(
    speech: Speech, subject: Subject, finding: Finding, room: int = LONGEST
) -> tuple[tuple[Part, ...], Markup]:
    """As much of it as has room, in characters; and in words."""
    parts = compose(subject, finding)
    text = _shown(speech, subject, parts, finding.words)
    while len(render.plain(text)) > room and (fewer := shorter(parts)):
        parts = fewer
        text = _shown(speech, subject, parts, finding.words)
    return parts, text


def _shown(speech: Speech, subject: Subject, parts: Sequence[Part], asked: frozenset[str]) -> Markup:
    notes = [subject.note(part.topic) for part in parts]
    told = [_part(speech, part, asked) for part in parts]
    return render.join([render.join(told, "\n\n"), note.checked(speech, *notes)])


def _part(speech: Speech, part: Part, asked: frozenset[str]) -> Markup:
    """Topic, the line that answers, what belongs to it, what changed; in bold what the title does not say of asked."""
    asked -= stems_of(part.title)
    first, *rest = (note.told(speech, line, asked) for line in part.lines)
    lines = [render.bold(part.title), first, *(f"• {line}" for line in rest)]
    if part.changed:
        lines.append(f"<b>{speech.markup('label-then-now')}</b> {render.inline(part.changed)}")
    return render.join(lines)


def alone(finding: Finding, place: int) -> Finding:
    """One hit as if it were the answer."""
    return Finding(Outcome.ANSWER, (finding.hits[place],), listing=finding.listing, words=finding.words)


def link(bot: str, subject: Subject, hit: Hit) -> str:
    """An address that opens the fact, or else the topic, in a private chat."""
    facts = subject.note(hit.topic).facts
    line = hit.lines[0] if hit.lines else 0
    payload = _payload(facts[line - 1].id) if 0 < line <= len(facts) else None
    return _LINK.format(bot=bot, payload=payload or f"topic-{hit.topic}")


def _payload(fact: FactId) -> str | None:
    """None where the id does not fit what Telegram lets a link carry (64 of A-Z a-z 0-9 _ -)."""
    payload = "fact-" + fact.replace(".", "_")
    sound = len(payload) <= 64 and payload.isascii() and payload.replace("_", "").replace("-", "").isalnum()
    return payload if sound and fact_of(payload.removeprefix("fact-")) == fact else None


def fact_of(target: str) -> FactId:
    """The fact that a link's payload names."""
    return FactId(target.replace("_", "."))


@dataclass(frozen=True, slots=True)
class Result:
    """One answer as a chat shows it, without markup. score: 0 to 1."""

    topic: TopicId
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class PlainAnswers:
    """Answers for the command line: the words of a chat without markup."""

    subject: Subject
    index: Index
    speech: Speech

    def text(self, question: str) -> str:
        return render.plain(answer(self.speech, self.subject, self.index.look_up(question)))

    def json(self, question: str) -> str:
        """`{"results": [{"topic", "text", "score"}], "answered"}`, the best result first."""
        finding = self.index.look_up(question)
        results = [
            {"topic": self.subject.note(one.topic).title, "text": one.text, "score": one.score}
            for one in self.results(finding)
        ]
        return orjson.dumps({"results": results, "answered": finding.answered}).decode()

    def results(self, finding: Finding) -> list[Result]:
        """What a chat shows, then the other hits by themselves, and what *More* of the first begins with."""
        if not finding.hits:
            return []
        first = replace(finding, outcome=Outcome.ANSWER)
        found = [first, *(alone(finding, place) for place in range(0 if finding.comparison else 1, len(finding.hits)))]
        more = further(self.subject, finding.hits[0], _fitting(self.speech, self.subject, first)[0][0])
        if more is not None and not finding.comparison:
            found[2:2] = [Finding(Outcome.ANSWER, (more,))]
        return [
            Result(one.hits[0].topic, render.plain(answer(self.speech, self.subject, one)), one.hits[0].score)
            for one in found
        ]


def plain_answer(library: Library, subject: str | None) -> PlainAnswers:
    """Answers from one subject, by default the first."""
    chosen = library.subjects[SubjectId(subject)] if subject else library.default
    return PlainAnswers(chosen, Index(chosen, meaning.installed()), catalogue().speech(None))
