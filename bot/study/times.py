"""Times of day as people type them: 22:40, 7, 7h30, 10:40 pm; and windows: 9-17, from 9 am to 5:30 pm."""

import re

_TIME = re.compile(
    r"\s*(\d{1,2})\s*(?:[:.h]\s*(\d{2})?)?\s*(?:uhr)?\s*(am|pm|a\.m\.|p\.m\.)?\s*", re.IGNORECASE | re.ASCII
)
_BEFORE = re.compile(r"\s*(?:from|between|de|desde|entre)?\s*(?:las?\s)?", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*[-\u2013\u2014]\s*|\s+(?:to|till|until|and|a|y|hasta)\s+(?:las?\s+)?", re.IGNORECASE
)  # a hyphen or a dash


def parse_time(text: str) -> int | None:
    """Minutes after midnight; None for what is no time."""
    match = _TIME.fullmatch(text[:20])
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def parse_window(text: str) -> tuple[int, int] | None:
    """Start and end in minutes after midnight, whichever is earlier; None for what is no window."""
    plain = text[:60]
    parts = _BETWEEN.split(_BEFORE.sub("", plain, count=1))
    if len(parts) != 2:
        return None
    start, end = map(parse_time, parts)
    return (start, end) if start is not None and end is not None else None
