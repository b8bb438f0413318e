"""Look-up: the right line first, slips corrected, both sides of a comparison, and an honest no."""

import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.finding import Finding, Outcome
from bot.library.load import load
from bot.library.search import Index
from bot.library.words import cut, cut_each
from bot.practice.told import PlainAnswers, plain_answer
from tests.ask.hostile import HOSTILE
from tests.library.test_load import AWS
from tests.stage import tea


@cache
def aws() -> PlainAnswers:
    return plain_answer(load(AWS).library, None)


def find(question: str) -> Finding:
    return aws().index.look_up(question)


@pytest.mark.parametrize(
    ("question", "topic", "visible"),
    [
        ("what is DAX", "dax", "in-memory"),
        ("waht is dxa", "dax", "in-memory"),
        ("default sqs visibility timeout?", "sqs", "30 seconds"),
        ("visiblity timout of a queue", "sqs", "30 seconds"),
        ("what is a CMK", "kms", "customer master key"),
        ("maximum size of a file in s3", "s3", "50 TB"),
        ("code pipeline", "codepipeline", "release"),
        ("readreplica", "rds", "replica"),
        ("appspec.yml location", "codedeploy-appspec", "root directory"),
        ("x-forwarded-for", "elb", "X-Forwarded-For"),
    ],
)
def test_the_right_line_comes_first(question: str, topic: str, visible: str) -> None:
    found = find(question)
    assert found.answered and found.hits[0].topic == topic
    assert visible.casefold() in aws().text(question).casefold()


def test_a_comparison_shows_both_sides() -> None:
    shown = aws().text("LSI vs GSI")
    assert "an LSI shares" in shown and "A GSI has" in shown
    found = find("difference between SNS and SES")
    assert found.comparison and [hit.topic for hit in found.hits] == ["sns", "ses"]


def test_a_comparison_within_a_note_shows_a_line_for_each_side() -> None:
    shown = aws().text("oltp vs olap").split("\n")
    assert shown[1].startswith("OLTP:") and shown[2].startswith("• OLAP:")


@pytest.mark.parametrize("question", ["can CodeDeploy deploy to ECS", "which hooks do ecs deployments have"])
def test_a_mention_of_what_is_not_covered_is_no_refusal(question: str) -> None:
    assert find(question).answered


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("qué es SQS", "sqs"),
        ("c'est quoi lambda", "lambda"),
        ("dynamodb scan 和 query 的区别", "dynamodb-query-scan"),
        ("wie viele read replicas max", "rds"),
    ],
)
def test_question_words_of_other_languages(question: str, topic: str) -> None:
    found = find(question)
    assert found.answered and found.hits[0].topic == topic


def test_questions_of_the_bank_point_to_their_facts() -> None:
    """A scenario that shares its words with a question, not with the fact."""
    found = find("A worker needs 5 minutes and a second worker gets the same message")
    assert found.hits[0].topic == "sqs" and "visibility timeout" in aws().text("second worker gets the same message")


def test_a_phrase_may_be_written_together_or_apart() -> None:
    assert find("roll back").hits[0].topic == find("rollback").hits[0].topic


@pytest.mark.parametrize(
    "question", ["best pizza in rome?", "when does the next train leave", "qwe rty zxc", "aaaaaaaa"]
)
def test_what_the_notes_do_not_hold_is_refused(question: str) -> None:
    assert not find(question).answered


def test_what_the_exam_asks_and_the_notes_lack_is_named() -> None:
    found = find("what is CloudFormation?")
    assert found.outcome is Outcome.NOT_COVERED
    assert found.not_covered is not None and found.not_covered.page.startswith("https://docs.aws.amazon.com/")
    assert found.nearest == ("elastic-beanstalk",)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("hi", Outcome.GREETING),
        ("thanks!!", Outcome.THANKS),
        ("", Outcome.EMPTY),
        ("🍵", Outcome.EMPTY),
        ("\u200b \u200d", Outcome.EMPTY),
    ],
)
def test_small_talk_and_nothing_are_no_questions(said: str, outcome: Outcome) -> None:
    assert find(said).outcome is outcome


def test_the_same_code_knows_about_tea() -> None:
    index = Index(tea().default)
    assert index.look_up("why is matcha shaded").hits[0].topic == "matcha"
    assert index.look_up("how to stor tea leaves").hits[0].topic == "storage"
    assert index.mention("has anybody tried puer here?").hits[0].topic == "pu-erh"


@given(st.text(max_size=500))
def test_any_text_gets_a_finding_and_at_most_700_characters(text: str) -> None:
    assert len(aws().text(text)) <= 900
    find(text)


def test_answers_are_short() -> None:
    subject = aws().subject
    lengths = [len(aws().text(f"what is {note.title}")) for note in subject.notes]
    assert max(lengths) <= 900
    assert sorted(lengths)[len(lengths) // 2] <= 700


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_answered(name: str) -> None:
    """How soon is measured by `make bench`."""
    assert 0 < len(aws().text(HOSTILE[name])) <= 700


def test_long_queries_are_bounded() -> None:
    """Not timed to the millisecond: a query that is not cut would take minutes here."""
    began = time.perf_counter()
    for query in ("dynamodb qeury scna " * 250, "x" * 4096, "(a+)+$" * 700, "é" * 4096, "a b " * 1024, "s3/" * 1365):
        find(query[:4096])
    assert time.perf_counter() - began < 5


def test_json_is_one_object_per_question() -> None:
    import json

    said = json.loads(aws().json("what is DAX"))
    assert said["answered"] is True
    assert said["results"][0]["topic"] == "DynamoDB Accelerator (DAX)"
    assert said["results"][0]["score"] == 1.0
    assert json.loads(aws().json("zzzz qqqq"))["answered"] is False


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["", "DAX's cache", ""],
        ["Multi-AZ, 3,500 reads", "façade – naïve", "x_1"],
        ["two\nlines", "one"],
        ["tab\there", "bell\x07 rings", "zero\u200bwidth"],
    ],
)
def test_texts_are_cut_together_as_one_by_one(texts: list[str]) -> None:
    assert cut_each(texts) == [cut(text) for text in texts]
