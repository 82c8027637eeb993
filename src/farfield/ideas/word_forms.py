"""Texts → the words that concepts are made of: lower case, Latin letters and digits, a plural's s dropped.

A word is a run of the letters a to z and digits; all else parts words: hyphens, underscores, points, letters of other
scripts. A trailing s is dropped from words of more than three characters that don't end in ss, us or is: "models" and
"model" are one word, "bias" loses nothing it needs ("bia" everywhere), "analysis" stays. It is a rule of spelling, not
of grammar, and the same for concepts and documents.
"""

from __future__ import annotations

import unicodedata

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEPT = frozenset(LETTERS + "0123456789")
_APART = str.maketrans({chr(code): " " for code in range(128) if chr(code) not in _KEPT})
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
SHORTEST = 4
KEPT_ENDINGS = ("ss", "us", "is")


def split_plain(text: str) -> list[str]:
    """The words of a text as they stand, in lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, ""))
        text = text.lower().encode("ascii", "replace").decode("ascii")
        return text.translate(_APART).split()
    return text.lower().translate(_APART).split()


def fold(word: str) -> str:
    """The form that a word counts as."""
    if len(word) >= SHORTEST and word[-1] == "s" and not word.endswith(KEPT_ENDINGS):
        return word[:-1]
    return word


def forms_of(text: str) -> tuple[str, ...]:
    """The words of a concept, as documents are searched for them."""
    return tuple(map(fold, split_plain(text)))
