"""Ports for processes of our own."""

import random
import socket
from contextlib import closing

OURS = range(15_000, 32_000)
"""Below those that systems give to outgoing connections: one of these could take a port before its process listens."""

_DICE = random.SystemRandom()


def free_port() -> int:
    """A port on which nobody listens."""
    while True:
        port = _DICE.choice(OURS)
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
