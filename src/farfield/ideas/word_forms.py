"""Texts → the words that concepts are made of: lower case, letters and digits, a plural's s dropped.

A word is a run of letters and digits; all else parts words: hyphens, underscores, points. An accented letter is a
letter, however it is composed, and another one than without: "naïve" and "naive" are two words. Where letters of
another script begin, a word ends, and one such letter alone, as of a formula, is none: of "TNFα" and "TNF-α" the word
"tnf" is left. Of scripts without spaces each character is a word, as in the scan. A trailing s is dropped from words of
more than three characters that don't end in ss, us or is: "models" and "model" are one word, "bias" loses nothing it
needs ("bia" everywhere), "analysis" stays. It is a rule of spelling, not of grammar, and the same for concepts and
documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from farfield.text.characters import LETTER, SINGLE, kinds
from farfield.text.words import split_words

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEPT = frozenset(LETTERS + "0123456789")
_LOWER = bytes(ord(one) if (one := chr(code).lower()) in _KEPT else ord(" ") for code in range(128))
_PLAIN = _LOWER + bytes(range(128, 256))
"""Of each byte the letter or digit that it is, in lower case, or a blank; those of characters beyond ASCII stay."""
_BEYOND = re.compile(r"[^\x00-\x7f]+")
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
SHORTEST = 4
KEPT_ENDINGS = ("ss", "us", "is")


def split_plain(text: str) -> list[str]:
    """The words of a text as they stand, in lower case."""
    return blanked(text).decode().split()


def blanked(text: str) -> bytes:
    """A text in lower case with blanks for all that is in no word: what `split` makes of it are its words, in UTF-8."""
    if not text.isascii():
        whole = unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, ""))
        text = _BEYOND.sub(lambda run: _as_in_words(run[0]), whole)
    return text.encode().translate(_PLAIN)


@lru_cache(maxsize=1 << 14)
def _as_in_words(run: str) -> str:
    """Characters beyond ASCII as they stand in words: letters of Latin, and words of other scripts, blanks around."""
    found = ""
    for is_latin, signs in groupby(run, _is_latin):
        part = "".join(signs)
        found += part.lower() if is_latin else f" {' '.join(_other_words(part))} "
    return found


def _is_latin(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("LATIN")


def _other_words(part: str) -> Iterator[str]:
    """The words of other scripts: a letter alone, as those of formulas, is none; nor is an accent."""
    for word in split_words(part):
        if kinds()[ord(word[0])] == SINGLE or sum(kinds()[ord(one)] == LETTER for one in word) > 1:
            yield word


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """The form that a word counts as."""
    if len(word) >= SHORTEST and word[-1] == "s" and not word.endswith(KEPT_ENDINGS):
        return word[:-1]
    return word


def forms_of(text: str) -> tuple[str, ...]:
    """The words of a concept, as documents are searched for them."""
    return tuple(map(fold, split_plain(text)))
