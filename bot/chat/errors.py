"""What can go wrong on the way to Telegram, by what it means for us."""

from telegram.error import NetworkError


class NotSent(NetworkError):
    """The request surely did not reach Telegram, so it may be repeated without a second copy."""
