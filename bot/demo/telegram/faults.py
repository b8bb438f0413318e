"""What a network and a busy server do to calls: drawn from a seed, and written down for whoever counts afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any


class Fault(StrEnum):
    """What happens to one call. The last three may have been done although no good answer comes back."""

    TOO_MANY = "429"
    ERROR = "500"
    GATEWAY = "502"
    CUT_BEFORE = "cut before"
    """The connection breaks, and nothing was done."""
    SLOW = "slow"
    CUT_AFTER = "cut after"
    """It was done, and the connection breaks before the answer."""
    SILENT = "silent"
    """It was done, and no answer comes while anybody waits."""


STATUS = {Fault.TOO_MANY: 429, Fault.ERROR: 500, Fault.GATEWAY: 502}
SURELY_NOT_DONE = frozenset({Fault.TOO_MANY, Fault.ERROR, Fault.GATEWAY})
"""The caller can tell: a status says that nothing was done."""

AMBIGUOUS = frozenset({Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.SILENT})
"""The caller cannot tell whether it was done."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One call that went wrong. chat: 0 where it has none."""

    fault: Fault
    method: str
    chat: int


@dataclass
class Faults:
    """chances: of each fault. methods: which calls may go wrong; empty = every one. slow, silent: seconds."""

    chances: Mapping[Fault, float]
    seed: int = 0
    methods: frozenset[str] = frozenset()
    slow: float = 0.5
    silent: float = 25.0
    retry_after: int = 1
    happened: list[Happened] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311

    def strike(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """What happens to this call; None lets it pass."""
        if self.methods and method not in self.methods:
            return None
        left = self._random.random()
        for fault, chance in self.chances.items():
            left -= chance
            if left < 0:
                chat = parameters.get("chat_id", 0)
                self.happened.append(Happened(fault, method, chat if isinstance(chat, int) else 0))
                return fault
        return None
