"""Texts → the words that concepts are made of: lower case, Latin letters and digits, a plural's s dropped.

A word is a run of the letters a to z and digits; all else parts words: hyphens, underscores, points, letters of other
scripts. A trailing s is dropped from words of more than three characters that don't end in ss, us or is: "models" and
"model" are one word, "bias" loses nothing it needs ("bia" everywhere), "analysis" stays. It is a rule of spelling, not
of grammar, and the same for concepts and documents.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEPT = frozenset(LETTERS + "0123456789")
_LOWER = bytes(ord(one) if (one := chr(code).lower()) in _KEPT else ord(" ") for code in range(128))
_PLAIN = _LOWER + b" " * 128
"""Of each byte the letter or digit that it is, in lower case, or a blank."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
SHORTEST = 4
KEPT_ENDINGS = ("ss", "us", "is")


def split_plain(text: str) -> list[str]:
    """The words of a text as they stand, in lower case."""
    return blanked(text).decode("ascii").split()


def blanked(text: str) -> bytes:
    """A text in lower case with blanks for all that is in no word: what `split` makes of it are its words, in ASCII."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, "")).lower()
    return text.encode("ascii", "replace").translate(_PLAIN)


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """The form that a word counts as."""
    if len(word) >= SHORTEST and word[-1] == "s" and not word.endswith(KEPT_ENDINGS):
        return word[:-1]
    return word


def forms_of(text: str) -> tuple[str, ...]:
    """The words of a concept, as documents are searched for them."""
    return tuple(map(fold, split_plain(text)))
