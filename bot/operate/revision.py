"""The content as it was at an older git revision, read without touching the working tree."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60


class NoRevision(Exception):
    """The older revision cannot be read."""


@contextmanager
def content_at(revision: str, folder: Path) -> Iterator[Path]:
    """A copy of `folder` as it was. Raises NoRevision: no git, no checkout, no such revision or folder."""
    _git(["rev-parse", "--git-dir"], folder, "is not in a git checkout")
    wanted = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    commit = _git(wanted, folder, f"has no revision {revision!r}").decode().strip()
    archive = _git(["archive", "--format=tar", commit], folder, f"did not exist at {revision!r}")
    with tempfile.TemporaryDirectory() as name, tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        if hasattr(tarfile, "data_filter"):  # came with Python 3.11.4; git's own archive needs no taming
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(name)  # noqa: S202
        yield Path(name)


def _git(arguments: list[str], folder: Path, complaint: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  # no shell
    except FileNotFoundError:
        raise NoRevision("git is not installed here.") from None
    except subprocess.TimeoutExpired:
        raise NoRevision("git did not answer within a minute.") from None
    if done.returncode != 0:
        raise NoRevision(f"The folder {folder} {complaint}.")
    return done.stdout
