"""Logs that can be shown to anybody: no token, no password, no text that a person wrote.

Our own lines carry ids and counts only. What libraries say passes a last filter that blots out
whatever looks like a bot token or a password in an address.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")


def blot(text: str) -> str:
    """The text with tokens and passwords blotted out."""
    return _SECRETS.sub("[secret]", text)


def set_up(level: str, form: str) -> None:
    """form: `text` for people, `json` for collectors. Everything goes to standard error."""
    stamp: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    threshold = logging.getLevelName(level)
    structlog.configure(
        processors=[*stamp, *last, _blot_line],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=stamp,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, _blot_line],
    )
    handler.setFormatter(formatter)
    # a look that takes longer than the time to the next one is no trouble, and anything else a Ticker tells itself
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # libraries quote updates and addresses below WARNING
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


def _blot_line(_logger: Any, _method: str, line: "str | MutableMapping[str, Any]") -> str:
    return blot(str(line))
