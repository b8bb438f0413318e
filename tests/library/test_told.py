"""Answers as the command line prints them: `studybot ask --json`, a line for each line."""

import json

import pytest

from bot.practice.told import plain_answer
from tests.chats.asking import ODD
from tests.stage import tea

ANSWERS = plain_answer(tea(), None)


def test_one_object_a_line() -> None:
    said = json.loads(ANSWERS.json("what is matcha"))
    assert said["answered"] is True and "\n" not in ANSWERS.json("what is matcha")
    best = said["results"][0]
    assert best["topic"] == "Matcha" and best["score"] == 1.0
    assert best["text"] == ANSWERS.text("what is matcha")


def test_what_is_not_in_the_notes_is_not_answered() -> None:
    assert json.loads(ANSWERS.json("who won the world cup in 2018"))["answered"] is False
    assert json.loads(ANSWERS.json("thanks"))["results"] == []


@pytest.mark.parametrize("odd", ODD)
def test_odd_lines_get_an_object_as_well(odd: str) -> None:
    said = json.loads(ANSWERS.json(odd))
    assert set(said) == {"results", "answered"}
    assert all(len(one["text"]) <= 700 and "<b>" not in one["text"] for one in said["results"])
