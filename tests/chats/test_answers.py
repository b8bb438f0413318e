"""What somebody reads after a look-up, on the shipped notes: the fact, its siblings, both sides, what changed."""

from collections.abc import AsyncIterator
from functools import cache

import pytest
import pytest_asyncio

from bot.chat import render
from bot.chat.texts import catalogue
from bot.library.load import load
from bot.library.model import Library, Subject
from bot.library.search import Index
from bot.practice import told
from tests.ask.questions import CONTENT, SUBJECTS, Part, questions
from tests.databases import SqliteFiles
from tests.stage import Stage, on_stage

PASTED = 1024
"""Characters of a pasted question that count."""


@cache
def shipped(name: str = SUBJECTS[0]) -> Library:
    return load(CONTENT / name).library


@pytest_asyncio.fixture
async def aws(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_files.fresh(), shipped()) as opened:
        yield opened


async def test_the_fact_comes_first_with_what_was_asked_in_bold(aws: Stage) -> None:
    heard = await aws.person("Maya").says("how long can long polling wait?")
    assert heard.text.split("\n")[:2] == ["SQS", "Long polling waits 20 seconds at most."]
    assert "<b>SQS</b>\nLong <b>polling waits</b> 20" in heard.message.html
    assert heard.buttons[:3] == ["Quiz me on this", "Remember this", "More"]
    assert len(heard.buttons) == 5, "and the two nearest topics"


async def test_a_list_brings_its_siblings(aws: Stage) -> None:
    lines = (await aws.person("Maya").says("list the sns subscriber types")).text.split("\n")
    assert len([line for line in lines if line.startswith("• ")]) >= 2


async def test_a_comparison_brings_both_sides(aws: Stage) -> None:
    maya = aws.person("Maya")
    first, second = (await maya.says("LSI vs GSI")).text.split("\n")[1:3]
    assert first.startswith("LSI") and second.startswith("• GSI")
    text = (await maya.says("difference between kinesis and sqs")).text
    assert text.startswith("Kinesis and Data Firehose\n") and "\n\nSQS\n" in text
    assert "Notes: Kinesis and Data Firehose, SQS, checked " in text


async def test_what_changed_is_said(aws: Stage) -> None:
    assert "Then / now:" in (await aws.person("Maya").says("max message size sqs")).text


async def test_more_turns_pages_in_place(aws: Stage) -> None:
    maya = aws.person("Maya")
    answer = (await maya.says("what is dynamodb")).message
    assert (await maya.presses("More")).message is answer
    first = answer.text
    assert (await maya.presses("›")).message is answer and answer.text != first


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_answer_is_too_long_or_leaks_markup(name: str) -> None:
    """Over every question of tests/ask: at most 700 characters, markup that a strict parser takes, a topic, a date."""
    from bot.demo.telegram.markup import parse_html

    subject = shipped(name).default
    index, speech = Index(subject), catalogue().speech(None)
    for part in Part:
        for asked in questions(name, part):
            finding = index.look_up(asked.text)
            shown, _ = parse_html(told.answer(speech, subject, finding))
            assert len(shown) <= 700, asked
            assert not finding.answered or "\nNotes: " in shown, asked


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_pasted_exam_question_finds_its_topic(name: str) -> None:
    """The question with its options, as people copy it; nine of ten begin with their own topic."""
    subject = shipped(name).default
    index = Index(subject)
    pasted = [(question.topic, "\n".join([question.stem, *question.options])) for question in subject.questions]
    right = [topic == _topic(index, subject, text) for topic, text in pasted]
    assert sum(right) >= 0.9 * len(right)


def _topic(index: Index, subject: Subject, text: str) -> str:
    hits = index.look_up(text[:PASTED]).hits
    return hits[0].topic if hits else ""


async def test_a_long_pasted_question_is_answered(aws: Stage) -> None:
    question = max(aws.library.default.questions, key=lambda one: len(one.stem))
    text = "\n".join([question.stem, *question.options, "Choose one answer. "])
    heard = await aws.person("Maya").says((text * 9)[:4096])
    title = aws.library.default.note(question.topic).title
    assert title in (heard.text.split("\n")[0], *heard.buttons)
    assert len(render.plain(render.escape(heard.text))) <= 700
