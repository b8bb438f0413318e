"""`studybot study --json`: the learning core in memory, driven by lines of JSON; one line out for each line in."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from bot.study.core import Core, Course

MOST_ITEMS, MOST_DAYS = 100_000, 100_000
Day = Annotated[int, Field(ge=0, le=MOST_DAYS)]
Time = Annotated[float, Field(ge=0, le=MOST_DAYS, allow_inf_nan=False)]
Json = dict[str, object]


class NotStarted(Exception):
    """Begin with {"op": "start", …}."""


class NoItem(Exception):
    """There is no such item."""


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Start(_Line):
    """domains: of each item, as a place in weights. exam_day: counted from the start. budget: questions a day."""

    op: Literal["start"]
    items: int = Field(ge=1, le=MOST_ITEMS)
    domains: list[int] | None = None
    weights: list[Annotated[float, Field(ge=0, allow_inf_nan=False)]] = Field(default=[1.0], min_length=1)
    options: int = Field(default=4, ge=1)
    exam_day: int = Field(default=60, ge=1, le=MOST_DAYS)
    budget: int = Field(default=20, ge=0)
    seed: int = 0

    @model_validator(mode="after")
    def _fits(self) -> "Start":
        domains = self.domains
        if domains is not None and len(domains) != self.items:
            raise ValueError("domains: one for each item")
        if domains is not None and not all(0 <= domain < len(self.weights) for domain in domains):
            raise ValueError("domains: each is a place in weights")
        if sum(self.weights) <= 0:
            raise ValueError("weights: at least one is more than 0")
        return self

    def course(self) -> Course:
        domains = self.domains or [0] * self.items
        return Course(domains, self.weights, self.options, self.exam_day, self.budget, self.seed)


class _Moment(_Line):
    """at: days since the start, with the hour; without it noon of `day`."""

    day: Day
    at: Time | None = None

    @property
    def time(self) -> float:
        return self.day + 0.5 if self.at is None else self.at


class Next(_Moment):
    op: Literal["next"]
    asked_today: int = Field(default=0, ge=0)

    def answer(self, core: Core) -> Json:
        return {"item": core.next(self.time, self.asked_today)}


class Answered(_Moment):
    op: Literal["answer"]
    item: int = Field(ge=0)
    correct: bool
    guessed: bool = False
    seconds: float | None = None

    def answer(self, core: Core) -> Json:
        if self.item >= len(core.course.domains):
            raise NoItem(NoItem.__doc__)
        core.answer(self.time, self.item, self.correct, self.guessed)
        return {}


class Forecast(_Line):
    op: Literal["forecast"]
    day: Day

    def answer(self, core: Core) -> Json:
        return {"p": [round(chance, 6) for chance in core.forecast(self.day)]}


class Readiness(_Line):
    op: Literal["readiness"]
    day: Day

    def answer(self, core: Core) -> Json:
        figure = core.readiness(self.day)
        if figure is None:
            return {"estimate": None, "low": None, "high": None}
        return {"estimate": round(figure.share, 6), "low": round(figure.low, 6), "high": round(figure.high, 6)}


class End(_Line):
    op: Literal["end"]


_LINES: TypeAdapter[Start | Next | Answered | Forecast | Readiness | End] = TypeAdapter(
    Annotated[Start | Next | Answered | Forecast | Readiness | End, Field(discriminator="op")]
)


def study(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Answer every line with one; a line that cannot be used is answered by {"error": …} and changes nothing."""
    core: Core | None = None
    for line in lines:
        try:
            asked = _LINES.validate_python(orjson.loads(line))
            if isinstance(asked, Start | End):
                core = Core(asked.course()) if isinstance(asked, Start) else None
                said: Json = {}
            else:
                said = asked.answer(_started(core))
        except orjson.JSONDecodeError as error:
            said = {"error": f"not JSON: {error}"}
        except ValidationError as error:
            said = {"error": _reason(error)}
        except (NotStarted, NoItem) as error:
            said = {"error": str(error)}
        yield orjson.dumps(said)


def _started(core: Core | None) -> Core:
    if core is None:
        raise NotStarted(NotStarted.__doc__)
    return core


def _reason(error: ValidationError) -> str:
    """The first mistake: where, and what is wrong."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
