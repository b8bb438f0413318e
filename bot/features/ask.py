"""Looking something up: plain text or /ask in private, /ask@bot in groups, `studybot ask` on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from bot.chat import render
from bot.chat.buttons import Key, OpenNote, QuizTopic, Resume, Rows, Url
from bot.chat.permissions import may_look_up
from bot.chat.render import Markup
from bot.chat.texts import Speech, catalogue
from bot.chat.turn import Article, Command, Feature, Query, Said, Turn
from bot.library.answer import Part, compose
from bot.library.model import Library, Subject, SubjectId, TopicId
from bot.library.search import Finding, Index, Outcome
from bot.practice import note
from bot.storage import askings, chats

QUIZ = 3
SHOWN_TOPICS = 3
MOST = 700
"""Characters of an answer, as a reader counts them."""


def ask(turn: Turn) -> Said:
    """What follows /ask; in a group also the message that it replies to."""
    if not may_look_up(turn, chats.find(turn.tx, turn.incoming.chat_id)):
        return ()
    question = turn.arguments.strip()
    if not question and (replied := turn.incoming.replied_text.strip()):
        return _explain(turn, replied)
    if not question and not turn.incoming.private:
        how = turn.speech.markup("ask-group-how", bot=turn.bot.username, question=turn.subject.example)
        return [turn.say(how, silent=True)]
    return _answer(turn, question)


def _explain(turn: Turn, sentence: str) -> Said:
    """Somebody else's message: it need not be a question, so a name that stands in it is enough."""
    index = turn.content.indexes[turn.subject.id]
    finding = index.look_up(sentence)
    named = finding if finding.answered else index.mention(sentence)
    return _reply(turn, named if named.answered else finding)


def text(turn: Turn) -> Said:
    """Any text that nobody else took is a question; a command nobody knows is not."""
    if turn.incoming.text.startswith("/"):
        return [turn.say(turn.speech.markup("ask-unknown-command"))]
    return _answer(turn, turn.incoming.text)


def _answer(turn: Turn, question: str) -> Said:
    return _reply(turn, turn.content.indexes[turn.subject.id].look_up(question))


def _reply(turn: Turn, finding: Finding) -> Said:
    words = answer(turn.speech, turn.subject, finding)
    if not turn.incoming.private:
        return [turn.say(words, silent=True)]
    rows = _rows(turn, finding)
    waiting = askings.open_of(turn.tx, turn.incoming.user_id)
    if waiting is not None:
        askings.bury(turn.tx, waiting.id)
        rows = (*rows, (Key(turn.speech.plain("button-resume-questions"), Resume()),))
    return [turn.say(words, rows)]


def answer(speech: Speech, subject: Subject, finding: Finding) -> Markup:
    """The words of an answer, for every surface."""
    match finding.outcome:
        case Outcome.ANSWER:
            return render.join([_part(speech, subject, part) for part in compose(subject, finding)], "\n\n")
        case Outcome.CLOSEST:
            parts = [_part(speech, subject, part) for part in compose(subject, finding)]
            return render.join([speech.markup("ask-closest"), "", *parts])
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


def _part(speech: Speech, subject: Subject, part: Part) -> Markup:
    """Topic, the line that answers, what belongs to it, what changed, and how old it is."""
    first, *rest = map(render.inline, part.lines)
    lines = [render.bold(part.title), first, *(f"• {line}" for line in rest)]
    if part.changed:
        lines.append(f"<b>{speech.markup('label-then-now')}</b> {render.inline(part.changed)}")
    lines.append(note.checked(speech, subject.note(part.topic)))
    return render.join(lines)


def _rows(turn: Turn, finding: Finding) -> Rows:
    """*Quiz me on this* and *More* for what was found; the nearest topics to go to instead."""
    speech = turn.speech
    rows: list[tuple[Key, ...]] = []
    if finding.outcome in {Outcome.ANSWER, Outcome.CLOSEST}:
        topic = finding.hits[0].topic
        more = Key(speech.plain("button-more"), OpenNote(topic, 0, -1))
        quiz = Key(speech.plain("button-quiz-this"), QuizTopic(topic, QUIZ))
        rows.append((quiz, more) if turn.subject.questions_of(topic) else (more,))
    if finding.not_covered is not None:
        rows.append((Key(speech.plain("ask-official"), Url(finding.not_covered.page)),))
    rows.extend(_topic_rows(turn, finding))
    return tuple(rows)


