"""The catalogue: the same keys and placeholders in every language, short sentences, no guilt, all of it used."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.serializer import serialize_expression
from fluent.syntax.visitor import Visitor

from bot.chat.menus import calls
from bot.chat.texts import LOCALES, Texts, catalogue
from tests.stage import Stage

LANGUAGES = sorted(path.stem for path in LOCALES.glob("*.ftl"))
PLAIN = ("button-", "command-", "bot-", "picture-")
CODE = Path(__file__).parents[2] / "bot"


class Placeholders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.plurals: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        self.plurals.add(serialize_expression(node.selector))
        self.generic_visit(node)


def messages(language: str) -> dict[str, ast.Message]:
    resource = FluentParser().parse((LOCALES / f"{language}.ftl").read_text("utf-8"))
    junk = [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    assert not junk, junk[0].content if junk else ""
    found = [entry for entry in resource.body if isinstance(entry, ast.Message)]
    assert len({m.id.name for m in found}) == len(found), "a key stands twice"
    return {message.id.name: message for message in found}


def shape(message: ast.Message) -> tuple[set[str], set[str]]:
    visitor = Placeholders()
    visitor.visit(message)
    return visitor.names, visitor.plurals


def source(message: ast.Message) -> str:
    from fluent.syntax import serialize

    return serialize(ast.Resource([message])).split("=", 1)[1]


def test_there_is_more_than_one_language() -> None:
    assert len(LANGUAGES) >= 2 and "en" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language: str) -> None:
    english, other = messages("en"), messages(language)
    assert other.keys() == english.keys()
    for key in english:
        assert shape(other[key]) == shape(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_texts_hold_no_markup_and_no_text_holds_foreign_tags(language: str) -> None:
    for key, message in messages(language).items():
        tags = set(re.findall(r"</?([a-z]+)>", source(message)))
        assert tags <= {"b", "i", "code"}, key
        assert not tags or not key.startswith(PLAIN), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_and_kind(language: str) -> None:
    for key, message in messages(language).items():
        text = re.sub(r"<[^>]+>|\{[^{}]*\}", "X", source(message))
        if key == "question-words":  # a list, never shown
            continue
        for sentence in re.split(r"[.?:;\n]\s", text):
            assert len(sentence.split()) <= 16, f"{key}: {sentence}"
        assert "!" not in text and "¡" not in text, key
        assert not re.search(r"oops|streak|racha|sorry|lo siento", text, re.IGNORECASE), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_a_phone(language: str) -> None:
    for key, message in messages(language).items():
        if key.startswith("button-"):
            label = re.sub(r"\{[^{}]*\}", "00", source(message)).strip()
            variants = re.findall(r"\[\w+\] (.+)", label) if label.startswith("{") else [label]
            assert variants and all(len(variant) <= 28 for variant in variants), key


def test_every_key_is_used_and_every_used_key_is_there() -> None:
    files = [path for ending in ("py", "js", "html") for path in CODE.rglob(f"*.{ending}")]
    code = "\n".join(path.read_text("utf-8") for path in files)
    keys = set(messages("en"))
    unused = {key for key in keys if not re.search(f"[\"'{{]{key}[\"'}}]", code) and not key.startswith("command-")}
    assert not unused
    asked = set(re.findall(r"\.(?:markup|plain)\(\s*\"([a-z-]+)\"", code))
    assert asked <= keys


async def test_menus_are_within_telegrams_limits(sqlite_stage: Stage) -> None:
    """Set at the first start, in every language; not set again while nothing changed."""
    profile = sqlite_stage.telegram.profile
    names = [command["command"] for command in profile["commands", "all_private_chats", "es"]]
    assert names == ["quiz", "daily", "topics", "progress", "exam", "settings", "stop", "help"]
    before = len([call for call in sqlite_stage.telegram.log if call.method.startswith("setMy")])
    await sqlite_stage.restart()
    assert len([call for call in sqlite_stage.telegram.log if call.method.startswith("setMy")]) == before
    assert len(calls(sqlite_stage.app.services.commands, catalogue())) == before


def test_an_unknown_language_is_answered_in_english() -> None:
    texts = Texts()
    assert texts.speech("tlh").tongue == texts.speech(None).tongue == "en"
    assert texts.speech("es-MX").tongue == "es"
