import shutil
from pathlib import Path

import pytest

from tests.stage import SUBJECTS


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    """A copy of a subject that breaks no rule."""
    return Path(shutil.copytree(SUBJECTS / "kinds", tmp_path / "kinds"))
