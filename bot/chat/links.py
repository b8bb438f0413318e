"""Links that carry a right, such as setting up a group: signed, and good for a short time.

The target is a chat's id and an expiry; the signature is 96 bits of HMAC-SHA-256 (RFC 2104 advises at least 80).
It fits the 64 characters that Telegram lets through. A link alone gives nothing: whoever opens it must also be
an admin of that chat.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

GOOD_FOR = timedelta(hours=24)
_SIGNATURE = 12
_BODY = 12
"""Bytes: eight of the chat's id, four of the expiry in seconds since 1970."""


def link_key(token: str) -> bytes:
    """The key for signing, derived from the bot's token: it needs no place of its own, and changes with it."""
    return hmac.digest(token.encode(), b"studybot links", sha256)


def sign(key: bytes, chat_id: int, now: datetime) -> str:
    """A target that `verify` accepts until GOOD_FOR has passed."""
    body = chat_id.to_bytes(8, signed=True) + int((now + GOOD_FOR).timestamp()).to_bytes(4)
    return urlsafe_b64encode(body + _signature(key, body)).decode()


def verify(key: bytes, target: str, now: datetime) -> int | None:
    """The chat that a target names; None when it is not ours, was changed, or is too old."""
    if len(target) != (_BODY + _SIGNATURE) // 3 * 4 or not target.isascii():
        return None
    try:
        raw = urlsafe_b64decode(target)
    except ValueError:
        return None
    body, signature = raw[:_BODY], raw[_BODY:]
    if not hmac.compare_digest(_signature(key, body), signature) or urlsafe_b64encode(raw).decode() != target:
        return None
    late = now.timestamp() > int.from_bytes(body[8:])
    return None if late else int.from_bytes(body[:8], signed=True)


def seal(key: bytes, session_id: int, size: int) -> str:
    """A target that names the questions of a finished quiz, so that nobody can walk through those of others.

    It stays good: it opens questions, and nothing about whoever answered them.
    """
    body = f"quiz {session_id} {size}".encode()
    return f"{session_id}-{size}-{urlsafe_b64encode(_signature(key, body)).decode()}"


def unseal(key: bytes, target: str) -> tuple[int, int] | None:
    """(session, how many questions) behind a sealed target; None when it is not ours."""
    number, _, rest = target.partition("-")
    size = rest.partition("-")[0]
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (number, size)):
        return None
    named = int(number), int(size)
    return named if hmac.compare_digest(seal(key, *named).encode(), target.encode()) else None


def _signature(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, sha256)[:_SIGNATURE]


def address(bot: str, name: str, target: object) -> str:
    """Opens our private chat with ?start=<name>-<target>."""
    return f"https://t.me/{bot}?start={name}-{target}"


def inside(chat_id: int, message_id: int) -> str | None:
    """Opens a message of a supergroup or channel, or a topic of a forum, for its members; None for other chats."""
    number = -chat_id - 10**12
    return f"https://t.me/c/{number}/{message_id}" if number > 0 else None


def public(name: str) -> str:
    """Opens a chat that has a public name, for everybody."""
    return f"https://t.me/{name}"


def group_address(bot: str, name: str, target: object) -> str:
    """Lets people choose a group, adds us where we are not, and says /start <name>-<target> there."""
    return f"https://t.me/{bot}?startgroup={name}-{target}"