def _topic_rows(turn: Turn, finding: Finding) -> Sequence[tuple[Key, ...]]:
    if finding.outcome not in {Outcome.CLOSEST, Outcome.NOT_COVERED, Outcome.NONE, Outcome.ANSWER}:
        return ()
    shown = {hit.topic for hit in finding.hits} if finding.comparison else {h.topic for h in finding.hits[:1]}
    nearest = [topic for topic in finding.nearest if topic not in shown][:2]
    return [(Key(turn.subject.note(topic).title, OpenNote(topic, 0, -1)),) for topic in nearest]


def from_memory(query: Query) -> Markup | None:
    """The words of an answer that needs nothing but the notes."""
    finding = query.index.look_up(query.text)
    return answer(query.speech, query.subject, finding) if finding.answered else None


INLINE = 5
_START = "https://t.me/{bot}?start=topic-{topic}"


def inline(query: Query) -> Sequence[Article]:
    """Results for `@bot words`: what was found; else the nearest topics; for no words, the subject's first topics."""
    finding = query.index.look_up(query.text)
    if finding.hits and finding.outcome in {Outcome.ANSWER, Outcome.CLOSEST}:
        whole = [finding] if finding.comparison else []
        found = [*whole, *(_alone(finding, place) for place in range(len(finding.hits)))]
        by_topic = {one.hits[0].topic: one for one in reversed(found)}
        return [_article(query, by_topic[topic]) for topic in dict.fromkeys(one.hits[0].topic for one in found)][
            :INLINE
        ]
    topics = finding.nearest or query.subject.topic_ids
    return [_note_article(query, topic) for topic in topics[:INLINE]]


def _article(query: Query, finding: Finding) -> Article:
    topic = query.subject.note(finding.hits[0].topic)
    first = compose(query.subject, finding)[0].lines[0]
    text = answer(query.speech, query.subject, finding)
    return Article(topic.id, topic.title, render.plain(render.inline(first)), text, _to_private(query, topic.id))


def _note_article(query: Query, topic: TopicId) -> Article:
    found = query.subject.note(topic)
    summary = render.inline(found.summary)
    text = render.join([render.bold(found.title), summary, note.checked(query.speech, found)])
    return Article(topic, found.title, render.plain(summary), text, _to_private(query, topic))


def _to_private(query: Query, topic: TopicId) -> Rows:
    address = _START.format(bot=query.bot.username, topic=topic)
    return ((Key(query.speech.plain("button-more"), Url(address)),),)


@dataclass(frozen=True, slots=True)
class PlainAnswers:
    """Answers for the command line: the words of a chat without markup."""

    subject: Subject
    index: Index
    speech: Speech

    def text(self, question: str) -> str:
        return render.plain(answer(self.speech, self.subject, self.index.look_up(question)))

    def json(self, question: str) -> str:
        """`{"results": [{"topic", "text", "score"}], "answered"}`, the best result first.

        Both sides of a comparison are one result: that is what a chat shows.
        """
        finding = self.index.look_up(question)
        found = [_alone(finding, place) for place in range(len(finding.hits))]
        if finding.comparison:
            found = [finding, *found]
        results = [
            {
                "topic": self.subject.note(one.hits[0].topic).title,
                "text": render.plain(answer(self.speech, self.subject, one)),
                "score": one.hits[0].score,
            }
            for one in found
        ]
        return orjson.dumps({"results": results, "answered": finding.answered}).decode()


def _alone(finding: Finding, place: int) -> Finding:
    """One hit as if it were the answer."""
    return Finding(Outcome.ANSWER, (finding.hits[place],))


def plain_answer(library: Library, subject: str | None) -> PlainAnswers:
    """Answers from one subject, by default the first."""
    chosen = library.subjects[SubjectId(subject)] if subject else library.default
    return PlainAnswers(chosen, Index(chosen), catalogue().speech(None))


feature = Feature(commands=(Command("ask", ask, group=True, group_menu=True),))
last = Feature(text=text, inline=inline, from_memory=from_memory)
"""After everybody else: whatever text is left is a question."""
