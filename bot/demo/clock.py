"""The demo's clock: the real one, some way ahead."""

from datetime import datetime, timedelta

from bot.chat.clock import system_clock


class DemoClock:
    """Call it for the time. ahead: how far it was moved."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return system_clock() + self.ahead

    def move_to(self, at: datetime) -> None:
        """Forward only; a time that has passed changes nothing."""
        self.ahead += max(timedelta(), at - self())
