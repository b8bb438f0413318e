"""A process does not keep what it no longer uses."""

import platform
from pathlib import Path

from bot.operate.memory import give_back

GLIBC = platform.libc_ver()[0] == "glibc"
"""Only it can be told to."""

BLOCK, BLOCKS = 2_000, 20_000


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


def test_what_is_free_between_blocks_in_use_goes_back() -> None:
    blocks = [bytes(BLOCK) for _ in range(BLOCKS)]
    used = blocks[::100]
    del blocks
    before = resident() if GLIBC else 0
    assert give_back() is GLIBC
    if GLIBC:
        assert before - resident() > BLOCK * BLOCKS // 2
    assert len(used) == BLOCKS // 100
