"""A time of day as people type it."""

import re

_TIME = re.compile(
    r"\s*(\d{1,2})\s*(?:[:.h]\s*(\d{2})?)?\s*(?:uhr)?\s*(am|pm|a\.m\.|p\.m\.)?\s*", re.IGNORECASE | re.ASCII
)


def parse_time(text: str) -> int | None:
    """Minutes after midnight from 22:40, 22.40, 7, 7h30, 10:40 pm; None for anything else."""
    match = _TIME.fullmatch(text[:20])
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
