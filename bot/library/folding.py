"""When two spellings are one: for typed answers, and for options that must not be one by accident."""

from unicodedata import category, combining, name, normalize

_SMART = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "−": "-", "…": "..."})
"""What phones put in place of what was typed."""

_ACCENTED = ("LATIN", "GREEK")
"""Scripts in which an accent can be left out; in others the mark is another letter."""


def bare(said: str) -> str:
    """Without quotes around it and a full stop behind it, which phones add: `"appspec.yml".` is appspec.yml."""
    return said.removesuffix(".").strip("\"'`").removesuffix(".").strip()


def folded(text: str) -> str:
    """One form for all that count as the same: width, case, accents, invisible characters, spaces."""
    visible = "".join(" " if c.isspace() else c for c in text.translate(_SMART) if _is_visible(c))
    letters = normalize("NFKC", normalize("NFKC", visible).casefold())
    return " ".join(normalize("NFC", _without_accents(normalize("NFD", letters))).split())


def _is_visible(character: str) -> bool:
    return category(character) not in {"Cf", "Cc", "Cs", "Cn"} or character.isspace()


def _without_accents(letters: str) -> str:
    kept, accented = [], False
    for letter in letters:
        if not combining(letter):
            accented = name(letter, "").startswith(_ACCENTED)
        elif accented:
            continue
        kept.append(letter)
    return "".join(kept)
