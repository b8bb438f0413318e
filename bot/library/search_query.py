"""What a learner's text asks for: the words that count, and whether it wants a meaning, a number or a list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.library.search_index import Lines, Term
from bot.library.spelling import Vocabulary, synonyms
from bot.library.words import (
    COUNTING,
    DEFINING,
    EVERYDAY,
    FORMS,
    LISTING,
    MAX_CHARACTERS,
    MAX_WORDS,
    STOP,
    cut,
    linked,
    ours,
    stem,
)

SYNONYM = 0.45
"""The worth of a word of about the same meaning."""

COMMON = 0.8
"""The weight of a word of everyday English."""

MOST_TERMS = 32
"""Words that are ranked: of a pasted question the rarest say what it is about."""

STOP_NAME = 0.7
"""The weight of a stop word that is also a name (`having`)."""

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_BEFORE_NAMES = frozenset(("in", "vs", "the", "a", "an", "of", "use", "using", "does", "do", "what", "is", "and", "or"))
_SYNONYMS = synonyms()


@dataclass(frozen=True, slots=True)
class Query:
    """text: folded and in our words. phrase: linked stems of all words, for names. asked: the words that count."""

    text: str
    words: tuple[str, ...]
    phrase: tuple[str, ...]
    asked: tuple[str, ...]
    terms: tuple[Term, ...]
    defining: bool
    counting: bool
    listing: bool


class Reader:
    """Reads the texts of one subject's learners."""

    def __init__(self, vocabulary: Vocabulary, lines: Lines) -> None:
        self._vocabulary = vocabulary
        self._lines = lines

    def read(self, text: str) -> Query:
        """At most MAX_CHARACTERS and MAX_WORDS of the text count."""
        text = text[:MAX_CHARACTERS]
        plain = ours(text, self._vocabulary.words)
        words = tuple(word[:64] for word in cut(plain)[:MAX_WORDS])
        fixed = self._vocabulary.corrected(words)
        capitals = frozenset(found.lower() for found in _CAPITALS.findall(text)) if not text.isupper() else frozenset()
        telling = [pair for place, pair in enumerate(fixed) if self._tells(fixed, place, capitals)]
        telling = [pair for pair in telling if pair[0] not in FORMS] or telling
        both = [(one, 1.0) for one in self._keywords([word for word, _ in fixed], capitals)]
        if not telling and not both:
            telling = [(word, STOP_NAME) for word, _ in fixed if word in self._vocabulary.stop_names]
        phrase = linked([word for word, _ in fixed]) if fixed else ()
        return Query(
            plain,
            words,
            phrase,
            tuple(word for word, _ in telling),
            tuple(self._terms([*telling, *both])),
            DEFINING.match(plain) is not None,
            COUNTING.search(plain) is not None,
            LISTING.search(plain) is not None,
        )

    def _tells(self, fixed: Sequence[tuple[str, float]], place: int, capitals: frozenset[str]) -> bool:
        word = fixed[place][0]
        if word not in STOP:
            return word.isascii() or word in self._vocabulary.words
        if word not in self._vocabulary.stop_names:
            return False
        before = fixed[place - 1][0] if place else ""
        return word in capitals or (bool(before) and before in _BEFORE_NAMES and place == len(fixed) - 1)

    def _keywords(self, words: Sequence[str], capitals: frozenset[str]) -> Iterator[str]:
        """Two words that count together, as one; of two stop words (NOT IN) only in capitals or as all that is said."""
        for word, following in pairwise(words):
            one = word + following
            if one not in self._lines.keywords:
                continue
            if not {word, following} <= STOP or {word, following} <= capitals or len(words) == len((word, following)):
                yield one

    def _terms(self, telling: Sequence[tuple[str, float]]) -> list[Term]:
        found: dict[str, Term] = {}
        for word, weight in telling:
            base = stem(word)
            if not self._lines.knows(base) and word in self._vocabulary.initials:
                for part in self._vocabulary.initials[word]:
                    found.setdefault(part, Term(part, ((part, 1.0),), weight))
                continue
            forms = ((base, 1.0), *((other, SYNONYM) for other in _SYNONYMS.get(base, ())))
            worth = STOP_NAME if word in STOP else weight * (COMMON if word in EVERYDAY else 1.0)
            found.setdefault(base, Term(base, forms, worth))
        rarest = sorted(found.values(), key=lambda term: -term.weight * self._lines.rarity(term.word))
        kept = {term.word for term in rarest[:MOST_TERMS]}
        return [term for term in found.values() if term.word in kept]
