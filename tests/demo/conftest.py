"""A demo in a folder of its own, on the tiny subject."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.demo.play import Demo
from bot.settings import Settings
from tests.stage import SUBJECTS


def demo_in(folder: Path, content: Path = SUBJECTS / "tea") -> Demo:
    """A demo that is not open yet."""
    return Demo(Settings(_env_file=None), folder, content)


@pytest_asyncio.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    opened = demo_in(tmp_path / "demo")
    await opened.open()
    yield opened
    await opened.close()
