"""Reading a typed number. It lives in the library, whose loader reads every option the way an answer is read."""

from bot.library.numbers import Reading, read_number

__all__ = ["Reading", "read_number"]
