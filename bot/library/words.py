"""From text to the words that are compared: folded, cut, light-stemmed. General English, no subject in it."""

import re
from functools import lru_cache
from unicodedata import category, combining, normalize

MAX_CHARACTERS = 1024
MAX_WORDS = 96
"""Of a longer query only this much is ranked."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+")

STOP = _words("""
    a an the and or but if of in on at to for from by with without into about as is are was were be been being
    am do does did done doing have has had having can could may might must shall should will would not no nor
    so than then that this these those it its i me my mine we us our you your he she they them their there
    here what which who whom whose when where why how whats hows wheres whos dont doesnt cant isnt im ive id
    tell explain describe give show say mean means meaning meant know want need get got please pls plz thx
    thanks thank hey hi hello yo ok okay lol u ur r wat wut sum1 someone anyone bro dude mate sir exactly
    actually just really also too very much many some any one thing things stuff kind sort way like use used
    using define definition short quick quickly question answer help understand deal work works anything
    something everything ist que best good great better deal w case cases yet several possible try come happen
    happens
""")
"""Words that say nothing about the subject. A question made of nothing else is looked up as it stands."""

COMPARING = re.compile(
    r"\b(?:vs\.?|versus|compared (?:to|with)|difference|differences|differ|better)\b|/", re.IGNORECASE
)
SIDES = re.compile(r"\s+(?:vs\.?|versus|compared to|compared with|and|or|from)\s+|\s*/\s*", re.IGNORECASE)
BETWEEN = re.compile(r".*?\b(?:differences?\s+(?:between|of)|between|compare|differ)\b\s*", re.IGNORECASE | re.DOTALL)
DEFINING = re.compile(
    r"\s*(?:(?:so|ok|hey|hi|pls|please|yo|can (?:you|sum1|someone) tell me)\W+)*"
    r"(?:w[h]?at(?:'?s| is| are| does|\s+do you know about)?|define|explain|meaning of|describe|tell me about)\b",
    re.IGNORECASE,
)

GREETINGS = _words("""
    hi hello hey hola yo morning evening afternoon greetings howdy sup
""")
THANKS = _words("""
    thanks thank thx ty tnx cheers merci gracias danke great cool nice perfect awesome ok okay
""")
SMALL = _words("""
    lol haha hahaha lmao bye goodbye cya night you u there so much very man bro dude me too day good a the
    well all for that it is was really how are im i m am fine ok okay this my your bot
""")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents and invisible characters gone."""
    letters = normalize("NFKD", text.casefold())
    kept = (c if category(c) not in {"Cf", "Cc"} else " " if c in "\n\t\r" else "" for c in letters if not combining(c))
    return "".join(kept)


def cut(text: str) -> list[str]:
    """The words of a text in order, folded: letters and digits only, apostrophes closed up."""
    return _WORD.findall(fold(text).replace("'", "").replace("’", ""))


_ENDINGS = (
    ("ibilities", "ib"), ("abilities", "ab"), ("ations", "at"), ("ation", "at"), ("ments", "ment"), ("ingly", ""),
    ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("edly", ""), ("ers", "er"), ("sses", "ss"), ("ches", "ch"),
    ("shes", "sh"), ("xes", "x"), ("ed", ""), ("es", "e"), ("ly", ""), ("s", ""),
)  # fmt: skip
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light stem: endings off, a doubled last consonant and a last e closed. Short words and numbers stay."""
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            base = word[: -len(ending)] + instead
            if len(base) >= 3 and _VOWEL.search(base):
                return _closed(base)
            break
    return _closed(word)


def _closed(base: str) -> str:
    if len(base) > 4 and base[-1] == base[-2] and base[-1] not in "aeiouls":
        base = base[:-1]
    return base[:-1] if len(base) > 4 and base.endswith("e") else base
