"""Look-up by meaning, an extra (`pip install studybot[meaning]`): questions that share no word with their answer.

Static embeddings: each word piece has a vector of 256 numbers, learnt from a large language model's (WordLlama,
Miller 2024), and a text is their mean. No network and no neural net runs: a question costs 0.3 ms. The package
`wordllama` brings vectors and word pieces as data files; its own loader looks for one of them on the network, so
the files are read here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from bot.library.answer import plain
from bot.library.model import Note, Subject
from bot.library.search_index import texts_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors: TypeAlias = NDArray[np.float32]

PACKAGE = "wordllama"
WEIGHTS, PIECES = "weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json"
MOST_LINES = 6


class Model(Protocol):
    def of(self, texts: Sequence[str]) -> "Vectors":
        """A row of unit length for each text; zeros for a text without words."""


class Static:
    """The vectors of the extra's package. Raises ImportError without it."""

    def __init__(self) -> None:
        import numpy as np
        from tokenizers import Tokenizer

        folder = files(PACKAGE)
        self._pieces: Any = Tokenizer.from_str((folder / PIECES).read_text("utf-8"))
        self._weights = _first_tensor((folder / WEIGHTS).read_bytes())
        self._zeros = np.zeros(self._weights.shape[1], np.float32)

    def of(self, texts: Sequence[str]) -> "Vectors":
        import numpy as np

        encoded = self._pieces.encode_batch(list(texts), add_special_tokens=False)
        means = [self._weights[one.ids].mean(0, np.float32) if one.ids else self._zeros for one in encoded]
        rows = np.stack(means)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def _first_tensor(data: bytes) -> "NDArray[np.float16]":
    """The one tensor of a safetensors file: the length of a JSON header, the header, the numbers."""
    import numpy as np

    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    about = next(value for name, value in header.items() if name != "__metadata__")
    first, last = about["data_offsets"]
    return np.frombuffer(data, np.float16, (last - first) // 2, start + first).reshape(about["shape"])


@cache
def installed() -> Model | None:
    """The extra's model, loaded on the first call (a second or two, 60 MiB); None without the extra."""
    try:
        return Static()
    except ImportError:
        return None


@dataclass(frozen=True, slots=True)
class Near:
    """notes: how close the closest line of each note is (-1 to 1). order: their places, the closest first."""

    notes: Sequence[float]
    order: Sequence[int]
    lines: Sequence[Sequence[int]]
    """Of each note in `order` its closest lines."""


class Meanings:
    """What the lines and questions of one subject mean. Pure: the same text, the same answer."""

    def __init__(self, subject: Subject, model: Model) -> None:
        import numpy as np

        told = [_told(subject, note) for note in subject.notes]
        self._model = model
        self._lines = [line for lines in told for _, line in lines]
        self._starts = np.cumsum([0, *map(len, told)])
        self._vectors = model.of([text for lines in told for text, _ in lines])

    def near(self, text: str, most: int) -> Near:
        """The `most` closest notes."""
        import numpy as np

        close = self._vectors @ self._model.of([text])[0]
        notes = np.maximum.reduceat(close, self._starts[:-1])
        order = [int(note) for note in np.argsort(-notes, kind="stable")[:most]]
        return Near(notes.tolist(), order, [self._closest(close, note) for note in order])

    def _closest(self, close: "Vectors", note: int) -> list[int]:
        import numpy as np

        first, last = self._starts[note], self._starts[note + 1]
        order = np.argsort(-close[first:last], kind="stable")[:MOST_LINES]
        return list(dict.fromkeys(self._lines[first + int(place)] for place in order))


def _told(subject: Subject, note: Note) -> list[tuple[str, int]]:
    """(text, place of the line it speaks of): its names, lines, phrasings, and what its questions ask."""
    places = {fact.id: place for place, fact in enumerate(note.facts, 1)}
    names = (", ".join((note.title, *note.aliases)), 0)
    lines = [(f"{note.title}: {plain(text)}", place) for place, text in enumerate(texts_of(note))]
    spoken = [(one.text, one.facts) for one in note.asked]
    spoken += [(one.stem, one.facts) for one in subject.questions_of(note.id)]
    asked = [(text, next((places[fact] for fact in facts if fact in places), 0)) for text, facts in spoken]
    return [names, *lines, *asked]
