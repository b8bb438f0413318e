"""Finding stems that are nearly the same, exactly and fast enough for ten thousand of them."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from bot.library.questions import ReadQuestion

SAME = 90
"""Similarity of two stems in percent from which on they are the same question."""


def alike(questions: Sequence[ReadQuestion]) -> Iterator[tuple[ReadQuestion, ReadQuestion, float]]:
    """(later one, earlier one, percent) of pairs that are no declared siblings."""
    order = sorted(range(len(questions)), key=lambda number: len(questions[number].question.stem))
    texts = [" ".join(questions[number].question.stem.casefold().split()) for number in order]
    for start, window in enumerate(_windows(texts)):
        for _, similarity, offset in process.extract_iter(texts[start], window, scorer=fuzz.ratio, score_cutoff=SAME):
            first, second = sorted((order[start], order[start + 1 + offset]))
            one, other = questions[second], questions[first]
            if not _siblings(one, other):
                yield one, other, similarity


def _windows(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """For each text the longer ones that could still be similar: a ratio is at most 2 x short / (short + long)."""
    end = 0
    for start, text in enumerate(texts):
        while end < len(texts) and 200 * len(text) >= SAME * (len(text) + len(texts[end])):
            end += 1
        yield texts[start + 1 : end]


def _siblings(one: ReadQuestion, other: ReadQuestion) -> bool:
    return other.question.key in one.question.siblings or one.question.key in other.question.siblings
