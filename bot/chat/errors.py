"""What can go wrong on the way to Telegram, by what it means for us."""

from datetime import timedelta

from telegram.error import NetworkError, RetryAfter


class NotSent(NetworkError):
    """The request surely did not reach Telegram, so it may be repeated without a second copy."""


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to rest."""
    rest = error.retry_after
    return rest.total_seconds() if isinstance(rest, timedelta) else float(rest)
