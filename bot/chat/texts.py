"""The catalogue: every sentence a person reads, by key, in Fluent files beside this one.

Sentences may hold <b>, <i> and <code>. `markup` escapes the arguments, so a name with a tag in it stays
a name. `plain` is for buttons, alerts and polls, where markup would be shown as it is.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NewType

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from bot.chat.render import Markup, escape, plain

LOCALES = Path(__file__).with_name("locale")
DEFAULT = "en"
_FORMATS = {"en": "en_GB"}
"""Babel's locale for dates, where the plain language code would give another country's order."""

Argument = str | int | float
Tongue = NewType("Tongue", str)


class Speech:
    """One language of the catalogue."""

    def __init__(self, tongue: str, bundle: FluentBundle, names: tuple[str, ...]) -> None:
        self.tongue = tongue
        self._bundle = bundle
        self._names = names
        self._kept = lru_cache(maxsize=8192)(self._resolve)

    def markup(self, key: str, /, **arguments: Argument) -> Markup:
        """The sentence as Telegram HTML. Arguments of type Markup go in as they are."""
        return Markup(self._format(key, {name: _safe(value) for name, value in arguments.items()}))

    def plain(self, key: str, /, **arguments: Argument) -> str:
        """The sentence without markup, for buttons, alerts and polls."""
        return self._format(key, arguments)

    def _format(self, key: str, arguments: Mapping[str, Argument]) -> str:
        """Sentences without arguments, or with numbers only, come again and again: they are kept."""
        resolve = self._kept if all(type(value) is int for value in arguments.values()) else self._resolve
        return resolve(key, tuple(arguments.items()))

    def _resolve(self, key: str, arguments: tuple[tuple[str, Argument], ...]) -> str:
        message = self._bundle.get_message(key)
        if message.value is None:
            raise LookupError(f"the text {key} has no value")
        text, errors = self._bundle.format_pattern(message.value, dict(arguments))
        if errors:
            raise LookupError(f"the text {key} in {self.tongue}: {errors[0]!r}")
        return str(text)

    def keys(self, prefix: str) -> list[str]:
        """The keys that begin like this, in the catalogue's order."""
        return [key for key in self._names if key.startswith(prefix)]

    def day(self, day: date) -> str:
        """A date in words: Monday 18 January 2027."""
        return _date(day, "full", self.tongue)

    def weekday(self, number: int) -> str:
        """Monday for 0."""
        return _date(date(2024, 1, 1 + number), "EEEE", self.tongue).capitalize()

    def day_short(self, day: date) -> str:
        """A date in short words: 18 January 2027."""
        return _date(day, "long", self.tongue)

    def day_brief(self, day: date) -> str:
        """A date for a narrow place: Mon 18 Jan."""
        return _date(day, "EEE d MMM", self.tongue)

    def weekdays(self) -> tuple[str, ...]:
        """The days of the week in three letters or so, Monday first."""
        monday = date(2024, 1, 1)
        return tuple(_date(monday + timedelta(days=n), "EEE", self.tongue) for n in range(7))

    def month(self, day: date) -> str:
        """The month in three letters or so: Jan."""
        return _date(day, "MMM", self.tongue)


@lru_cache(maxsize=512)
def _date(day: date, form: str, tongue: str) -> str:
    return format_date(day, form, locale=_FORMATS.get(tongue, tongue))


class Escaped(str):
    """A catalogue argument that is markup already."""

    __slots__ = ()


def clock(minute: int) -> str:
    """A time of day from minutes after midnight: 20:00."""
    return time(minute // 60, minute % 60).strftime("%H:%M")


def marked(markup: Markup) -> Escaped:
    """Put markup into a sentence as it is."""
    return Escaped(markup)


def _safe(value: Argument) -> Argument:
    return escape(value) if isinstance(value, str) and not isinstance(value, Escaped) else value


class Texts:
    """All languages; an unknown one is answered in English."""

    def __init__(self, folder: Path = LOCALES) -> None:
        files = sorted(folder.glob("*.ftl"))
        self._speeches = {file.stem: _speech(file) for file in files}

    @property
    def tongues(self) -> tuple[str, ...]:
        return tuple(self._speeches)

    def speech(self, language: str | None) -> Speech:
        """The catalogue for a language_code such as `es` or `es-MX`."""
        base = (language or DEFAULT).split("-")[0].lower()
        return self._speeches.get(base) or self._speeches[DEFAULT]


def _speech(file: Path) -> Speech:
    resource = FluentResource(file.read_text("utf-8"))
    bundle = FluentBundle([file.stem], use_isolating=False)
    bundle.add_resource(resource)
    names = tuple(entry.id.name for entry in resource.body if isinstance(entry, ast.Message))
    return Speech(file.stem, bundle, names)


@lru_cache(maxsize=1)
def catalogue() -> Texts:
    """The catalogue as shipped, read once."""
    return Texts()


__all__ = ["DEFAULT", "Escaped", "Speech", "Texts", "catalogue", "clock", "marked", "plain"]
