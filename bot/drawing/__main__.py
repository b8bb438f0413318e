"""Paints what comes in on standard input, for another process: matplotlib's memory and time are not the bot's.

Each message is four bytes of length and a body: a packed drawing as JSON one way, a PNG the other way; an empty
body where it cannot be painted. Ends when its input ends, or when nothing came for a while.
"""

import json
import select
import sys
from typing import IO

from bot.drawing.charts import unpack

IDLE = 600.0
"""Seconds without work after which the memory is given back."""


def main() -> None:
    inlet, outlet = sys.stdin.buffer, sys.stdout.buffer
    while select.select([inlet], [], [], IDLE)[0] and (body := receive(inlet)):
        send(outlet, _painted(body))


def _painted(body: bytes) -> bytes:
    from bot.drawing.paint import paint

    try:
        drawing = unpack(json.loads(body))
        return paint(drawing.chart, drawing.look)
    except Exception:  # the next drawing may be another one; whoever asked says it in words
        return b""


def send(stream: IO[bytes], body: bytes) -> None:
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """One body; empty at the end of the stream. A body that was cut off is none."""
    size = int.from_bytes(stream.read(4), "big")
    body = stream.read(size)
    return body if len(body) == size else b""


if __name__ == "__main__":
    main()
