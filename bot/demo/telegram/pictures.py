"""The size of a picture, read from its own bytes: PNG and JPEG, which is what Telegram takes as a photo."""

import struct
from dataclasses import replace

from bot.demo.telegram.objects import File, bad

LARGEST = 10 * 1024 * 1024
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's start-of-frame markers (ITU T.81, table B.1)."""


def measured(file: File) -> File:
    """The file with its width and height. Raises ApiError for what is no photo, too large or too long."""
    size = _png(file.data) or _jpeg(file.data)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if len(file.data) > LARGEST or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return replace(file, size=size)


def _png(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\xff\xd8"):
        return None
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        if data[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return (width, height) if width and height else None
        place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
    return None
